internal import Configuration
internal import Files
internal import Policy
internal import Providers

/// A command's configuration file.
struct ConfigurationFile: Sendable {
    let path: String
    let mode: Configuration.Mode
    /// Whether what cannot be said in CEL is the caller's to refuse.
    var isForPolicy = false

    /// What the file is now; nil where it cannot be looked at.
    var fingerprints: [FileFingerprint]? { try? [LocalFileSystem().fingerprint(of: path)] }

    /// Reads it; a server reads it again when it changes.
    ///
    /// - Throws: what is wrong with it.
    func watch() throws -> ReloadingFile<Configuration.Reading> {
        try ReloadingFile(configuration: path, mode: mode, kinds: CredentialKinds.all) { try check($0, path) }
    }

    /// Watches it though it cannot be used: `reading` stands in for it until it changes.
    func watch(
        instead reading: Configuration.Reading,
        for reason: String,
        at fingerprints: [FileFingerprint]?
    ) -> ReloadingFile<Configuration.Reading> {
        ReloadingFile(
            configuration: path,
            mode: mode,
            kinds: CredentialKinds.all,
            standIn: reading,
            for: reason,
            at: fingerprints
        ) { try check($0, path) }
    }

    /// Reads a text from elsewhere as if it stood in the file.
    ///
    /// - Throws: what is wrong with it.
    func read(_ text: ConfigurationText, from place: String) throws -> Configuration.Reading {
        try Configuration.checked(text.bytes, file: place, mode: mode, kinds: CredentialKinds.all) {
            try check($0, place)
        }
    }

    private func check(_ configuration: Configuration, _ path: String) throws {
        guard !isForPolicy else { return }
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
