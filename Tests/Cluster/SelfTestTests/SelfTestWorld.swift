import Admission
import Configuration
import EventLoop
import HTTP
import Images
import Injection
import Kubernetes
import Metrics
import Synchronization
import TestSupport
import Text

@testable import SelfTest

/// An API server that answers every trial of a Pod as it is told, calls a webhook where there is one, and keeps Events.
final class PretendedServer: KubernetesTransport {
    struct Behaviour: Sendable {
        var status = 403
        var message =
            "pods \"pullpass-self-test\" is forbidden: exceeded quota: pullpass, requested: pods=1, used: pods=0, limited: pods=0"
        /// The rules of the webhook that is called; nil where none is.
        var rules: AdmissionRules?
        /// Changes what the webhook says.
        var tamper: @Sendable (String) -> String = { $0 }
        var isDown = false
        var labels = ["pullpass.dev/inject": "enabled"]
    }

    struct Seen: Sendable {
        var behaviour = Behaviour()
        var pods: [(target: String, body: String)] = []
        var events: [String] = []
    }

    let seen = Mutex(Seen())

    func send(_ request: KubernetesRequest) async throws -> KubernetesResponse {
        let body = String(decoding: request.body ?? [], as: UTF8.self)
        let behaviour = seen.withLock { seen in
            if request.path.hasSuffix("/pods") { seen.pods.append((request.target, body)) }
            if request.path.hasSuffix("/events") { seen.events.append(body) }
            return seen.behaviour
        }
        if behaviour.isDown { throw KubernetesTransportError("nobody listens", wasNeverSent: true) }
        if request.path.hasSuffix("/events") { return KubernetesResponse(status: 201, body: request.body ?? []) }
        guard request.path.hasSuffix("/pods") else {
            let labels = behaviour.labels.map { "\"\($0.key)\":\"\($0.value)\"" }.joined(separator: ",")
            return KubernetesResponse(
                status: 200,
                body: Array(
                    #"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"n","labels":{\#(labels)}}}"#.utf8
                )
            )
        }
        var fields = HTTPFields()
        fields.append(name: "Warning", value: #"299 - "would violate something""#)
        if let rules = behaviour.rules {
            let review = """
                {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u","operation":"CREATE","dryRun":true,\
                "resource":{"group":"","version":"v1","resource":"pods"},"namespace":"self-test","object":\(body)}}
                """
            let answer = String(decoding: rules.answer(toReview: Array(review.utf8).span).body, as: UTF8.self)
            if let start = answer.range(of: #""warnings":[""#) {
                let warning = answer[start.upperBound...].prefix { $0 != "\"" }
                fields.append(name: "warning", value: "299 - \"\(behaviour.tamper(String(warning)))\"")
            }
        }
        let status =
            #"{"kind":"Status","apiVersion":"v1","code":\#(behaviour.status),"message":"\#(behaviour.message.replacing("\"", with: "\\\""))"}"#
        return KubernetesResponse(status: behaviour.status, fields: fields, body: Array(status.utf8))
    }

    func open(_ request: KubernetesRequest) async throws -> any KubernetesByteStream {
        throw KubernetesTransportError("nothing is watched")
    }
}

extension String {
    /// The first place of a text.
    func range(of text: String) -> Range<Index>? { firstRange(of: text) }
}

/// A runner on a clock that moves only when it is told to.
///
/// Used on its loop only, hence the unchecked conformance.
final class SelfTestWorld: @unchecked Sendable {
    let clock: HandClock
    let loop: EventLoop
    let server = PretendedServer()
    let logs = LogLines()
    let registry = MetricsRegistry()
    let runner: SelfTestRunner
    private var task: Task<Void, Never>?

    static func configuration(_ patterns: [String] = ["ghcr.io/acme/"], namespaces: [String] = []) throws
        -> Configuration
    {
        var registry = Registry(name: "acme", matchImages: try patterns.map { try ImagePattern(parsing: $0) })
        registry.namespaces.names = namespaces
        var configuration = Configuration(registries: [registry])
        var settings = SelfTestSettings()
        settings.namespace = "self-test"
        configuration.injection.selfTest = settings
        return configuration
    }

    init(clock: HandClock, loop: EventLoop) throws {
        self.clock = clock
        self.loop = loop
        let configuration = try Self.configuration()
        runner = SelfTestRunner(
            configuration: configuration,
            settings: configuration.injection.selfTest ?? SelfTestSettings(),
            place: SelfTestPlace(ownNamespace: "pullpass", leaseName: "lease", identity: "pod-1"),
            client: KubernetesClient(
                transport: server,
                limiter: RequestLimiter(perSecond: 50, burst: 100, loop: loop),
                loop: loop,
                random: { 0.5 }
            ),
            wallClock: WallClock { Timestamp(seconds: 1_800_000_000) },
            metrics: SelfTestMetrics(registry),
            logger: logs.makeLogger()
        )
        task = Task(executorPreference: loop) { [runner] in await runner.run() }
    }

    func end() async {
        task?.cancel()
        await task?.value
    }

    func set(_ change: (inout PretendedServer.Behaviour) -> Void) { server.seen.withLock { change(&$0.behaviour) } }

    /// Moves the clock in steps and lets everything happen at each.
    func pass(_ seconds: Int, step: Int = 5) async {
        await clock.pass(seconds, step: step, wake: loop) {
            for _ in 0..<200 { await Task.yield() }
        }
    }

    var tests: Int { server.seen.withLock { $0.pods.count } }
    var events: [String] { server.seen.withLock { $0.events } }

    func metric(_ line: String) -> Bool {
        String(decoding: registry.render(.openMetrics), as: UTF8.self).split(separator: "\n").contains { $0 == line }
    }

    var failing: [String] {
        SelfTestFault.allCases.map(\.rawValue).filter {
            metric("pullpass_webhook_self_test_failing{reason=\"\($0)\"} 1")
        }
    }
}

/// Runs a body in a fresh world on its loop, and ends the runner that it leaves.
func withSelfTestWorld(_ body: @escaping @Sendable (SelfTestWorld) async throws -> Void) async throws {
    let clock = HandClock()
    try await withEventLoop(clock: clock.clock) { loop in
        let world = try SelfTestWorld(clock: clock, loop: loop)
        do {
            try await body(world)
            await world.end()
        } catch {
            await world.end()
            throw error
        }
    }
}
