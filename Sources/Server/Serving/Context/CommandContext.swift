package import Configuration
package import ConfigurationKeeper
internal import Credentials
package import Files
internal import Kubernetes
package import Logging
package import Metrics
internal import SecretKeeper
internal import Text

/// What a command works with: its configuration, and from that its log, its way out and its cluster.
package struct CommandContext: Sendable {
    /// The configuration as the file has it, or the one that stands in for it.
    package let configuration: Configuration
    /// The file, which a server reads again.
    package let file: ReloadingFile<Configuration.Reading>
    /// The version of Pullpass, for metrics and for those who are asked.
    package let version: String
    /// The variables of the process.
    package let environment: [String: String]
    /// Writes to standard error, as the configuration says.
    package let logger: Logger
    /// Everything that this process counts.
    package let metrics = MetricsRegistry()
    /// Where the configuration comes from.
    package var origin = ConfigurationInForce.file
}

extension CommandContext {
    /// Reads a configuration file.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - mode: What it is read for.
    ///   - isForPolicy: Whether what cannot be said in CEL is the caller's to refuse.
    ///   - label: The command's name in the log.
    ///   - version: The version of Pullpass.
    ///   - environment: The variables of the process.
    ///   - warn: Told of each thing in the file that its author should know.
    /// - Throws: ``ServingError`` with all errors of the file.
    package init(
        configuration path: String,
        mode: Configuration.Mode,
        isForPolicy: Bool = false,
        label: String,
        version: String,
        environment: [String: String],
        warn: (ConfigurationDiagnostic) -> Void
    ) throws {
        do {
            try self.init(
                ConfigurationFile(path: path, mode: mode, isForPolicy: isForPolicy).watch(),
                CommandOrigin(label: label, version: version, environment: environment),
                warn: warn
            )
        } catch {
            throw ServingError.unusable("\(error)")
        }
    }

    /// Takes what a file, or what stands in for it, has.
    init(
        _ file: ReloadingFile<Configuration.Reading>,
        _ command: CommandOrigin,
        warn: (ConfigurationDiagnostic) -> Void
    ) throws {
        let reading = file.value
        let configuration = try reading.get()
        for diagnostic in reading.diagnostics { warn(diagnostic) }
        self.init(
            configuration: configuration,
            file: file,
            version: command.version,
            environment: command.environment,
            logger: configuration.log.makeLogger(label: command.label)
        )
    }

    /// Makes an event loop and the way to token services and registries.
    package func makeOutbound() throws -> Outbound {
        try Outbound(environment: environment, version: version, logger: logger)
    }

    /// Makes a cluster ready; nothing is sent yet.
    ///
    /// Once for each context: its numbers have one place.
    ///
    /// - Throws: ``ServingError`` about flags, the kubeconfig or the environment.
    package func makeCluster(_ choice: ClusterChoice) throws -> Cluster {
        let connection = try choice.connection(environment: environmentWithoutCredentials)
        return try makeCluster(choice, connection, on: makeOutbound())
    }

    /// Makes what reads the Secrets of Pullpass' own namespace.
    ///
    /// Where nobody says which cluster is meant and none is found, it says so when it is first asked: credentials that need no
    /// Secret need no cluster either.
    func makeSecrets(_ choice: ClusterChoice, on outbound: Outbound) throws -> ClusterSecrets {
        let connection: ClusterConnection
        do {
            connection = try choice.connection(environment: environmentWithoutCredentials)
        } catch let error as ServingError {
            guard !choice.isNamed else { throw error }
            return ClusterSecrets(client: nil, namespace: "", absence: error.description)
        }
        let cluster = try makeCluster(choice, connection, on: outbound)
        return ClusterSecrets(client: cluster.client, namespace: cluster.namespace, absence: "")
    }

    /// The variables without those that the configuration names as credentials: the plugin of a kubeconfig gets all others, as from kubectl.
    var environmentWithoutCredentials: [String: String] {
        environment.filter { !configuration.credentialVariables.contains($0.key) }
    }

    /// What is kept of the configuration in force.
    func kept(_ text: ConfigurationText, at time: Timestamp) -> StoredConfiguration {
        if case .stored(let stored, _) = origin, stored.text == text { return stored }
        return StoredConfiguration(text, acceptedAt: time, acceptedBy: version)
    }

    private func makeCluster(
        _ choice: ClusterChoice,
        _ connection: ClusterConnection,
        on outbound: Outbound
    ) throws -> Cluster {
        try Cluster(
            connection,
            outbound: outbound,
            namespace: choice.ownNamespace(on: connection, environment: environment),
            onlyNamespaces: choice.onlyNamespaces,
            environment: environment,
            settings: configuration.keeper,
            metrics: KeeperMetrics(metrics)
        )
    }
}
