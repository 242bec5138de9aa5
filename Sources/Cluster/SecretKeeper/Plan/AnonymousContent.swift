internal import Credentials
internal import Text

/// What the Secret of the anonymous try holds in namespaces that have the same registries.
///
/// An object of its own: most namespaces share a few.
final class AnonymousContent: Sendable, Hashable {
    private static let prefix = "anonymous-"

    let auths: AnonymousAuths
    /// A hash of the keys, which are no secret; no revision of a credential begins like it.
    let revision: String

    init(_ auths: AnonymousAuths) {
        self.auths = auths
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for key in auths.keys {
            // No UTF-8 has the last byte.
            for byte in Array(key.utf8) + [0xFF] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        revision = Self.prefix + Hexadecimal.digits(hash, width: 16)
    }

    /// Whether a Secret with this revision has had nothing but empty entries since it was made.
    static func isRevision(_ revision: String?) -> Bool { revision?.hasPrefix(prefix) ?? false }

    static func == (a: AnonymousContent, b: AnonymousContent) -> Bool { a.revision == b.revision }
    func hash(into hasher: inout Hasher) { hasher.combine(revision) }
}
