internal import Configuration
internal import Images
internal import Text

/// What a master was made from, so that a changed configuration is noticed after a restart.
///
/// Made from the settings of a registry, where credentials read `<redacted>`: nothing about them can be learnt from it. It stands in an
/// annotation of every master, so that it must stay the same from one version to the next: no name of a type goes into it.
struct CredentialFingerprint: Sendable, Hashable {
    /// 16 hexadecimal digits (FNV-1a).
    let text: String

    init(_ registry: Registry) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        let source = registry.credentials.map { "\($0.kind) \(Self.settings(of: $0.base))" } ?? ""
        let patterns = registry.matchImages.map(\.text).joined(separator: " ")
        // Without keys the text is that of versions that had none.
        let keys = registry.keys.isEmpty ? "" : "|\(registry.keys.joined(separator: " "))"
        for byte in "\(patterns)|\(registry.anonymousFallback)|\(source)\(keys)".utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        text = Hexadecimal.digits(hash, width: 16)
    }

    /// A value and what it holds, with the names of properties and cases.
    private static func settings(of value: Any) -> String {
        let mirror = Mirror(reflecting: value)
        let parts = mirror.children.map { child in
            child.label.map { "\($0): \(settings(of: child.value))" } ?? settings(of: child.value)
        }
        switch mirror.displayStyle {
        case .optional: return parts.isEmpty ? "nil" : parts[0]
        case .collection, .tuple: return "[\(parts.joined(separator: ", "))]"
        case .set, .dictionary: return "[\(parts.sorted().joined(separator: ", "))]"
        default:
            // What says itself how it reads is one thing, `<redacted>` among them.
            if parts.isEmpty || value is any CustomStringConvertible { return "\(value)" }
            return "(\(parts.joined(separator: ", ")))"
        }
    }

    /// Whether the credential has to be fetched again after a reload; sees inline credentials too, which the text does not.
    static func differs(_ old: Registry, _ new: Registry) -> Bool {
        old.matchImages != new.matchImages || old.keys != new.keys || old.anonymousFallback != new.anonymousFallback
            || old.credentials != new.credentials
    }
}
