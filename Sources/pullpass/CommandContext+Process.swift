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
}
