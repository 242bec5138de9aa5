/// Why a configuration, or a file that is watched for changes, could not be loaded.
package struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failure.
    package enum Code: Sendable, Hashable {
        /// The content is not a valid configuration.
        case invalid
        /// A file cannot be read.
        case unreadable
        /// A file is larger than any that is read.
        case tooLarge
        /// Files kept changing while they were read.
        case unstable
    }

    /// The kind of failure.
    package let code: Code
    /// The errors of the file, for ``Code/invalid``; warnings are among them.
    package let diagnostics: [ConfigurationDiagnostic]
    /// What failed on which file, and why.
    package let description: String

    /// The content of a file is refused.
    package static func invalid(_ diagnostics: [ConfigurationDiagnostic]) -> Self {
        let errors = diagnostics.filter { $0.severity == .error }.map(\.description)
        return Self(code: .invalid, diagnostics: diagnostics, description: errors.joined(separator: "\n"))
    }

    /// A file cannot be read.
    package static func unreadable(path: String, reason: String) -> Self {
        Self(code: .unreadable, diagnostics: [], description: "\(path) cannot be read: \(reason)")
    }

    /// A file has more bytes than are read.
    package static func tooLarge(path: String, limit: Int) -> Self {
        Self(
            code: .tooLarge,
            diagnostics: [],
            description: "\(path) has more than \(limit) bytes: is it the right file?"
        )
    }

    /// Files kept changing while they were read.
    package static func unstable(paths: [String]) -> Self {
        Self(
            code: .unstable,
            diagnostics: [],
            description:
                "\(paths.joined(separator: ", ")) changed again and again while being read: write files at once"
        )
    }
}
