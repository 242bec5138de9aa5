internal import Text
import YAML

/// Collects the diagnostics of one file.
package final class DiagnosticSink {
    private let file: String
    /// What the file is read for: it decides on some errors.
    let mode: Configuration.Mode
    private(set) var diagnostics: [ConfigurationDiagnostic] = []
    /// Variables of the environment that were named as parts of credentials so far.
    private(set) var credentialVariables: Set<String> = []

    init(file: String, mode: Configuration.Mode) {
        self.file = file
        self.mode = mode
    }

    var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// Whether an error was reported of exactly this key path.
    func hasError(at path: String) -> Bool {
        let path = Printable.visible(path)
        return diagnostics.contains { $0.severity == .error && $0.keyPath == path }
    }

    /// The diagnostics in the order of the file.
    var sorted: [ConfigurationDiagnostic] {
        diagnostics.enumerated()
            .sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
            .map(\.element)
    }

    /// Notes that a variable holds a part of a credential.
    func note(credentialVariable name: String) { credentialVariables.insert(name) }

    func error(line: Int, path: String, _ message: String) {
        add(.error, line: line, path: path, message)
    }

    func warning(line: Int, path: String, _ message: String) {
        add(.warning, line: line, path: path, message)
    }

    private func add(_ severity: ConfigurationDiagnostic.Severity, line: Int, path: String, _ message: String) {
        let diagnostic = ConfigurationDiagnostic(
            severity: severity,
            file: file,
            line: line,
            keyPath: Printable.visible(path),
            message: Printable.visible(message)
        )
        if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
    }
}
