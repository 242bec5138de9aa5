import YAML

/// Collects the diagnostics of one file.
final class DiagnosticSink {
    private let file: String
    private(set) var diagnostics: [ConfigurationDiagnostic] = []

    init(file: String) { self.file = file }

    var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// The diagnostics in the order of the file.
    var sorted: [ConfigurationDiagnostic] {
        diagnostics.enumerated()
            .sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
            .map(\.element)
    }

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
            keyPath: path,
            message: message
        )
        if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
    }
}
