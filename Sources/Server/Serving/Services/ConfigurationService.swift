internal import Configuration
internal import Files
internal import Logging
internal import Logs
internal import Metrics
internal import ServiceLifecycle
internal import Webhook

/// Looks at the configuration file now and then, and puts what is new in force.
struct ConfigurationService: Service {
    let file: ReloadingFile<Configuration.Reading>
    /// What the file said when everything was made.
    let initial: Configuration
    let metrics: WebhookMetrics
    let logger: Logger
    var ticks = Ticks.everyTwoSeconds
    /// Puts a valid configuration in force.
    let adopt: @Sendable (Configuration) -> Void

    func run() async throws {
        await file.reload(on: ticks) { outcome in
            switch outcome {
            case .reloaded(let reading):
                guard let configuration = reading.configuration else { return }
                adopt(configuration)
                metrics.configurationReloads.child("ok").increment()
                for diagnostic in reading.diagnostics { logger.warning("\(diagnostic)") }
                logger.info(
                    "configuration reloaded\(restartNote(configuration))",
                    [.registries: .number(configuration.registries.count)]
                )
            case .failed(let error):
                metrics.configurationReloads.child("failed").increment()
                logger.error(
                    "the changed configuration cannot be used; the old one stays",
                    [.error: "\(error)"]
                )
            case .unchanged, .stillFailing: break
            }
        }
    }

    private func restartNote(_ configuration: Configuration) -> String {
        let settings = configuration.startSettings(changedFrom: initial)
        guard let last = settings.last else { return "" }
        let others = settings.dropLast().joined(separator: ", ")
        return "; what changed in \(others.isEmpty ? "" : "\(others) and ")\(last) needs a restart"
    }
}

extension Configuration {
    /// The settings that are looked at when the process starts, and never again, in which this differs from what it started with.
    func startSettings(changedFrom initial: Configuration) -> [String] {
        let settings = [
            ("server", server == initial.server), ("log", log == initial.log),
            ("injection", injection.startsAs(initial.injection)),
            ("keeper.requestsPerSecond", keeper.requestsPerSecond == initial.keeper.requestsPerSecond),
            ("keeper.burst", keeper.burst == initial.keeper.burst),
            ("keeper.leaderElection", keeper.leaderElection == initial.keeper.leaderElection),
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
        return same == other
    }
}
