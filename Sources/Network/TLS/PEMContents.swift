/// What stands in a text in which PEM certificates should stand, for errors where none does.
struct PEMContents {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The text without the byte order mark that editors put before it: OpenSSL would pass over the first certificate with it.
    var withoutMark: [UInt8] { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes }

    /// Whether a certificate begins in it.
    var hasCertificate: Bool { String(decoding: bytes, as: UTF8.self).contains(Self.begin) }

    private static let begin = "-----BEGIN CERTIFICATE-----"

    /// What it holds instead of a certificate, as a clause; never a part of it.
    var words: String {
        let none = "it holds no \(Self.begin) block"
        if bytes.isEmpty { return "\(none): it is empty" }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            return "it is UTF-16 text: save it as UTF-8"
        }
        // A DER certificate is a SEQUENCE whose length has two bytes.
        if bytes.starts(with: [0x30, 0x82]) || bytes.starts(with: [0x30, 0x81]) {
            return "it is binary (DER), not PEM: convert it with openssl x509 -inform der"
        }
        let text = String(decoding: withoutMark, as: UTF8.self)
        guard !text.allSatisfy(\.isWhitespace) else { return "\(none): it is empty" }
        if hasCertificate {
            // One line, as environment variables and JSON make of it.
            if text.contains("\\n") { return "its line breaks are written as \\n: write real ones" }
            return "its certificate is not whole: each block needs its lines, and -----END CERTIFICATE----- at its end"
        }
        if let label = Self.label(in: text) { return "\(none), but \(label)" }
        // The base64 of `-----BEGIN`: what stands below `data` of a Secret, and was encoded twice.
        if text.hasPrefix("LS0tLS1CRUdJTi") { return "\(none), but the base64 of one: decode it once" }
        if text.hasPrefix("MII") { return "\(none), but base64 without its first and last line: put them back" }
        return none
    }

    /// What a block is whose label is not that of a certificate.
    private static func label(in text: String) -> String? {
        let lines = text.split(whereSeparator: \.isNewline)
        guard let label = lines.first(where: { $0.hasPrefix("-----BEGIN ") }) else { return nil }
        if label.contains("PRIVATE KEY") { return "a private key: give the certificate of the authority, and no key" }
        if label.contains("CERTIFICATE REQUEST") {
            return "a certificate request: give the certificate that was made of it"
        }
        if label.contains("PUBLIC KEY") { return "a public key: give the certificate" }
        if label.contains("PKCS7") || label.contains("CMS") {
            return "a PKCS #7 bundle: convert it with openssl pkcs7 -print_certs"
        }
        if label.contains("TRUSTED CERTIFICATE") {
            return "a certificate in OpenSSL's own form: convert it with openssl x509"
        }
        return "another PEM block"
    }
}
