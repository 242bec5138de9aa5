import Configuration
import Files
import Metrics
import Providers
import Synchronization
import TestSupport
import Testing
import Webhook

@testable import Serving

struct ConfigurationServiceTests {
    private static func text(registry: String = "a", _ settings: String = "") -> String {
        """
        apiVersion: pullpass.dev/v1alpha1
        kind: Configuration
        registries:
          - name: \(registry)
            matchImages: ["registry.example"]
        \(settings)
        """
    }

    @Test(
        "A new configuration is put in force, and what needs a restart is named if it changed, and only then",
        arguments: [
            (text(registry: "b"), "info configuration reloaded"),
            (text("injection: { anonymousSecretName: pp-anonymous }"), "info configuration reloaded"),
            (text("log: { level: debug }"), "info configuration reloaded; what changed in log needs a restart"),
            (
                text("server: { drainTime: 1s }\nkeeper: { burst: 200, removeAfter: 2h }"),
                "info configuration reloaded; what changed in server and keeper.burst needs a restart"
            ),
        ]
    )
    func restart(changed: String, line: String) async throws {
        let directory = try TemporaryDirectory()
        let logs = LogLines()
        let path = try directory.write("config.yaml", Self.text())
        let file = try ReloadingFile(configuration: path, mode: .standalone, kinds: CredentialKinds.all)
        let initial = try file.value.get()
        let adopted = Adopted()
        try directory.write("config.yaml", changed)
        let (ticks, ticking) = AsyncStream.makeStream(of: Void.self)
        ticking.yield()
        ticking.finish()
        let service = ConfigurationService(
            file: file,
            initial: initial,
            metrics: WebhookMetrics(in: MetricsRegistry()),
            logger: logs.makeLogger(),
            ticks: Ticks {
                var iterator = ticks.makeAsyncIterator()
                guard await iterator.next() != nil else { throw CancellationError() }
            }
        ) { adopted.add($0) }
        try await service.run()
        #expect(adopted.count == 1)
        #expect(logs.messages == [line])
    }

    @Test func `a setting that is as it was at the start needs no restart`() throws {
        let initial = Configuration(registries: [])
        var other = initial
        other.injection.engine = .policy
        other.keeper.leaderElection.leaseDuration = .seconds(60)
        other.keeper.requestsPerSecond = 5
        other.keeper.tenantSecretsEnabled = true
        #expect(
            other.startSettings(changedFrom: initial) == [
                "injection", "keeper.requestsPerSecond", "keeper.leaderElection", "keeper.tenantSecrets",
            ]
        )
        #expect(initial.startSettings(changedFrom: initial) == [])
    }
}

/// The configurations that were put in force.
private final class Adopted: Sendable {
    private let all = Mutex<[Configuration]>([])
    var count: Int { all.withLock { $0.count } }
    func add(_ configuration: Configuration) { all.withLock { $0.append(configuration) } }
}
