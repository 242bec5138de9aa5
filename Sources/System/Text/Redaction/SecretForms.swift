/// The forms in which a credential may turn up in a text, without white space and in lower case.
enum SecretForms {
    /// The credential itself, in Base64 at each of the three places that it may have within something longer, in hexadecimal digits; and the
    /// same for what is in it, where it is a JSON document or Base64 of `user:password`.
    static func all(of secret: String) -> Set<[UInt8]> {
        var forms: Set<[UInt8]> = []
        let texts = documentTexts(of: secret)
        // A document whose texts are too short to be looked for is as secret as a whole; so is a password that only begins like one.
        let isDocument = texts?.contains { $0.utf8.count >= 6 } ?? false
        for (index, part) in ([secret] + (texts ?? loginParts(of: secret))).enumerated() {
            let bytes = Array(part.utf8)
            // Of a document, some names are no secret.
            if index > 0 || !isDocument {
                forms.insert(folded(bytes))
                // What nobody sees of it is gone from a line before it is looked for there: by itself, or with all that drives a terminal.
                forms.insert(folded(String(String.UnicodeScalarView(part.unicodeScalars.filter(\.isVisible))).utf8))
                forms.insert(folded(Printable.cleaned(part).utf8))
            }
            guard bytes.count >= 6 else { continue }
            for offset in 0..<3 {
                forms.insert(folded(base64(bytes, offset, Base64.encode)))
                forms.insert(folded(base64(bytes, offset, Base64.encodeURL)))
            }
            forms.insert(Array(Hexadecimal.encode(bytes).utf8))
        }
        return forms
    }

    private static func folded(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        bytes.filter { !ASCII.isWhitespace($0) }.map { ASCII.isUpper($0) ? $0 | 0x20 : $0 }
    }

    /// The digits that hold nothing but these bytes, where so many others (modulo 3) stand before them.
    private static func base64(_ bytes: [UInt8], _ offset: Int, _ encode: ([UInt8]) -> String) -> ArraySlice<UInt8> {
        let digits = Array(encode([UInt8](repeating: 0, count: offset) + bytes).utf8)
        return digits[(offset * 8 + 5) / 6..<(offset + bytes.count) * 8 / 6]
    }

    /// What a key file names in public; all other texts of a JSON document are as secret as it is.
    private static let publicKeys: Set = [
        "type", "project_id", "quota_project_id", "client_email", "client_id", "auth_uri", "token_uri", "account",
        "auth_provider_x509_cert_url", "client_x509_cert_url", "universe_domain", "apiVersion", "kind", "username",
    ]

    /// The secret texts of a JSON document; nil where it is none.
    private static func documentTexts(of secret: String) -> [String]? {
        let text = secret.trimmed
        guard text.hasPrefix("{"), text.utf8.count <= 1 << 16, let outline = JSONOutline(Array(text.utf8)) else {
            return nil
        }
        return outline.texts.filter { !publicKeys.contains($0.key ?? "") }.map(\.text)
    }

    /// The password in Base64 of `user:password`.
    private static func loginParts(of secret: String) -> [String] {
        let text = secret.trimmed
        guard text.utf8.count >= 12, let bytes = Base64.decode(String(text)),
            let login = String(validating: bytes, as: UTF8.self), login.unicodeScalars.allSatisfy(\.isVisible),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
        else { return [] }
        return [String(decoding: bytes[(colon + 1)...], as: UTF8.self)]
    }
}
