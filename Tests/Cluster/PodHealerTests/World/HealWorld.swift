import Configuration
import Credentials
import EventLoop
import Images
import Kubernetes
import Metrics
import SecretKeeper
import Synchronization
import TestAPIServer
import TestSupport
import Text

@testable import PodHealer

/// What a keeper of Secrets would say, as a test tells it to.
final class ToldDesk: CredentialDesk {
    struct Said: Sendable {
        /// By registry and namespace; a registry is for namespaces named here alone.
        var standings: [String: CopyStanding] = [:]
        var trial = CredentialTrial.taken
        var revision = "r1"
        /// Whether a self test has passed.
        var isInjecting: Bool? = true
        var trials: [String] = []
        var needed: [String] = []
    }

    let said = Mutex(Said())

    func set(_ change: (inout Said) -> Void) { said.withLock { change(&$0) } }

    func standing(of registry: String, in namespace: String) -> CopyStanding {
        said.withLock { $0.standings["\(registry)/\(namespace)"] ?? .notWanted }
    }

    func isNeeded(_ registry: String, in namespace: String) { set { $0.needed.append("\(registry)/\(namespace)") } }

    func selectedNamespace(after name: String) -> String? {
        said.withLock { said in
            Set(said.standings.keys.compactMap { $0.split(separator: "/").last.map(String.init) }).filter { $0 > name }
                .min()
        }
    }

    func revision(of registry: String) -> String? { said.withLock { $0.revision } }

    func tryCredential(of registry: String, with probe: CredentialProbe?) async -> CredentialTrial {
        said.withLock { said in
            said.trials.append(registry)
            return said.trial
        }
    }
}

/// A healer beside a test API server, whose clock moves only when it is told to.
///
/// Used on its loop only, hence the unchecked conformance.
final class HealWorld: @unchecked Sendable {
    static let start = 1_767_225_600.0
    static let refusal =
        "failed to pull and unpack image \"x\": failed to resolve reference \"x\": failed to authorize: failed to fetch oauth token: "
        + "unexpected status: 401 Unauthorized"
    /// What the chart allows for it, and nothing else.
    static let rights = [
        AccessRule(verbs: ["list"], resources: ["pods"]),
        AccessRule(verbs: ["create"], resources: ["pods/eviction"]),
        AccessRule(verbs: ["create", "patch"], resources: ["events"]),
    ]

    let clock: HandClock
    let loop: EventLoop
    let server: TestAPIServer
    let desk = ToldDesk()
    let logs = LogLines()
    let registry = MetricsRegistry()
    let healer: PodHealer
    private var task: Task<Void, Never>?

    static func configuration(_ change: (inout HealSettings) -> Void = { _ in }) throws -> Configuration {
        var hub = Registry(name: "hub", matchImages: [try ImagePattern(parsing: "docker.io")])
        hub.secretName = "pullpass-hub"
        var ghcr = Registry(name: "ghcr", matchImages: [try ImagePattern(parsing: "ghcr.io/acme/")])
        ghcr.secretName = "pullpass-ghcr"
        var configuration = Configuration(registries: [hub, ghcr])
        var settings = HealSettings()
        change(&settings)
        configuration.heal = settings
        return configuration
    }

    init(
        clock: HandClock,
        loop: EventLoop,
        rights: [AccessRule],
        only: [String] = [],
        pagesOfLook: Int? = nil,
        clockAhead: Double = 0,
        _ configuration: Configuration
    ) throws {
        self.clock = clock
        self.loop = loop
        let server = TestAPIServer(loop: loop)
        self.server = server
        server.setUser("healer", rules: rights)
        var options = PodHealerOptions(ownNamespace: "pullpass", identity: "pod-1")
        options.worksOnLoop = true
        options.onlyNamespaces = only
        if let pagesOfLook { options.pagesOfLook = pagesOfLook }
        healer = PodHealer(
            configuration: configuration,
            options: options,
            client: KubernetesClient(
                transport: server.transport(as: "healer"),
                limiter: RequestLimiter(perSecond: 50, burst: 100, loop: loop),
                loop: loop,
                random: { 0.5 }
            ),
            probe: { _, _ in .good },
            isInjecting: { [desk] in desk.said.withLock { $0.isInjecting } },
            wallClock: WallClock {
                Timestamp(seconds: Self.start + clockAhead + Double(loop.preciseNow().nanoseconds) / 1e9)
            },
            metrics: HealMetrics(registry),
            logger: logs.makeLogger()
        )
        healer.ask(desk)
        task = Task(executorPreference: loop) { [healer] in await healer.run() }
    }

    func end() async {
        task?.cancel()
        await task?.value
    }

    func isInjecting(_ value: Bool?) { desk.set { $0.isInjecting = value } }

    /// Moves the clock in steps and lets everything happen at each.
    func pass(_ seconds: Int, step: Int = 5) async {
        await clock.pass(seconds, step: step, wake: loop) { await server.settle(turns: 40) }
    }

    /// A namespace in which the Secrets of registries stand.
    func namespace(_ name: String, _ standings: [String: CopyStanding] = ["ghcr": .present]) throws {
        try server.createNamespace(name)
        desk.set { said in for (registry, standing) in standings { said.standings["\(registry)/\(name)"] = standing } }
    }

    /// Makes a Pod of which one container waits.
    func pod(_ namespace: String, _ name: String, _ change: (inout PodText) -> Void = { _ in }) throws {
        var text = PodText(namespace: namespace, name: name)
        change(&text)
        try server.create(ResourcePath(resource: "pods", namespace: namespace), text.json)
    }

    func exists(_ namespace: String, _ name: String) -> Bool {
        server.object(ResourcePath(resource: "pods", namespace: namespace, name: name)) != nil
    }

    /// The reasons of Events on a Pod.
    func reasons(_ namespace: String, _ name: String) -> [String] {
        server.events(in: namespace).filter { $0.name == name && $0.kind == "Pod" }.map(\.reason)
    }

    func message(_ reason: String) -> String { server.events().first { $0.reason == reason }?.message ?? "" }

    func metric(_ line: String) -> Bool { metricLines(line).contains(line) }

    /// The lines of metrics that begin so.
    func metricLines(_ start: String) -> [String] {
        String(decoding: registry.render(.openMetrics), as: UTF8.self).split(separator: "\n").map(String.init)
            .filter { $0.hasPrefix(start) }
    }
}

/// The JSON of a Pod whose only container waits.
struct PodText: Sendable {
    var namespace: String
    var name: String
    var image = "ghcr.io/acme/app:1"
    var pullSecrets: [String] = []
    var phase = "Pending"
    var owner: (apiVersion: String, kind: String, name: String)? = ("apps/v1", "ReplicaSet", "app-1")
    var labels = "{}"
    var annotations = "{}"
    var reason = "ImagePullBackOff"
    var message = "Back-off pulling image \"x\": ErrImagePull: " + HealWorld.refusal
    /// The status list and the spec's list.
    var lists = (status: "containerStatuses", spec: "containers")
    var volumes = "[]"

    var json: String {
        let secrets = pullSecrets.map { #"{"name":"\#($0)"}"# }.joined(separator: ",")
        let owners =
            owner.map {
                #"[{"apiVersion":"\#($0.apiVersion)","kind":"\#($0.kind)","name":"\#($0.name)","uid":"uid-\#(namespace)-\#($0.name)","controller":true}]"#
            } ?? "[]"
        func text(_ text: String) -> String {
            text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        }
        return """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"\(name)","namespace":"\(namespace)","labels":\(labels),\
            "annotations":\(annotations),"ownerReferences":\(owners)},"spec":{"imagePullSecrets":[\(secrets)],"volumes":\(volumes),\
            "\(lists.spec)":[{"name":"other","image":"docker.io/library/busybox"},{"name":"main","image":"\(image)"}]},\
            "status":{"phase":"\(phase)","\(lists.status)":[{"name":"main","state":{"waiting":{"reason":"\(text(reason))",\
            "message":"\(text(message))"}}}]}}
            """
    }
}

/// Runs a body in a fresh world on its loop, in which the healer leads, and ends what it leaves; its clock is so many seconds ahead of the API
/// server's.
func withHealWorld(
    rights: [AccessRule] = HealWorld.rights,
    only: [String] = [],
    pagesOfLook: Int? = nil,
    clockAhead: Double = 0,
    _ change: @escaping @Sendable (inout HealSettings) -> Void = { _ in },
    _ body: @escaping @Sendable (HealWorld) async throws -> Void
) async throws {
    let clock = HandClock()
    try await withEventLoop(clock: clock.clock) { loop in
        let world = try HealWorld(
            clock: clock,
            loop: loop,
            rights: rights,
            only: only,
            pagesOfLook: pagesOfLook,
            clockAhead: clockAhead,
            try HealWorld.configuration(change)
        )
        do {
            world.healer.lead(true)
            try await body(world)
            await world.end()
        } catch {
            await world.end()
            throw error
        }
    }
}
