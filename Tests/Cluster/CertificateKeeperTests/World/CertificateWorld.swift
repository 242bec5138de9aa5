import CertificateKeeper
import EventLoop
import HTTPServer
import Kubernetes
import Logging
import Synchronization
import TLS
import TestAPIServer
import TestSupport
import Text

/// A cluster in memory on clocks that move only when they are told to, and certificate keepers in it.
///
/// Used on its loop only, hence the unchecked conformance.
final class CertificateWorld: @unchecked Sendable {
    static let namespace = "pullpass"
    static let secret = "pullpass-webhook-tls"
    static let configuration = "pullpass"
    static let day = Duration.seconds(86_400)

    let clock: HandClock
    let loop: EventLoop
    let server: TestAPIServer
    let logs = LogLines()
    private let wall: WallTime
    private(set) var replicas: [Replica] = []

    init(clock: HandClock, loop: EventLoop, start: Timestamp) throws {
        self.clock = clock
        self.loop = loop
        let wall = WallTime(loop, start: start)
        self.wall = wall
        server = TestAPIServer(loop: loop, wallClock: { wall.now.seconds })
        try server.createNamespace(Self.namespace)
    }

    /// Starts a replica, which does not lead yet.
    func start(_ name: String = "pod-1", rules: [AccessRule] = [.everything]) -> Replica {
        server.setUser(name, rules: rules)
        let client = KubernetesClient(
            transport: server.transport(as: name),
            limiter: RequestLimiter(perSecond: 50, burst: 100, loop: loop),
            loop: loop
        )
        let credentials = TLSCredentials()
        let user = ServingUser(credentials)
        let keeper = CertificateKeeper(
            options: CertificateOptions(
                namespace: Self.namespace,
                service: "pullpass-webhook",
                configuration: Self.configuration
            ),
            client: client,
            user: user,
            wallClock: WallClock { [wall] in wall.now },
            logger: logs.makeLogger()
        )
        let task = Task(executorPreference: loop) { await keeper.run() }
        let replica = Replica(name: name, keeper: keeper, user: user, credentials: credentials, task: task)
        replicas.append(replica)
        return replica
    }

    func stop(_ replica: Replica) async {
        replica.task.cancel()
        await replica.task.value
        replicas.removeAll { $0.name == replica.name }
    }

    func stopAll() async {
        for replica in replicas { await stop(replica) }
    }

    /// The time of day, in whole seconds.
    var now: Timestamp { wall.now.withoutFraction }

    /// Sets the wall clock forward or back.
    func jump(days: Int) { wall.jump(by: Self.day * days) }

    /// Lets everything happen that can happen at this time.
    func settle() async { await server.settle() }

    /// Moves the clocks in steps and lets everything happen at each.
    func pass(_ seconds: Int, step: Int = 1) async {
        await clock.pass(seconds, step: step, wake: loop) { await settle() }
    }

    /// The Secret's content by key, as text.
    var data: [String: String] {
        (server.secret(Self.namespace, Self.secret)?.data ?? [:]).mapValues { String(decoding: $0, as: UTF8.self) }
    }

    /// The first certificate of a key of the Secret.
    func certificate(_ key: String) -> Certificate? {
        guard let pem = server.secret(Self.namespace, Self.secret)?.data[key] else { return nil }
        return try? Certificate.parse(pem: pem, what: key).first
    }

    /// The text of `caBundle`, of the first webhook.
    var bundle: String {
        String(decoding: server.webhookConfiguration(Self.configuration)?.webhooks.first?.caBundle ?? [], as: UTF8.self)
    }

    /// Two replicas that serve the first certificate, of which the first one leads.
    func twoReplicas() async throws -> (Replica, Replica) {
        try server.createWebhookConfiguration(Self.configuration)
        let first = start("pod-1")
        let second = start("pod-2")
        first.keeper.lead(true)
        await pass(2)
        return (first, second)
    }
}

/// A keeper that runs.
struct Replica: Sendable {
    let name: String
    let keeper: CertificateKeeper
    let user: ServingUser
    let credentials: TLSCredentials
    let task: Task<Void, Never>

    /// The fingerprint of what it serves; empty before the first.
    var leaf: String { credentials.current?.certificate.fingerprint ?? "" }
}

/// Serves as `pullpass serve` does.
final class ServingUser: CertificateUser {
    private let credentials: TLSCredentials
    private let counts = Mutex((served: 0, failed: 0))

    init(_ credentials: TLSCredentials) { self.credentials = credentials }

    var served: Int { counts.withLock { $0.served } }
    var failed: Int { counts.withLock { $0.failed } }

    func serve(chain: [UInt8], key: [UInt8]) throws {
        credentials.replace(with: try TLSServerContext(chain: chain, key: key))
        counts.withLock { $0.served += 1 }
    }

    func certificateFailed() { counts.withLock { $0.failed += 1 } }
}

/// A wall clock that goes with a loop's clock and can jump.
final class WallTime: Sendable {
    private let loop: EventLoop
    private let start: Timestamp
    /// In seconds.
    private let offset = Atomic<Int64>(0)

    init(_ loop: EventLoop, start: Timestamp) {
        self.loop = loop
        self.start = start
    }

    var now: Timestamp {
        start + (loop.preciseNow() - .start) + .seconds(offset.load(ordering: .acquiring))
    }

    func jump(by duration: Duration) {
        offset.wrappingAdd(duration.components.seconds, ordering: .acquiringAndReleasing)
    }
}

/// Runs a body in a fresh world on its loop, and ends the keepers that it leaves; the wall clock starts at `start`.
func withWorld(
    start: Timestamp = Timestamp(seconds: 1_800_000_000),
    _ body: @escaping @Sendable (CertificateWorld) async throws -> Void
) async throws {
    let clock = HandClock()
    try await withEventLoop(clock: clock.clock) { loop in
        let world = try CertificateWorld(clock: clock, loop: loop, start: start)
        do {
            try await body(world)
            await world.stopAll()
        } catch {
            await world.stopAll()
            throw error
        }
    }
}
