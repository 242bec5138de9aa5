/// Texts that are nothing but a place for another one, left over where a template was not filled in.
///
/// Only a text that is one as a whole counts: a real password may hold any of these characters. Names of users may begin with a `$`
/// (`$oauthtoken`), and end in one.
enum Placeholder {
    /// The form of the placeholder that a text is, such as `${…}`; nil for any other text.
    static func form(of text: String, isUserName: Bool) -> String? {
        guard text.utf8.count <= 256 else { return nil }
        if inner(text, "{{", "}}") != nil { return "{{ … }}" }
        if let name = inner(text, "${{", "}}"), !name.isEmpty { return "${{ … }}" }
        if let name = inner(text, "${", "}"), isVariable(name) { return "${…}" }
        if let name = inner(text, "$(", ")"), isCommand(name) { return "$(…)" }
        if let name = inner(text, "#{", "}#") ?? inner(text, "#{", "}"), isName(name) { return "#{…}" }
        if let name = inner(text, "%", "%"), name.utf8.count >= 2, isName(name), !hasLower(name) { return "%…%" }
        if let name = inner(text, "<", ">"), isHint(name), !isUserName || !["token", "none"].contains(name) {
            return "<…>"
        }
        return isShellVariable(text) ? "$…" : nil
    }

    private static func inner(_ text: String, _ open: String, _ close: String) -> Substring? {
        guard text.hasPrefix(open), text.hasSuffix(close), text.utf8.count >= open.utf8.count + close.utf8.count else {
            return nil
        }
        return text.dropFirst(open.count).dropLast(close.count)
    }

    /// `NAME`, `name.of.it`.
    private static func isName(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, ASCII.isLetter(first) || first == UInt8(ascii: "_") else { return false }
        return text.utf8.allSatisfy { ASCII.isAlphanumeric($0) || "_.-".utf8.contains($0) }
    }

    /// `NAME`, `NAME:-otherwise`.
    private static func isVariable(_ text: Substring) -> Bool {
        let name = text.prefix { !":?+=".contains($0) }
        return isName(name) && !text.contains("}")
    }

    /// `NAME`, `cat file`.
    private static func isCommand(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, ASCII.isLetter(first) || first == UInt8(ascii: "_") else { return false }
        return text.utf8.allSatisfy { ASCII.isAlphanumeric($0) || "_.-/ ".utf8.contains($0) }
    }

    private static func hasLower(_ text: Substring) -> Bool { text.utf8.contains(where: ASCII.isLower) }

    /// `token`, `your password`, `path:secret/data/registry#token`; no `Summer2024`, which somebody may have chosen.
    private static func isHint(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, ASCII.isLetter(first), text.utf8.count >= 3 else { return false }
        let isWord = !text.utf8.contains { "_.-/:# ".utf8.contains($0) }
        if isWord, hasLower(text), text.utf8.contains(where: ASCII.isDigit) { return false }
        return text.utf8.allSatisfy { ASCII.isAlphanumeric($0) || "_.-/:# ".utf8.contains($0) }
    }

    /// `$REGISTRY_TOKEN`: capital letters and an underline, so that nobody's password is meant.
    private static func isShellVariable(_ text: String) -> Bool {
        guard text.hasPrefix("$") else { return false }
        let words = text.dropFirst().utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
        guard words.count >= 2, let first = words.first?.first, ASCII.isUpper(first) else { return false }
        return words.allSatisfy { word in
            !word.isEmpty && word.allSatisfy { ASCII.isUpper($0) || ASCII.isDigit($0) }
        }
    }
}
