/// `CredentialProviderRequest`, byte for byte as it was recorded.
enum ProviderRequest {
    /// The text for a plugin's standard input.
    ///
    /// Token and annotations are absent where they are empty, and before v1, which has no fields for them.
    static func text(
        image: String,
        apiVersion: String,
        token: String = "",
        annotations: [String: String] = [:]
    ) -> [UInt8] {
        var members = [("kind", "CredentialProviderRequest"), ("apiVersion", apiVersion), ("image", image)]
            .map { "\(quoted($0)):\(quoted($1))" }
        if apiVersion.hasSuffix("/v1") {
            if !token.isEmpty { members.append("\(quoted("serviceAccountToken")):\(quoted(token))") }
            if !annotations.isEmpty {
                let pairs = annotations.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }
                    .map { "\(quoted($0.key)):\(quoted($0.value))" }
                members.append("\(quoted("serviceAccountAnnotations")):{\(pairs.joined(separator: ","))}")
            }
        }
        return Array("{\(members.joined(separator: ","))}\n".utf8)
    }

    /// Go's `encoding/json`, which also escapes what would end a script in HTML.
    private static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case "\n": "\\n"
            case "\r": "\\r"
            case "\t": "\\t"
            case "\u{8}": "\\b"
            case "\u{C}": "\\f"
            case "<", ">", "&", "\u{2028}", "\u{2029}", "\u{0}"..<"\u{20}": unit(scalar.value)
            default: String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }

    private static func unit(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
