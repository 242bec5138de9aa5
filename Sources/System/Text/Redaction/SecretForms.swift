/// The forms in which a credential may turn up in a text, without white space and in lower case.
enum SecretForms {
    /// The credential itself, in Base64 at each of the three places that it may have within something longer, in hexadecimal digits; and the
    /// same for what is in it, where it is a JSON document or Base64 of `user:password`.
    static func all(of secret: String) -> Set<[UInt8]> {
        var forms: Set<[UInt8]> = []
        let isDocument = secret.trimmed.hasPrefix("{")
        for (index, part) in ([secret] + parts(of: secret)).enumerated() {
            let bytes = Array(part.utf8)
            // Of a document, some names are no secret.
            if index > 0 || !isDocument { forms.insert(folded(bytes)) }
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

    private static func parts(of secret: String) -> [String] {
        let text = secret.trimmed
        if text.hasPrefix("{") {
            guard text.utf8.count <= 1 << 16, let outline = JSONOutline(Array(text.utf8)) else { return [] }
            return outline.texts.filter { !publicKeys.contains($0.key ?? "") }.map(\.text)
        }
        guard text.utf8.count >= 12, let bytes = Base64.decode(String(text)),
            let login = String(validating: bytes, as: UTF8.self), login.unicodeScalars.allSatisfy(\.isVisible),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
        else { return [] }
        return [String(decoding: bytes[(colon + 1)...], as: UTF8.self)]
    }
}
