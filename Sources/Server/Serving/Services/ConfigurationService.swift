internal import Configuration
internal import ConfigurationKeeper
internal import EventLoop
internal import Files
internal import Logging
internal import Logs
internal import Metrics
internal import ServiceLifecycle
internal import Webhook

/// Looks at the configuration file now and then, and puts what is new in force.
struct ConfigurationService: Service {
    /// What is in force, and may be kept.
    struct Change: Sendable {
        let state: ConfigurationInForce
        /// Of what is in force as a whole: what needs a restart to be so may yet turn out not to work.
        let text: ConfigurationText
        /// Whether it takes the place of another one that is kept.
        let replaces: Bool
    }

    let file: ReloadingFile<Configuration.Reading>
    /// What the file said when everything was made, or what stood in for it.
    let initial: Configuration
    let metrics: WebhookMetrics
    let logger: Logger
    var ticks = Ticks.everyTwoSeconds
    /// Where ``initial`` came from.
    var origin = ConfigurationInForce.file
    /// Refuses, by what it throws, a valid configuration with which a process of these flags could not start.
    var accepts: @Sendable (Configuration) throws -> Void = { _ in }
    /// Told of each change, and once more of one that lasts.
    var show: @Sendable (Change) -> Void = { _ in }
    /// A clock that never jumps.
    var now: @Sendable () -> LoopInstant = { LoopClock.monotonic.now() }
    /// Puts a valid configuration in force.
    let adopt: @Sendable (Configuration) -> Void

    /// How long it is silent about a file that still cannot be used.
    static let reminderPause = Duration.seconds(900)

    func run() async throws {
        var state = origin
        var kept = file.value.text
        // Where it needs a restart to be in force as a whole.
        var isPartly = false
        var toldAt = now()
        func tell(_ new: ConfigurationInForce) {
            state = new
            toldAt = now()
            show(Change(state: new, text: kept, replaces: new == .file && !isPartly))
        }
        for await _ in ticks {
            switch file.reloadIfChanged(accept: { try accepts($0.get()) }) {
            case .reloaded(let reading):
                guard let configuration = reading.configuration else { continue }
                take(configuration, reading.diagnostics)
                isPartly = !configuration.listens(as: initial)
                if !isPartly { kept = reading.text }
                tell(.file)
            case .recovered:
                logger.notice("the configuration file is again what is in force")
                tell(.file)
            case .failed(let error):
                tell(refused(error, while: state))
            case .unchanged, .stillFailing:
                guard state != .file, now() - toldAt >= Self.reminderPause else { continue }
                logger.error("\(state.remedy)", [.error: "\(state.reason ?? "")"])
                tell(state)
            }
        }
    }

    private func take(_ configuration: Configuration, _ diagnostics: [ConfigurationDiagnostic]) {
        adopt(configuration)
        metrics.configurationReloads.child("ok").increment()
        for diagnostic in diagnostics { logger.warning("\(diagnostic)") }
        logger.info(
            "configuration reloaded\(restartNote(configuration))",
            [.registries: .number(configuration.registries.count)]
        )
    }

    private func refused(_ error: any Error, while state: ConfigurationInForce) -> ConfigurationInForce {
        metrics.configurationReloads.child("failed").increment()
        logger.error("the changed configuration cannot be used; the old one stays", [.error: "\(error)"])
        if case .stored(let stored, _) = state { return .stored(stored, reason: "\(error)") }
        return .previous(reason: "\(error)")
    }

    private func restartNote(_ configuration: Configuration) -> String {
        let settings = configuration.startSettings(changedFrom: initial)
        guard let last = settings.last else { return "" }
        let others = settings.dropLast().joined(separator: ", ")
        return "; what changed in \(others.isEmpty ? "" : "\(others) and ")\(last) needs a restart"
    }
}

extension Configuration {
    /// Whether a start with this takes the same ports and files as one with another: what may fail then though the configuration is valid.
    fileprivate func listens(as other: Configuration) -> Bool {
        server.listen == other.server.listen && server.metricsListen == other.server.metricsListen
            && server.tls == other.server.tls
    }

    /// The settings that are looked at when the process starts, and never again, in which this differs from what it started with.
    func startSettings(changedFrom initial: Configuration) -> [String] {
        let settings = [
            ("server", server == initial.server), ("log", log == initial.log),
            ("injection", injection.startsAs(initial.injection)),
            ("keeper.requestsPerSecond", keeper.requestsPerSecond == initial.keeper.requestsPerSecond),
            ("keeper.burst", keeper.burst == initial.keeper.burst),
            ("keeper.leaderElection", keeper.leaderElection == initial.keeper.leaderElection),
            ("heal.enabled", (heal == nil) == (initial.heal == nil)),
            ("serviceAccounts", (serviceAccounts == nil) == (initial.serviceAccounts == nil)),
            ("keeper.tenantSecrets", keeper.tenantSecretsEnabled == initial.keeper.tenantSecretsEnabled),
        ]
        return settings.filter { !$0.1 }.map(\.0)
    }
}

extension InjectionSettings {
    /// Whether what is looked at when the process starts is the same; names of Secrets and namespaces are taken over with the registries.
    fileprivate func startsAs(_ other: InjectionSettings) -> Bool {
        var same = self
        same.anonymousSecretName = other.anonymousSecretName
        same.systemNamespaces = other.systemNamespaces
        same.warnings = other.warnings
        return same == other
    }
}
