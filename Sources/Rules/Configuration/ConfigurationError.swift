/// The content of a file is not a valid configuration.
package struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The errors of the file; warnings are among them.
    package let diagnostics: [ConfigurationDiagnostic]
    /// Each error in a line of its own.
    package let description: String

    /// The content of a file is refused.
    package static func invalid(_ diagnostics: [ConfigurationDiagnostic]) -> Self {
        let errors = diagnostics.filter { $0.severity == .error }.map(\.description)
        return Self(diagnostics: diagnostics, description: errors.joined(separator: "\n"))
    }
}
