import Configuration
import ConfigurationKeeper
import EventLoop
import Files
import FoundationEssentials
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

    @Test func `what is in force is told at each change, and again while a bad file lasts`() async throws {
        let directory = try TemporaryDirectory()
        let logs = LogLines()
        let metrics = MetricsRegistry()
        let path = try directory.write("config.yaml", Self.text())
        let file = try ReloadingFile(configuration: path, mode: .standalone, kinds: CredentialKinds.all)
        let clock = HandClock()
        let changes = Changes()
        let status = ConfigurationStatus(.file, metrics: WebhookMetrics(in: metrics))
        // Before each look.
        let steps: [@Sendable () throws -> Void] = [
            { try directory.write("config.yaml", "registries: 1") },
            {},
            { clock.advance(bySeconds: 899) },
            { clock.advance(bySeconds: 1) },
            { try directory.write("config.yaml", Self.text(registry: "b")) },
            // Its start may yet fail: what is kept stays what has been in force as a whole.
            { try directory.write("config.yaml", Self.text(registry: "c", "server: { listen: ':9' }")) },
            { try directory.write("config.yaml", Self.text(registry: "d")) },
            { try FileManager.default.moveItem(atPath: path, toPath: path + ".away") },
            { try FileManager.default.moveItem(atPath: path + ".away", toPath: path) },
        ]
        let next = Mutex(0)
        var service = ConfigurationService(
            file: file,
            initial: try file.value.get(),
            metrics: WebhookMetrics(in: MetricsRegistry()),
            logger: logs.makeLogger(),
            ticks: Ticks {
                let index = next.withLock { index in
                    defer { index += 1 }
                    return index
                }
                guard index < steps.count else { throw CancellationError() }
                try steps[index]()
            }
        ) { _ in }
        service.now = { LoopInstant(nanoseconds: clock.nanoseconds) }
        service.show = { change in
            status.show(change.state)
            changes.add(change, registry: Self.registry(change.text))
        }
        try await service.run()
        #expect(
            changes.all == [
                "previous a", "previous a", "file b replaces", "file b", "file d replaces", "previous d",
                "file d replaces",
            ]
        )
        #expect(logs.count("error the changed configuration cannot be used; the old one stays") == 2)
        #expect(logs.count("the one before stays in force") == 1)
        #expect(logs.count("notice the configuration file is again what is in force") == 1)
        #expect(status.shortcomings == [])
        #expect(
            String(decoding: metrics.render(), as: UTF8.self).contains(
                #"pullpass_configuration_in_force{source="file"} 1"#
            )
        )
    }

    @Test func `a file that is refused for a reason outside of it is taken over once that is mended`() async throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("config.yaml", Self.text())
        let file = try ReloadingFile(configuration: path, mode: .standalone, kinds: CredentialKinds.all)
        let changes = Changes()
        try directory.write("config.yaml", Self.text(registry: "b"))
        let looks = Mutex(0)
        var service = ConfigurationService(
            file: file,
            initial: try file.value.get(),
            metrics: WebhookMetrics(in: MetricsRegistry()),
            logger: LogLines().makeLogger(),
            ticks: Ticks {
                guard
                    looks.withLock({
                        $0 += 1; return $0 < 5
                    })
                else { throw CancellationError() }
            }
        ) { _ in }
        service.accepts = { _ in
            if looks.withLock({ $0 < 3 }) { throw ServingError.usage("the certificate is not there yet") }
        }
        service.show = { changes.add($0, registry: Self.registry($0.text)) }
        try await service.run()
        #expect(changes.all == ["previous a", "file b replaces"])
    }

    @Test(
        "What readyz says of the configuration never repeats the file",
        arguments: [
            (ConfigurationInForce.previous(reason: "seed"), "previous", "the one before stays in force"),
            (
                .stored(
                    StoredConfiguration(ConfigurationText(bytes: []), acceptedAt: nil, acceptedBy: "9"),
                    reason: "seed"
                ),
                "stored", "the last good one (of an unknown time, accepted by version 9)"
            ),
        ]
    )
    func status(state: ConfigurationInForce, source: String, words: String) throws {
        let metrics = MetricsRegistry()
        let status = ConfigurationStatus(state, metrics: WebhookMetrics(in: metrics))
        let line = try #require(status.shortcomings.first)
        #expect(line.contains(words) && line.contains("ConfigurationRefused") && !line.contains("seed"), "\(line)")
        let text = String(decoding: metrics.render(), as: UTF8.self)
        for other in ["file", "previous", "stored"] {
            #expect(text.contains(#"pullpass_configuration_in_force{source="\#(other)"} \#(other == source ? 1 : 0)"#))
        }
    }

    private static func registry(_ text: ConfigurationText) -> String {
        let lines = String(decoding: text.bytes, as: UTF8.self).split(separator: "\n")
        return lines.first { $0.contains("- name: ") }?.split(separator: " ").last.map(String.init) ?? ""
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

/// What was told of the configuration in force.
private final class Changes: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func add(_ change: ConfigurationService.Change, registry: String) {
        let line = "\(change.state.source) \(registry)\(change.replaces ? " replaces" : "")"
        lines.withLock { $0.append(line) }
    }
}

/// The configurations that were put in force.
private final class Adopted: Sendable {
    private let all = Mutex<[Configuration]>([])
    var count: Int { all.withLock { $0.count } }
    func add(_ configuration: Configuration) { all.withLock { $0.append(configuration) } }
}
