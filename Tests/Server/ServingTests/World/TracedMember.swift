import ServiceLifecycle
import Synchronization

@testable import Serving

/// In which order the members of a plan ended.
final class Trace: Sendable {
    private let names = Mutex<[String]>([])

    var ended: [String] { names.withLock { $0 } }

    func end(_ name: String) { names.withLock { $0.append(name) } }
}

/// A member that tells when it has ended.
struct TracedMember: Service {
    let member: ServingPlan.Member
    let trace: Trace

    func run() async throws {
        try await member.service.run()
        trace.end(member.name)
    }
}
