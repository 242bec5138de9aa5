internal import Configuration
internal import Images
internal import Text

/// What a master was made from, so that a changed configuration is noticed after a restart.
///
/// Made from what a registry prints as, where credentials read `<redacted>`: nothing about them can be learnt from it.
struct CredentialFingerprint: Sendable, Hashable {
    /// 16 hexadecimal digits (FNV-1a).
    let text: String

    init(_ registry: Registry) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        let source = registry.credentials.map { String(describing: $0) } ?? ""
        let patterns = registry.matchImages.map(\.text).joined(separator: " ")
        for byte in "\(patterns)|\(registry.anonymousFallback)|\(source)".utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        text = Hexadecimal.digits(hash, width: 16)
    }

    /// Whether the credential has to be fetched again after a reload; sees inline credentials too, which the text does not.
    static func differs(_ old: Registry, _ new: Registry) -> Bool {
        old.matchImages != new.matchImages || old.anonymousFallback != new.anonymousFallback
            || old.credentials != new.credentials
    }
}
