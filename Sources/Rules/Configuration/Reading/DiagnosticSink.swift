internal import Text
import YAML

/// Collects the diagnostics of one file.
package final class DiagnosticSink {
    private var lines: SourceLines
    /// What the file is read for: it decides on some errors.
    let mode: Configuration.Mode
    private var seen: Set<ConfigurationDiagnostic> = []
    // With their lines in the row of all files.
    private var found: [(line: Int, diagnostic: ConfigurationDiagnostic)] = []
    /// Variables of the environment that were named as parts of credentials so far.
    private(set) var credentialVariables: Set<String> = []
    /// The files that are named as parts of credentials.
    private(set) var credentialFiles: Set<String> = []

    /// Makes a sink for what stands on these lines.
    package init(lines: SourceLines, mode: Configuration.Mode) {
        self.lines = lines
        self.mode = mode
    }

    /// Adds a file of so many lines behind those that are there; returns how far its lines move.
    package func begin(_ file: String, lines count: Int) -> Int { lines.add(file, lines: count) }

    /// The number of a line in its file, for messages about another place.
    func shown(_ line: Int) -> Int { lines.place(of: line).line }

    /// Whether anything is wrong so far.
    package var hasErrors: Bool { found.contains { $0.diagnostic.severity == .error } }

    /// Whether an error was reported of exactly this key path.
    func hasError(at path: String) -> Bool {
        let path = Printable.visible(path)
        return found.contains { $0.diagnostic.severity == .error && $0.diagnostic.keyPath == path }
    }

    /// Whether an error of a key path, or of one below it, was reported.
    func hasError(within path: String) -> Bool {
        let path = Printable.visible(path)
        return found.contains { entry in
            let other = entry.diagnostic.keyPath
            return entry.diagnostic.severity == .error && other.hasPrefix(path)
                && [nil, ".", "["].contains(other.dropFirst(path.count).first)
        }
    }

    /// The diagnostics in the order of the file.
    package var sorted: [ConfigurationDiagnostic] {
        found.enumerated()
            .sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
            .map(\.element.diagnostic)
    }

    /// Notes that a variable holds a part of a credential.
    func note(credentialVariable name: String) { credentialVariables.insert(name) }

    /// Notes a file that holds a part of a credential.
    func note(credentialFile path: String) { credentialFiles.insert(path) }

    /// Reports an error.
    package func error(line: Int, path: String, _ message: String) {
        add(.error, line: line, path: path, message)
    }

    func warning(line: Int, path: String, _ message: String) {
        add(.warning, line: line, path: path, message)
    }

    /// Has a part of the same files read for something else; what is found there is found here.
    package func read(for mode: Configuration.Mode, _ body: (DiagnosticSink) -> Void) {
        let other = DiagnosticSink(lines: lines, mode: mode)
        body(other)
        for entry in other.found where seen.insert(entry.diagnostic).inserted { found.append(entry) }
    }

    private func add(_ severity: ConfigurationDiagnostic.Severity, line: Int, path: String, _ message: String) {
        let place = lines.place(of: line)
        let diagnostic = ConfigurationDiagnostic(
            severity: severity,
            file: place.file,
            line: place.line,
            keyPath: Printable.visible(path),
            message: Printable.visible(message)
        )
        if seen.insert(diagnostic).inserted { found.append((line, diagnostic)) }
    }
}
