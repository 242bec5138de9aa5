import Configuration
import ConfigurationKeeper
import Files
import Logging
import Providers
import Synchronization
import Logs
import TestSupport
import Testing
import Text

@testable import Serving

@Suite("A start with a file that cannot be used")
struct LastGoodTests {
    private static func text(_ registry: String, _ more: String = "") -> String {
        """
        apiVersion: pullpass.dev/v1alpha1
        kind: Configuration
        registries:
          - name: \(registry)
            matchImages: ["registry.example"]
            credentials: { basic: { username: { value: u }, password: { value: hunter2 } } }
        \(more)
        """
    }

    private static func source(_ text: String?) -> StoredConfigurationSource {
        StoredConfigurationSource(place: "Secret pullpass/last") { _ in
            text.map {
                StoredConfiguration(
                    ConfigurationText(bytes: Array($0.utf8)),
                    acceptedAt: Timestamp(seconds: 1_800_000_000),
                    acceptedBy: "0.9"
                )
            }
        }
    }

    private static func load(
        _ path: String,
        _ stored: StoredConfigurationSource?,
        mode: Configuration.Mode = .cluster
    ) async throws -> CommandContext {
        try await CommandContext.load(
            configuration: path,
            mode: mode,
            label: "test",
            version: "1.0",
            environment: [:],
            stored: stored
        ) { _ in }
    }

    /// Files of every kind that cannot be used: each makes one in a folder and returns its path.
    private static let badFiles: [(String, @Sendable (TemporaryDirectory) throws -> String)] = [
        ("not YAML", { try $0.write("config.yaml", "a: [") }),
        ("invalid", { try $0.write("config.yaml", text("Not A Name")) }),
        ("of a later version", { try $0.write("config.yaml", text("a").replacing("v1alpha1", with: "v9")) }),
        ("an unknown key", { try $0.write("config.yaml", text("a", "hereafter: 1")) }),
        ("empty", { try $0.write("config.yaml", "") }),
        ("UTF-16", { try $0.write("config.yaml", [0xFF, 0xFE, 0x61, 0x00]) }),
        ("a folder", { $0.path }),
        ("missing", { $0.path("nowhere.yaml") }),
        ("too large", { try $0.write("config.yaml", [UInt8](repeating: 0x23, count: (4 << 20) + 1)) }),
    ]

    @Test("The last good one stands in for it, whatever is wrong", arguments: badFiles.indices)
    func standsIn(index: Int) async throws {
        let directory = try TemporaryDirectory()
        let path = try Self.badFiles[index].1(directory)
        let context = try await Self.load(path, Self.source(Self.text("good")))
        #expect(context.configuration.registries.map(\.name) == ["good"], "\(Self.badFiles[index].0)")
        #expect(context.origin.source == "stored")
        #expect(context.origin.reason?.isEmpty == false)
        // It is not told a second time.
        guard case .stillFailing = context.file.reloadIfChanged() else {
            Issue.record("\(Self.badFiles[index].0) is told again")
            return
        }
    }

    @Test func `a file that is mended is taken over`() async throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("config.yaml", "a: [")
        let context = try await Self.load(path, Self.source(Self.text("good")))
        try directory.write("config.yaml", Self.text("mended"))
        guard case .reloaded(let reading) = context.file.reloadIfChanged() else {
            Issue.record("it is not taken over")
            return
        }
        #expect(reading.configuration?.registries.map(\.name) == ["mended"])
    }

    @Test(
        "Where nothing can stand in for it the error says why, and what to do",
        arguments: [
            (nil, ["--standalone has no cluster", "correct the file"]),
            (source(nil), ["there is no last good one (Secret pullpass/last)", "correct the file"]),
            (
                source(text("Also Bad")),
                [
                    "the last good one (Secret pullpass/last, of 2027-01-15T08:00:00Z, accepted by version 0.9) cannot be used by this version (1.0)",
                    "Secret pullpass/last:4: registries[0].name",
                ]
            ),
            (
                StoredConfigurationSource(place: "Secret pullpass/last") { _ in throw Away() },
                ["(Secret pullpass/last) cannot be read: nobody answers", "start Pullpass again"]
            ),
        ]
    )
    func nothing(stored: StoredConfigurationSource?, words: [String]) async throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("config.yaml", Self.text("Bad Name"))
        let mode: Configuration.Mode = stored == nil ? .standalone : .cluster
        let error = await #expect(throws: ServingError.self) { try await Self.load(path, stored, mode: mode) }
        let message = try #require(error?.description)
        #expect(error?.code == .usage)
        #expect(message.hasPrefix("the configuration cannot be used:\n\(path):4: registries[0].name"), "\(message)")
        for word in words { #expect(message.contains(word), "\(message)") }
        #expect(!message.contains("hunter2"))
    }

    private struct Away: Error, CustomStringConvertible { let description = "nobody answers" }

    @Test func `a good file asks nobody`() async throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("config.yaml", Self.text("a"))
        let context = try await Self.load(
            path,
            StoredConfigurationSource(place: "") { _ in
                Issue.record("it was asked")
                return nil
            }
        )
        #expect(context.origin == .file)
    }

    // MARK: Valid files that cannot be served

    private static func start(_ text: String, _ stored: String?, _ directory: TemporaryDirectory) async throws
        -> ServingPlan
    {
        let path = try directory.write("config.yaml", text)
        let kubeconfig = try directory.write(
            "kubeconfig",
            """
            apiVersion: v1
            kind: Config
            clusters: [{ name: c, cluster: { server: "http://127.0.0.1:9" } }]
            users: [{ name: u, user: { token: t } }]
            contexts: [{ name: x, context: { cluster: c, user: u } }]
            current-context: x
            """
        )
        let source = source(stored)
        return try await ServingPlan.start(
            ServeOptions(),
            in: ClusterChoice(kubeconfig: kubeconfig),
            load(path, source),
            stored: source
        )
    }

    private static let ports = #"metricsListen: "127.0.0.1:0""#

    @Test(
        "The last good one stands in for a valid file that cannot be served",
        arguments: [
            // Without files of a certificate.
            "server: { \(ports) }",
            "server: { \(ports), tls: { certFile: /nowhere/tls.crt, keyFile: /nowhere/tls.key } }",
            // An address that is no machine's of ours.
            "injection: { engine: policy }\nserver: { metricsListen: \"192.0.2.1:1\" }",
            "injection: { matchConditions: true }\nserver: { \(ports) }",
        ]
    )
    func unservable(settings: String) async throws {
        let directory = try TemporaryDirectory()
        let good = Self.text("good", "injection: { engine: policy }\nserver: { \(Self.ports) }")
        let plan = try await Self.start(Self.text("a", settings), good, directory)
        #expect(plan.announcement[.registries] == .number(1))
        #expect(plan.members.contains { $0.name == "policy keeper" })
        await #expect(throws: ServingError.self) { try await Self.start(Self.text("a", settings), nil, directory) }
        // The same is no help, and is not called one.
        let error = await #expect(throws: ServingError.self) {
            try await Self.start(Self.text("a", settings), Self.text("a", settings), directory)
        }
        #expect(error?.description.contains("last good") == false)
    }

    @Test(
        "A reload to what a start with these flags would refuse is refused",
        arguments: [
            ("injection: { engine: policy }", "--tls-cert"),
            ("injection: { matchConditions: true }", "--webhook-name"),
            (#"server: { listen: ":9191" }"#, "cannot both listen there"),
        ]
    )
    func reload(settings: String, word: String) throws {
        var options = ServeOptions()
        options.tlsCert = "/nowhere/tls.crt"
        options.tlsKey = "/nowhere/tls.key"
        options.metricsListen = ":9191"
        let reading = Configuration.parse(
            Array(Self.text("a", settings).utf8),
            file: "f",
            mode: .cluster,
            kinds: CredentialKinds.all
        )
        let configuration = try reading.get()
        var initial = ServerSettings()
        try options.apply(to: &initial)
        let error = #expect(throws: ServingError.self) { try options.checkReload(of: configuration, from: initial) }
        #expect(error?.description.contains(word) == true)
        // Files that are served already are looked at by who serves them.
        try options.checkReload(of: Configuration(registries: []), from: initial)
        // Others must be there.
        options.tlsCert = nil
        var other = Configuration(registries: [])
        other.server.tls.certFile = "/elsewhere"
        #expect(throws: ServingError.self) { try options.checkReload(of: other, from: initial) }
    }
}
