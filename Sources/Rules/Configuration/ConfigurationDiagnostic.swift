/// One thing about a configuration file that its author should know.
///
/// Messages never repeat the value of a credential.
package struct ConfigurationDiagnostic: Sendable, Hashable, CustomStringConvertible {
    /// How grave it is.
    package enum Severity: String, Sendable, Hashable {
        /// The file cannot be used.
        case error
        /// The file can be used, but perhaps not as it was meant.
        case warning
    }

    /// How grave it is.
    package let severity: Severity
    /// The file as the caller named it.
    package let file: String
    /// The line, counted from 1.
    package let line: Int
    /// The place in the document, `registries[0].matchImages[1]`; empty for the document itself.
    package let keyPath: String
    /// What is wrong and what to write instead.
    package let message: String

    /// Makes a diagnostic.
    package init(severity: Severity, file: String, line: Int, keyPath: String, message: String) {
        self.severity = severity
        self.file = file
        self.line = line
        self.keyPath = keyPath
        self.message = message
    }

    /// `config.yaml:12: registries[0].name: …`; a warning says so after the line.
    package var description: String {
        let label = severity == .warning ? " warning:" : ""
        return "\(file):\(line):\(label) \(keyPath.isEmpty ? "" : keyPath + ": ")\(message)"
    }
}
