import Text

/// How somebody may write a credential, and whether it can be seen in a text.
enum RedactionForm: CaseIterable {
    case plain, uppercase, base64, base64OfLogin, base64OfLongerLogin, base64URL, hexadecimal, percent, percentTwice,
        percentOfBase64
    case json, jsonInJSON, entities, lineEnds, escapedLineEnd, colours

    func written(_ secret: String) -> String {
        let bytes = Array(secret.utf8)
        switch self {
        case .plain: return secret
        case .uppercase: return secret.utf8.allSatisfy { $0 < 0x80 } ? secret.uppercased() : secret
        case .base64: return Base64.encode(bytes)
        case .base64OfLogin: return Base64.encode(Array("user:".utf8) + bytes)
        case .base64OfLongerLogin: return Base64.encode(Array("robot$x:".utf8) + bytes)
        case .base64URL: return Base64.encodeURL(bytes)
        case .hexadecimal: return Hexadecimal.encode(bytes)
        case .percent: return PercentEncoding.encode(secret)
        case .percentTwice: return PercentEncoding.encode(PercentEncoding.encode(secret))
        case .percentOfBase64: return PercentEncoding.encode(Base64.encode(bytes))
        case .json: return secret.quotedJSON(.ascii)
        case .jsonInJSON: return secret.quotedJSON(.ascii).quotedJSON()
        case .entities:
            return secret.unicodeScalars.map { "&<>\"'".unicodeScalars.contains($0) ? "&#\($0.value);" : "\($0)" }
                .joined()
        case .lineEnds: return secret.unicodeScalars.map { "\($0)\r\n" }.joined()
        case .escapedLineEnd:
            let half = secret.unicodeScalars.count / 2
            return String(String.UnicodeScalarView(secret.unicodeScalars.prefix(half))) + "\\n"
                + String(String.UnicodeScalarView(secret.unicodeScalars.dropFirst(half)))
        case .colours: return secret.unicodeScalars.map { "\($0)\u{1B}[0m" }.joined()
        }
    }

    /// What somebody sees of a text who minds neither white space, case nor what is invisible.
    static func seen(_ text: String) -> [UInt8] {
        text.unicodeScalars.filter { $0.isVisible && !$0.properties.isWhitespace }
            .flatMap { Array(String(Character($0)).utf8) }
            .map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }

    /// Whether a line shows a credential, as it is or as anybody can decode it.
    static func shows(_ line: String, _ secret: String) -> Bool {
        let line = seen(line)
        let forms = [
            secret, PercentEncoding.encode(secret), secret.utf8.count >= 9 ? Base64.encode(Array(secret.utf8)) : secret,
        ]
        return forms.contains { line.contains(sequence: seen($0)) }
    }
}

extension [UInt8] {
    /// Whether other bytes stand in these, one behind the other.
    func contains(sequence: [UInt8]) -> Bool {
        guard !sequence.isEmpty, count >= sequence.count else { return sequence.isEmpty }
        return (0...(count - sequence.count)).contains { self[$0...].starts(with: sequence) }
    }
}
