import Configuration
import Credentials
import EventLoop
import FoundationEssentials
import HTTPServer
import Kubernetes
import Logging
import Metrics
import Processes
import Providers
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing
import Text

@testable import CredentialsTestSupport

/// An API server behind a port, with Pullpass' namespace and one that is opted in.
struct CredentialCluster: Sendable {
    let server: TestAPIServer
    let loop: EventLoop
    let url: String

    /// Runs a body in a fresh cluster, on a clock of its own where one is given.
    static func with<R: Sendable>(
        clock: LoopClock = .monotonic,
        wall: (@Sendable () -> Double)? = nil,
        _ body: @escaping @Sendable (CredentialCluster) async throws -> R
    ) async throws -> R {
        try await withEventLoop(clock: clock) { loop in
            let server = TestAPIServer(loop: loop, wallClock: wall)
            server.setUser("pullpass", token: "token", rules: [.everything])
            try server.createNamespace("pullpass")
            try server.createNamespace("team", labels: ["pullpass.dev/inject": "enabled"])
            return try await server.serve { http in
                try await body(CredentialCluster(server: server, loop: loop, url: "http://\(http.address)"))
            }
        }
    }

    /// What must be there afterwards, and what must not.
    func check(_ kind: KindUnderTest) throws {
        let secret = try #require(server.secret("team", "pullpass-r"))
        #expect(secret.type == "kubernetes.io/dockerconfigjson")
        let content = try #require(secret.data[".dockerconfigjson"])
        let anonymous = server.secret("team", "pullpass-anonymous")
        #expect((anonymous != nil) == kind.triesAnonymously)
        let contents = [content] + [anonymous?.data[".dockerconfigjson"]].compactMap(\.self)
        #expect(try attempts(contents, kind.image) == kind.attempts)
        let told =
            "\(server.events(in: "team")) \(server.events(in: "pullpass")) \(secret.metadata) \(anonymous?.metadata as Any)"
        #expect(!told.contains(KindUnderTest.seed))
    }

    /// The Secrets that a kind reads.
    func createSources(_ kind: KindUnderTest) throws {
        for (name, secret) in kind.secrets {
            let data = secret.data.mapValues { String(decoding: $0, as: UTF8.self) }
            try server.createSecret("pullpass", name, type: secret.type, data: data)
        }
    }

    /// A configuration of registries by their names and lines.
    static func configuration(_ registries: [(name: String, lines: String)]) -> String {
        let text = registries.reduce("apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries:\n") {
            text,
            registry in
            let lines = registry.lines.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
            return text + "  - name: \(registry.name)\n\(lines)\n"
        }
        return sayingWhoseHosts(text)
    }

    /// One round of a keeper at noon.
    func round(_ kind: KindUnderTest, provider: String) async throws -> SyncReport {
        try createSources(kind)
        func filled(_ text: String) -> String { text.replacing("PROVIDER", with: provider) }
        let keeper = try keeper(
            Self.configuration([("r", filled(kind.lines))]),
            environment: kind.environment.mapValues(filled),
            files: FakeFiles(kind.files.mapValues(filled))
        )
        return await Task(executorPreference: loop) { await keeper.syncOnce() }.value
    }

    /// A keeper for the text of a configuration, whose fetchers ask on this loop.
    func keeper(
        _ text: String,
        environment: [String: String] = [:],
        files: FakeFiles = FakeFiles(),
        clock: WallClock = noon,
        wrap: @escaping @Sendable (any CredentialFetcher) -> any CredentialFetcher = { $0 }
    ) throws -> SecretKeeper {
        let reading = Configuration.parse(
            Array(sayingWhoseHosts(text).utf8),
            file: "c.yaml",
            mode: .cluster,
            kinds: CredentialKinds.all
        )
        let configuration = try #require(reading.configuration, "\(reading.diagnostics)")
        let http = try network(on: loop)
        let metrics = KeeperMetrics(MetricsRegistry())
        return SecretKeeper(
            configuration: configuration,
            options: KeeperOptions(ownNamespace: "pullpass", identity: "test"),
            client: KubernetesClient(
                transport: server,
                limiter: RequestLimiter(perSecond: 50, burst: 100, loop: loop),
                loop: loop,
                observer: metrics
            ),
            clock: clock,
            makeFetcher: { registry, secrets in
                wrap(
                    makeFetcher(
                        registry: registry,
                        environment: environment,
                        secrets: secrets,
                        clock: clock,
                        http: http,
                        files: files
                    )
                )
            },
            files: files,
            metrics: metrics,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// A round of the built binary for a kind.
    func sync(_ kind: KindUnderTest) async throws -> CommandResult {
        let folder = try TemporaryDirectory()
        var text = kind.lines
        var environment = kind.environment
        // The longest first: one may be the beginning of another.
        for (index, path) in kind.files.keys.sorted(by: { $0.count > $1.count }).enumerated() {
            let real = try folder.write("file-\(index)", kind.files[path, default: ""])
            text = Self.replace(path, in: text, with: real)
            environment = environment.mapValues { Self.replace(path, in: $0, with: real) }
        }
        try createSources(kind)
        return try await run(["sync", "--once"], Self.configuration([("r", text)]), environment: environment)
    }

    /// Runs the built binary with a configuration, as somebody of this cluster.
    func run(
        _ arguments: [String],
        _ configuration: String,
        environment: [String: String] = [:]
    ) async throws -> CommandResult {
        let folder = try TemporaryDirectory()
        let kubeconfig = """
            apiVersion: v1
            kind: Config
            clusters: [{ name: c, cluster: { server: "\(url)" } }]
            users: [{ name: u, user: { token: "token" } }]
            contexts: [{ name: x, context: { cluster: c, user: u } }]
            current-context: x
            """
        var command = Command(
            try Repository.executable(),
            arguments + [
                "--config", try folder.write("config.yaml", configuration), "--kubeconfig",
                try folder.write("kubeconfig", kubeconfig), "--namespace", "pullpass",
            ]
        )
        command.environment = Tool.environment.merging(["HOME": folder.path]) { $1 }.merging(environment) { $1 }
        command.timeLimit = .seconds(120)
        return try await Processes.run(command)
    }

    /// Replaces a path where it stands alone, and not as a part of another one or of a URL.
    private static func replace(_ path: String, in text: String, with real: String) -> String {
        func isPart(_ character: Character?) -> Bool {
            character.map { $0.isLetter || $0.isNumber || "/.-_:".contains($0) } ?? false
        }
        var result = ""
        var rest = text[...]
        while let range = rest.firstRange(of: path) {
            let before = (result + rest[..<range.lowerBound]).last
            let after = range.upperBound < rest.endIndex ? rest[range.upperBound] : nil
            result += rest[..<range.lowerBound]
            result += isPart(before) || isPart(after) ? path : real
            rest = rest[range.upperBound...]
        }
        return result + rest
    }
}
