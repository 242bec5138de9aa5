internal import Configuration
internal import Images
internal import Text

/// What a master was made from, so that a changed configuration is noticed after a restart.
///
/// Made from the settings of a registry, where credentials read `<redacted>`: nothing about them can be learnt from it. It stands in an
/// annotation of every master, so that it must stay the same from one version to the next: no name of a type goes into it.
struct CredentialFingerprint: Sendable, Hashable {
    /// The format of what is made from the settings, before the digits.
    private static let format = "2-"

    /// The format, and 16 hexadecimal digits (FNV-1a).
    let text: String
    /// What it was while a master also held the anonymous try, and two keys for Docker Hub: 16 digits.
    let formerText: String

    init(_ registry: Registry) {
        let source = registry.credentials.map { "\($0.kind) \(Self.settings(of: $0.base))" } ?? ""
        let patterns = registry.matchImages.map(\.text).joined(separator: " ")
        // Without keys the text is that of versions that had none.
        let keys = registry.keys.isEmpty ? "" : "|\(registry.keys.joined(separator: " "))"
        // The same where nothing is for every Pod; a Docker configuration gives more entries where it is.
        let always = registry.always ? "|always" : ""
        text = Self.format + Self.digits("\(patterns)|\(source)\(keys)\(always)")
        formerText = Self.digits("\(patterns)|\(registry.anonymousFallback)|\(source)")
    }

    /// Whether a master that bears this is of the former format.
    static func isFormer(_ text: String) -> Bool { !text.hasPrefix(format) }

    private static func digits(_ text: String) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Hexadecimal.digits(hash, width: 16)
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
        asksForAnother(old, new) || old.tls != new.tls
    }

    /// Whether it may be another credential then: whom Pullpass believes makes it no other.
    static func asksForAnother(_ old: Registry, _ new: Registry) -> Bool {
        old.matchImages != new.matchImages || old.keys != new.keys || old.credentials != new.credentials
            || old.always != new.always
    }
}
