/// What an answer is made of, for a message that cannot quote it: its keys, and what it says to be.
enum AnswerShape {
    private static let longest = 1 << 16
    private static let shortestNumber = 6

    /// What is public in the answers of plugins: everything else may be a credential.
    private static let publicKeys: Set = [
        "apiVersion", "kind", "cacheKeyType", "cacheDuration", "expirationTimestamp", "Version", "Expiration",
        "ServerURL",
    ]

    /// Those of them that are names of types, and nothing else.
    private static let types: Set = ["apiVersion", "kind", "cacheKeyType"]

    /// All texts of an answer that may be a credential; the whole of it where it is no JSON.
    static func secrets(in output: [UInt8]) -> [String] {
        guard let outline = outline(output) else {
            return [String(String(decoding: output.prefix(longest), as: UTF8.self).trimmed)]
        }
        let texts = outline.texts.filter { found in
            guard let key = found.key, publicKeys.contains(key) else { return true }
            return types.contains(key) && !isTypeName(found.text)
        }
        // A password of digits may have been written as a number; shorter ones are everywhere.
        let numbers = outline.numbers.filter {
            $0.text.utf8.count >= shortestNumber && !publicKeys.contains($0.key ?? "")
        }
        return texts.map(\.text) + numbers.map(\.text)
    }

    static func described(_ output: [UInt8], _ redaction: Redaction) -> String {
        guard output.contains(where: { !ASCII.isWhitespace($0) }) else { return "nothing" }
        guard let outline = outline(output) else { return "no JSON (\(output.count) bytes)" }
        switch outline.kind {
        case .object:
            guard !outline.keys.isEmpty else { return "JSON without keys" }
            let names = Set(outline.keys.map { redaction.line($0, limit: 80) })
            let what = ["kind", "apiVersion"].compactMap { key in
                outline.text(of: key).flatMap { isTypeName($0) ? "\(key) \($0)" : nil }
            }
            return (["JSON with the keys \(Printable.list(names))"] + what).joined(separator: ", ")
        case .array: return "a JSON list"
        case .string: return "a JSON string"
        case .other: return "a JSON value that is no object"
        }
    }

    /// Whether a text is a kind or a version of Kubernetes' and nothing else: `ExecCredential`, `v1`, `client.authentication.k8s.io/v1beta1`.
    private static func isTypeName(_ text: String) -> Bool {
        guard text.utf8.count <= 80 else { return false }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let isKind = text.utf8.first.map(ASCII.isUpper) ?? false && text.utf8.allSatisfy(ASCII.isLetter)
        let isVersion =
            parts.last.map { $0.hasPrefix("v") && $0.utf8.count <= 10 && $0.utf8.allSatisfy(ASCII.isLowerAlphanumeric) }
            ?? false
        let isGroup =
            parts.count < 2 || parts[0].utf8.allSatisfy { ASCII.isLowerAlphanumeric($0) || $0 == UInt8(ascii: ".") }
        return isKind || isVersion && isGroup && parts.count <= 2
    }

    private static func outline(_ output: [UInt8]) -> JSONOutline? {
        output.count <= longest ? JSONOutline(output) : nil
    }
}
