import Configuration
import Credentials
import EventLoop
import Files
import Images
import Providers
import Synchronization
import Testing
import TestSupport
import Text

@testable import CredentialsTestSupport
@testable import NodeDockerConfig

/// Gives out what a test says, for each registry by its name.
final class TokenService: Sendable {
    private struct State {
        var lives: [String: Double] = [:]
        var failing: [String: Duration?] = [:]
        var away: Set<String> = []
        var logins: [String: String] = [:]
        var counts: [String: Int] = [:]
        var times: [String: [Double]] = [:]
    }

    private let state = Mutex(State())
    let clock: MovingClock

    init(_ clock: MovingClock) { self.clock = clock }

    /// The life of the tokens of a registry in seconds; nil for one without an end.
    func setLife(_ life: Double?, of registry: String) { state.withLock { $0.lives[registry] = life } }
    /// A registry whose service is away, and how long it asks to be left alone.
    func setFailing(_ isFailing: Bool, _ registry: String, retryAfter: Duration? = nil) {
        state.withLock { state in
            if isFailing { state.failing[registry] = .some(retryAfter) } else { state.failing[registry] = nil }
        }
    }
    /// A pattern of which there is no token.
    func setAway(_ isAway: Bool, _ pattern: String) {
        state.withLock { if isAway { $0.away.insert(pattern) } else { $0.away.remove(pattern) } }
    }
    func count(_ registry: String) -> Int { state.withLock { $0.counts[registry] ?? 0 } }
    /// The seconds since noon of all fetches.
    func times(_ registry: String) -> [Double] { state.withLock { $0.times[registry] ?? [] } }

    func fetch(_ registry: Registry) throws(CredentialError) -> FetchedCredential {
        let (count, life, failure, away) = state.withLock { state in
            state.counts[registry.name, default: 0] += 1
            state.times[registry.name, default: []].append(clock.passed)
            return (
                state.counts[registry.name] ?? 0, state.lives[registry.name], state.failing[registry.name],
                state.away
            )
        }
        if let retryAfter = failure {
            throw CredentialError(
                .unavailable,
                identity: "stub of \(registry.name)",
                reason: "it is away",
                retryAfter: retryAfter
            )
        }
        let now = clock.wall.now()
        return try FetchedCredential(
            auths: DockerAuths(
                patterns: registry.matchImages.filter { !away.contains($0.text) },
                credential: RegistryCredential(username: "us", password: SecretText("token\(count)"), fetchedAt: now)
            ),
            expiresAt: life.map { now + .bounded(seconds: $0) },
            fetchedAt: now,
            identity: "stub of \(registry.name)",
            missing: registry.matchImages.map(\.text).filter(away.contains).map { pattern in
                MissingPart(
                    keys: [pattern],
                    error: CredentialError(.refused, identity: "stub", reason: "there is none for \(pattern)")
                )
            }
        )
    }
}

struct StubFetcher: CredentialFetcher {
    let registry: Registry
    let service: TokenService
    var scope: CredentialScope { CredentialScope(registry.credentials) }
    var inputs: CredentialInputs { CredentialInputs() }
    func fetch(_ tokens: TokenCache.Access) async throws(CredentialError) -> FetchedCredential {
        try service.fetch(registry)
    }
}

/// A node on which a keeper runs, by clocks that the test moves.
struct KeeperWorld: Sendable {
    let node: Node
    let clock: MovingClock
    let service: TokenService
    let log = LogLines()
    let watched = WatchedKeeper()
    let loop: EventLoop
    let configuration: ReloadingFile<Configuration.Reading>

    static func registry(_ name: String, _ pattern: String, _ more: String = "") -> String {
        """
          - name: \(name)
            matchImages: ["\(pattern)"]
            credentials: { basic: { username: { value: us }, password: { value: pw } } }
        \(more.isEmpty ? "" : "    \(more)\n")
        """
    }

    static func file(_ registries: String...) -> String {
        "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries:\n" + registries.joined()
    }

    /// Runs a body beside a world whose loop goes by its clock.
    static func run(
        _ text: String,
        _ body: @escaping @Sendable (KeeperWorld) async throws -> Void
    ) async throws {
        let clock = MovingClock()
        let node = try Node()
        try node.folder.write("config.yaml", text)
        let configuration = try ReloadingFile(
            configuration: node.folder.path("config.yaml"),
            mode: .node,
            kinds: CredentialKinds.all
        )
        try await withEventLoop(clock: clock.steady) { loop in
            try await body(
                KeeperWorld(
                    node: node,
                    clock: clock,
                    service: TokenService(clock),
                    loop: loop,
                    configuration: configuration
                )
            )
        }
    }

    func keeper(
        probe: @escaping @Sendable (FetchedCredential, Registry, DockerAuths?) async -> LoginVerdict = { _, _, _ in
            .good
        }
    ) -> NodeConfigKeeper {
        let service = service
        return NodeConfigKeeper(
            configuration,
            file: node.file(),
            parts: NodeConfigKeeper.Parts(
                loop: loop,
                clock: clock.wall,
                logger: log.makeLogger(),
                random: { 0.5 },
                makeFetcher: { StubFetcher(registry: $0, service: service) },
                probe: probe
            )
        )
    }

    /// Runs a keeper while the body does.
    func watching(_ keeper: NodeConfigKeeper, _ body: () async throws -> Void) async throws {
        watched.keeper = keeper
        let task = Task(executorPreference: loop) { await keeper.watch() }
        let result: Result<Void, any Error>
        do {
            try await body()
            result = .success(())
        } catch {
            result = .failure(error)
        }
        task.cancel()
        loop.wake()
        await task.value
        try result.get()
    }

    /// The logins in the file, as the kubelet reads them; nil where there is none.
    var logins: [String: String]? { node.bytes.flatMap { try? NodeDockerConfigTests.logins($0) } }

    /// Waits until the file has just these.
    func expect(_ wanted: [String: String]?, sourceLocation: SourceLocation = #_sourceLocation) async {
        let isSo = await eventually { logins == wanted }
        #expect(
            isSo,
            "\(String(describing: logins?.keys.sorted())) \(log.messages.suffix(5))",
            sourceLocation: sourceLocation
        )
    }

    /// Moves the clock in steps until something is so; the seconds that passed.
    func pass(atMost seconds: Int, step: Int = 10, until isSo: () -> Bool) async -> Int {
        var passed = 0
        while passed < seconds, !isSo() {
            let before = await watched.keeper?.looks ?? 0
            clock.advance(seconds: Double(step))
            passed += step
            await settle(after: before)
        }
        return passed
    }

    /// Lets whatever is due happen: the keeper has looked at everything once more, and what it has started has ended.
    func settle(after before: Int) async {
        guard let keeper = watched.keeper else { return }
        _ = await eventually {
            loop.wake()
            return await keeper.looks > before
        }
        _ = await eventually { await keeper.isSettled }
    }
}

/// The keeper that runs.
final class WatchedKeeper: Sendable {
    private let state = Mutex<NodeConfigKeeper?>(nil)

    var keeper: NodeConfigKeeper? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
