internal import Text

/// A name of Kubernetes, which a shell takes as it is.
enum KubernetesName {
    /// Whether a text is one: small letters, digits, dashes and dots, 253 at most.
    static func isValid(_ text: String) -> Bool {
        let ends = [text.utf8.first, text.utf8.last].compactMap(\.self)
        return (1...253).contains(text.utf8.count) && ends.allSatisfy { isWord($0) }
            && text.utf8.allSatisfy { isWord($0) || $0 == 0x2D || $0 == 0x2E }
    }

    /// The name of a registry out of any text: what is no letter or digit becomes a dash.
    static func made(of text: String) -> String {
        var name = ""
        for byte in text.lowercased().utf8.prefix(60) {
            if isWord(byte) {
                name.unicodeScalars.append(Unicode.Scalar(byte))
            } else if !name.isEmpty, !name.hasSuffix("-") {
                name += "-"
            }
        }
        while name.hasSuffix("-") { name.removeLast() }
        return name.isEmpty ? "registry" : name
    }

    private static func isWord(_ byte: UInt8) -> Bool { ASCII.isDigit(byte) || (0x61...0x7A).contains(byte) }
}

/// A word of a command for a shell.
enum ShellWord {
    /// The word as the shell reads it back; nil where it has what nobody would see.
    static func quoted(_ text: String) -> String? {
        guard Printable.visible(text) == text else { return nil }
        let isPlain =
            !text.isEmpty && text.utf8.allSatisfy { ASCII.isAlphanumeric($0) || "-._/:=,@%+".utf8.contains($0) }
        return isPlain
            ? text
            : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }
}
