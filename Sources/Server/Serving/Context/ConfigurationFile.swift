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
        do throws(InexpressibleConfiguration) {
            try configuration.checkExpressible()
        } catch {
            throw RefusedConfiguration(description: "\(path): injection: \(error)")
        }
    }
}

/// Why a valid configuration is not put in force.
private struct RefusedConfiguration: Error, CustomStringConvertible {
    let description: String
}
