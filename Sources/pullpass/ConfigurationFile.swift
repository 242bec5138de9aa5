import Configuration
import Logging
import Logs
import Policy
import Providers

/// The configuration file of a command that reads it once.
enum ConfigurationFile {
    /// Reads it and tells its warnings.
    ///
    /// With `isForPolicy` what cannot be said in CEL is the caller's to refuse.
    ///
    /// - Throws: ``CommandFailure`` with all its errors.
    static func read(
        _ path: String,
        mode: Configuration.Mode,
        isForPolicy: Bool = false
    ) throws -> Configuration {
        try usable(watch(path, mode: mode, isForPolicy: isForPolicy), path)
    }

    /// Reads it for a server that reads it again.
    static func watch(
        _ path: String,
        mode: Configuration.Mode,
        isForPolicy: Bool = false
    ) throws -> ReloadingFile<Configuration.Reading> {
        do {
            return try ReloadingFile(configuration: path, mode: mode, kinds: CredentialKinds.all) { configuration in
                if !isForPolicy { try checkExpressible(configuration, path) }
            }
        } catch {
            throw CommandFailure.usage("the configuration cannot be used:\n\(error)")
        }
    }

    private static func checkExpressible(_ configuration: Configuration, _ path: String) throws {
        do throws(PolicyError) {
            try configuration.checkExpressible()
        } catch {
            throw InexpressibleConfiguration(path: path, injection: configuration.injection, reason: error)
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

/// A valid configuration whose rules the API server cannot evaluate.
struct InexpressibleConfiguration: Error, CustomStringConvertible {
    let path: String
    let injection: InjectionSettings
    let reason: PolicyError

    var description: String {
        let key = injection.engine == .policy ? "engine: policy" : "matchConditions"
        let remedy = injection.engine == .policy ? "write engine: webhook" : "leave them out"
        return
            "\(path): injection: \(key) puts the rules into the API server, and not all of them can be said there; change this, or "
            + "\(remedy):\n\(reason)"
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
