import Controllers
import EventLoop
import Kubernetes
import Synchronization
import TestAPIServer
import TestSupport
import Testing
import Text

/// Notes what it is told.
private final class Told: Controller {
    let name: String
    let all: Messages

    init(_ name: String, _ all: Messages) {
        self.name = name
        self.all = all
    }

    func run() async {}
    func lead(_ leads: Bool) { all.append("\(name) \(leads)") }
    func standDown(_ isRemoval: Bool) { all.append("\(name) removal \(isRemoval)") }
}

/// What several were told, in order.
private final class Messages: Sendable {
    private let list = Mutex<[String]>([])
    var all: [String] { list.withLock { $0 } }
    func append(_ line: String) { list.withLock { $0.append(line) } }
}

/// Replicas that stand for election; used on one loop only, hence the unchecked conformance.
private final class Candidates: @unchecked Sendable {
    let clock: HandClock
    let loop: EventLoop
    let server: TestAPIServer
    let log = LogLines()
    let told = Messages()
    var leaderships: [String: Leadership] = [:]
    private var tasks: [String: Task<Void, Never>] = [:]

    init(_ clock: HandClock, _ loop: EventLoop) {
        self.clock = clock
        self.loop = loop
        server = TestAPIServer(loop: loop)
    }

    func start(_ name: String) {
        server.setUser(name, rules: [.everything])
        let client = KubernetesClient(
            transport: server.transport(as: name),
            limiter: RequestLimiter(perSecond: 50, burst: 100, loop: loop),
            loop: loop,
            random: { 0.5 }
        )
        let elector = LeaderElector(
            client: client,
            namespace: "pullpass",
            name: "lease",
            identity: name,
            wallClock: WallClock { Timestamp(seconds: 1_800_000_000) }
        )
        let leadership = Leadership(elector: elector, identity: name, logger: log.makeLogger())
        leaderships[name] = leadership
        let controllers = [Told("\(name) a", told), Told("\(name) b", told)]
        let told = told
        tasks[name] = Task(executorPreference: loop) {
            await leadership.run(telling: controllers) { told.append("\(name) namespace \($0)") }
        }
    }

    func stop(_ name: String) async {
        tasks[name]?.cancel()
        await tasks[name]?.value
        tasks[name] = nil
    }

    func pass(_ seconds: Int) async { await clock.pass(seconds, wake: loop) { await server.settle() } }

    static func run(_ body: @escaping @Sendable (Candidates) async throws -> Void) async throws {
        let clock = HandClock()
        try await withEventLoop(clock: clock.clock) { loop in
            let candidates = Candidates(clock, loop)
            try await body(candidates)
            for name in candidates.tasks.keys { await candidates.stop(name) }
        }
    }
}

@Suite("Leadership")
struct LeadershipTests {
    @Test("Controllers are told in their order when a term begins and ends, before another replica leads")
    func terms() async throws {
        try await Candidates.run { world in
            try world.server.createNamespace("pullpass")
            world.start("pod-1")
            await world.pass(3)
            #expect(world.told.all == ["pod-1 namespace true", "pod-1 a true", "pod-1 b true"])
            #expect(world.leaderships["pod-1"]?.isLeader == true)
            world.start("pod-2")
            await world.pass(5)
            #expect(world.told.all.last == "pod-2 namespace true")
            let before = world.told.all.count
            world.server.setUser("pod-1", rules: [])
            await world.pass(40)
            let later = world.told.all.dropFirst(before).filter { !$0.contains("namespace") }
            #expect(later == ["pod-1 a false", "pod-1 b false", "pod-2 a true", "pod-2 b true"])
            #expect(world.leaderships["pod-1"]?.isLeader == false)
            await world.stop("pod-2")
            #expect(world.told.all.suffix(2) == ["pod-2 a false", "pod-2 b false"])
            #expect(world.log.messages.contains("notice pod-1 leads"))
            #expect(world.log.messages.contains("info pod-1 leads"))
            #expect(world.log.messages.contains("notice pod-1 leads no longer"))
        }
    }

    @Test("Controllers are told of a removal of everything from when the Lease shows it until somebody leads")
    func removal() async throws {
        try await Candidates.run { world in
            try world.server.createNamespace("pullpass")
            let spec = LeaseSpec(holderIdentity: RemovalHolder.identity("uninstall"), leaseDurationSeconds: 60)
            world.server.setUser("remover", rules: [.everything])
            let remover = KubernetesClient(
                transport: world.server.transport(as: "remover"),
                limiter: RequestLimiter(perSecond: 50, burst: 100, loop: world.loop),
                loop: world.loop
            )
            let metadata = ObjectMetadata(name: "lease", namespace: "pullpass")
            let lease = try await remover.createLease(LeaseObject(metadata: metadata, spec: spec))
            func told() -> [String] { world.told.all.filter { !$0.contains("namespace") } }
            world.start("pod-1")
            await world.pass(3)
            #expect(told() == ["pod-1 a removal true", "pod-1 b removal true"])
            try await remover.deleteLease(lease)
            await world.pass(60)
            #expect(told().count == 2)
            // Who starts later leads at once.
            world.start("pod-2")
            await world.pass(10)
            #expect(
                told().dropFirst(2) == [
                    "pod-2 a true", "pod-2 b true", "pod-1 a removal false", "pod-1 b removal false",
                ]
            )
        }
    }

    @Test("A failure is logged once, and that the namespace is missing is told")
    func missingNamespace() async throws {
        try await Candidates.run { world in
            world.start("pod-1")
            await world.pass(20)
            #expect(Set(world.told.all) == ["pod-1 namespace false"])
            #expect(world.log.messages.count == 1)
            #expect(world.log.messages.first?.hasPrefix("warning ") == true)
            try world.server.createNamespace("pullpass")
            await world.pass(10)
            #expect(world.told.all.suffix(3) == ["pod-1 namespace true", "pod-1 a true", "pod-1 b true"])
        }
    }

    @Test("A term begins with reading, and so does what follows a conflict")
    func term() {
        var term = LeaderTerm()
        #expect(!term.isLeader && !term.mayJudge)
        term.change(leads: true)
        #expect(term.isLeader && term.mustRead && !term.mayJudge)
        term.hasRead()
        #expect(term.mayJudge)
        term.needsReading()
        #expect(!term.mayJudge && term.isLeader)
        term.hasRead()
        term.change(leads: false)
        #expect(!term.isLeader && term.mustRead)
        term.change(leads: true)
        #expect(!term.mayJudge)
    }
}
