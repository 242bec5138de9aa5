internal import Text

/// Names in commands that a person is told to run.
package enum ShellWord {
    /// A text that no shell and no program takes for more than a word; nil for any other.
    ///
    /// Names come from objects that others write, and from files. What Kubernetes, registries and Docker call things is plain; a name that is
    /// not stands in no command.
    package static func plain(_ text: String) -> String? {
        let isPlain = text.utf8.allSatisfy { ASCII.isAlphanumeric($0) || "-_./:@=,+".utf8.contains($0) }
        return isPlain && !text.isEmpty && !text.hasPrefix("-") && text.utf8.count <= 300 ? text : nil
    }
}
