import Configuration
import Credentials
import FoundationEssentials
import HTTP
import HTTPServer
import Images
import Keeper
import Kubernetes
import Logging
import Metrics
import Processes
import Sockets
import TestAPIServer
import TestSupport
import Testing

/// From the configuration to the Secret in a namespace.
@Suite struct `Every kind of credential, end to end` {
    @Test(arguments: KindUnderTest.all)
    func `ends up in a namespace's Secret, as the kubelet needs it`(kind: KindUnderTest) async throws {
        let peer = try await ProviderPeer(kind.provider ?? { _ in .text(500, "nobody is asked") })
        try await Cluster.with { cluster in
            let report = try await cluster.round(kind, provider: peer.url)
            #expect(report.isComplete && report.placed == 1, "\(report) \(cluster.server.events(in: "pullpass"))")
            try cluster.check(kind)
        }
        await peer.stop()
    }

    /// The providers of the others live at noon of another day.
    @Test(.serialized, arguments: KindUnderTest.all.filter { $0.provider == nil })
    func `does so through the built binary`(kind: KindUnderTest) async throws {
        try await Cluster.with { cluster in
            let result = try await cluster.sync(kind)
            #expect(
                result.outputText.hasPrefix("1 Secrets in place: 1 placed"),
                "\(result.outputText)\(result.errorText)"
            )
            #expect(!(result.outputText + result.errorText).contains(KindUnderTest.seed))
            try cluster.check(kind)
        }
    }
}

/// An API server behind a port, with Pullpass' namespace and one that is opted in.
private struct Cluster: Sendable {
    let server: TestAPIServer
    let loop: EventLoop
    let url: String

    static func with(_ body: @escaping @Sendable (Cluster) async throws -> Void) async throws {
        try await withEventLoop { loop in
            let server = TestAPIServer(loop: loop)
            server.setUser("pullpass", token: "token", rules: [.everything])
            try server.createNamespace("pullpass")
            try server.createNamespace("team", labels: ["pullpass.dev/inject": "enabled"])
            try await server.serve { http in
                try await body(Cluster(server: server, loop: loop, url: "http://\(http.address)"))
            }
        }
    }

    /// What must be there afterwards, and what must not.
    func check(_ kind: KindUnderTest) throws {
        let secret = try #require(server.secret("team", "pullpass-r"))
        #expect(secret.type == "kubernetes.io/dockerconfigjson")
        let content = try #require(secret.data[".dockerconfigjson"])
        #expect(try attempts([content], kind.image) == kind.attempts)
        let told = "\(server.events(in: "team")) \(server.events(in: "pullpass")) \(secret.metadata)"
        #expect(!told.contains(KindUnderTest.seed))
    }

    private func createSources(_ kind: KindUnderTest) throws {
        for (name, secret) in kind.secrets {
            let data = secret.data.mapValues { String(decoding: $0, as: UTF8.self) }
            try server.createSecret("pullpass", name, type: secret.type, data: data)
        }
    }

    private static func configuration(_ lines: String) -> String {
        let indented = lines.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
        return "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries:\n  - name: r\n\(indented)\n"
    }

    /// One round of a keeper at noon.
    func round(_ kind: KindUnderTest, provider: String) async throws -> SyncReport {
        try createSources(kind)
        func filled(_ text: String) -> String { text.replacing("PROVIDER", with: provider) }
        let text = Self.configuration(filled(kind.lines))
        let reading = Configuration.parse(Array(text.utf8), file: "c.yaml", mode: .cluster)
        let configuration = try #require(reading.configuration, "\(reading.diagnostics)")
        let files = FakeFiles(kind.files.mapValues(filled))
        let environment = kind.environment.mapValues(filled)
        let http = try network(on: loop)
        let metrics = KeeperMetrics(MetricsRegistry())
        let keeper = Keeper(
            configuration: configuration,
            options: KeeperOptions(ownNamespace: "pullpass", identity: "test"),
            client: KubernetesClient(
                transport: server,
                limiter: RequestLimiter(perSecond: 50, burst: 100, loop: loop),
                loop: loop,
                observer: metrics
            ),
            clock: noon,
            makeFetcher: { registry, secrets in
                makeFetcher(
                    registry: registry,
                    environment: environment,
                    secrets: secrets,
                    clock: noon,
                    http: http,
                    files: files
                )
            },
            files: files,
            metrics: metrics,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        return await Task(executorPreference: loop) { await keeper.syncOnce() }.value
    }

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
        let configuration = Self.configuration(text)
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
            [
                "sync", "--once", "--config", try folder.write("config.yaml", configuration), "--kubeconfig",
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
