import Configuration
import FoundationEssentials
import Serving

extension CommandContext {
    /// Reads a configuration for a command of this process; its warnings go to standard error.
    init(
        configuration path: String,
        mode: Configuration.Mode = .cluster,
        isForPolicy: Bool = false,
        label: String
    ) throws {
        var errors = StandardError()
        try self.init(
            configuration: path,
            mode: mode,
            isForPolicy: isForPolicy,
            label: label,
            version: Version.number,
            environment: ProcessInfo.processInfo.environment
        ) { print($0, to: &errors) }
    }

    /// Reads a configuration for a command of this process or, where that cannot be used, the last good one that `stored` has; nil for no
    /// cluster.
    static func load(
        configuration path: String,
        mode: Configuration.Mode = .cluster,
        label: String,
        stored: StoredConfigurationSource?
    ) async throws -> CommandContext {
        var errors = StandardError()
        return try await load(
            configuration: path,
            mode: mode,
            label: label,
            version: Version.number,
            environment: ProcessInfo.processInfo.environment,
            stored: stored
        ) { print($0, to: &errors) }
    }
}

extension ConfigurationSecretOptions {
    /// Where the last good configuration is.
    func source(in choice: ClusterChoice) -> StoredConfigurationSource {
        StoredConfigurationSource(
            choice,
            secret: configurationSecret,
            version: Version.number,
            environment: ProcessInfo.processInfo.environment
        )
    }
}
