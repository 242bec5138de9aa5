internal import Configuration
internal import Files
internal import Policy
internal import Providers

/// A command's configuration file.
enum ConfigurationFile {
    /// Reads it; a server reads it again when it changes.
    ///
    /// With `isForPolicy` what cannot be said in CEL is the caller's to refuse.
    ///
    /// - Throws: ``ServingError`` with all that is wrong with it.
    static func watch(
        _ path: String,
        mode: Configuration.Mode,
        isForPolicy: Bool
    ) throws -> ReloadingFile<Configuration.Reading> {
        do {
            return try ReloadingFile(configuration: path, mode: mode, kinds: CredentialKinds.all) { configuration in
                if !isForPolicy { try checkExpressible(configuration, path) }
            }
        } catch {
            throw ServingError.usage("the configuration cannot be used:\n\(error)")
        }
    }

    private static func checkExpressible(_ configuration: Configuration, _ path: String) throws {
        do throws(PolicyError) {
            try configuration.checkExpressible()
        } catch {
            throw InexpressibleConfiguration(path: path, injection: configuration.injection, reason: error)
        }
    }
}

/// A valid configuration whose rules the API server cannot evaluate.
private struct InexpressibleConfiguration: Error, CustomStringConvertible {
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
