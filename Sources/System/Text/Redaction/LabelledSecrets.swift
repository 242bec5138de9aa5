/// Finds credentials by the word before them: `password=…`, `"auth": "…"`, `Authorization: Bearer …`, `token 'abc123…'`.
enum LabelledSecrets {
    /// How names of credentials end, in lower case and without `-` and `_`.
    private static let passwords = [
        "password", "passwd", "pwd", "passphrase", "secret", "secretkey", "secretaccesskey",
    ]
    private static let tokens = [
        "token", "apikey", "accesskey", "privatekey", "authorization", "bearer", "basic", "credential", "credentials",
        "jwt",
        "assertion", "signature", "sig", "cookie", "auth", "pat",
    ]
    /// Behind these words of the field `Authorization` stands a credential and nothing else.
    private static let schemes = ["bearer", "basic"]

    static func ranges(in line: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var index = 0
        while index < line.count {
            guard isName(line[index]) else {
                index += 1
                continue
            }
            let end = line[index...].firstIndex { !isName($0) } ?? line.count
            if let range = secret(named: line[index..<end], behind: end, in: line) { found.append(range) }
            index = end
        }
        return found
    }

    private static func isName(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }

    private static func secret(named name: ArraySlice<UInt8>, behind end: Int, in line: [UInt8]) -> Range<Int>? {
        let plain = String(decoding: name.filter(ASCII.isAlphanumeric), as: UTF8.self).lowercased()
        let isPassword = passwords.contains(where: plain.hasSuffix)
        guard isPassword || tokens.contains(where: plain.hasSuffix) else { return nil }
        let link = Link(line, from: end)
        guard let value = value(line, from: link.end, quote: link.quote) else { return nil }
        let text = line[value]
        guard !Address.rest(of: text).isEmpty else { return nil }
        let isSecret =
            switch link.kind {
            case .equals: !harmless.contains(String(decoding: text, as: UTF8.self).lowercased())
            case .colon where isPassword && link.quote != nil: true
            case .colon where isPassword: text.contains { !ASCII.isLower($0) }
            case .colon: isOpaque(text, least: 6)
            case .blank where schemes.contains(plain): isOpaque(text, least: 6)
            case .blank: text.count >= 12 && isOpaque(text, least: 12) && text.count(where: ASCII.isLetter) >= 4
            case .none: false
            }
        return isSecret ? value : nil
    }

    private static let harmless: Set = ["null", "nil", "none", "true", "false", "missing", "empty", Redaction.mark]

    /// Whether a text is no word: digits among letters, several changes between lower and upper case, or signs that only Base64 has.
    private static func isOpaque(_ text: ArraySlice<UInt8>, least: Int) -> Bool {
        guard text.count >= least, text.contains(where: ASCII.isLetter) else { return false }
        if text.count(where: ASCII.isDigit) >= 2 || text.contains(where: { Array("+/=_~".utf8).contains($0) }) {
            return true
        }
        let changes = zip(text, text.dropFirst()).count { ASCII.isLower($0) && ASCII.isUpper($1) }
        return changes >= 2
    }

    private static func value(_ line: [UInt8], from start: Int, quote: UInt8?) -> Range<Int>? {
        let ends = quote.map { [$0] } ?? Array(" ,;&()[]{}<>\"'`\\".utf8)
        var end = line[start...].firstIndex(where: ends.contains) ?? line.count
        // The quote at its end may be an escaped one.
        while end > start, line[end - 1] == UInt8(ascii: "\\") { end -= 1 }
        return end > start ? start..<end : nil
    }

    /// What stands between a name and its value.
    private struct Link {
        enum Kind { case none, blank, colon, equals }
        private(set) var kind = Kind.none
        /// The quote that the value begins with.
        private(set) var quote: UInt8?
        private(set) var end: Int

        init(_ line: [UInt8], from start: Int) {
            end = start
            func skip(_ bytes: String) -> Bool {
                let skipped = line[end...].prefix { Array(bytes.utf8).contains($0) }
                end += skipped.count
                return !skipped.isEmpty
            }
            _ = skip("\"'\\")
            if skip(" ") { kind = .blank }
            let sign = end < line.count ? line[end] : 0
            if sign == UInt8(ascii: "=") || sign == UInt8(ascii: ":") {
                kind = sign == UInt8(ascii: "=") ? .equals : .colon
                end += 1
                _ = skip("> ")
            }
            while end < line.count, line[end] == UInt8(ascii: "\\") { end += 1 }
            if end < line.count, Array("\"'`".utf8).contains(line[end]) {
                quote = line[end]
                end += 1
            }
        }
    }
}
