import Configuration
import Logging
import Logs

/// The configuration file of a command that reads it once.
enum ConfigurationFile {
    /// Reads it and tells its warnings.
    ///
    /// - Throws: ``CommandFailure`` with all its errors.
    static func read(_ path: String, mode: Configuration.Mode) throws -> Configuration {
        try usable(watch(path, mode: mode), path)
    }

    /// Reads it for a server that reads it again.
    static func watch(_ path: String, mode: Configuration.Mode) throws -> ReloadingFile<Configuration.Reading> {
        do {
            return try ReloadingFile(configuration: path, mode: mode)
        } catch {
            throw CommandFailure.usage("the configuration cannot be used:\n\(error)")
        }
    }

    /// The configuration in force; its warnings go to standard error.
    static func usable(_ file: ReloadingFile<Configuration.Reading>, _ path: String) throws -> Configuration {
        var errors = StandardError()
        for diagnostic in file.value.diagnostics { print(diagnostic, to: &errors) }
        guard let configuration = file.value.configuration else {
            throw CommandFailure.usage("the configuration \(path) cannot be used")
        }
        return configuration
    }
}

extension LogSettings {
    /// A logger on standard error: text on a terminal and JSON elsewhere, unless the configuration says.
    func makeLogger(label: String) -> Logger {
        let format: LogFormat =
            switch self.format {
            case .text: .text
            case .json: .json
            case nil: StandardErrorLog.isTerminal ? .text : .json
            }
        let level = Logger.Level(rawValue: self.level.rawValue) ?? .info
        return Logger(label: label) { StandardErrorLog(label: $0, format: format, level: level) }
    }
}
