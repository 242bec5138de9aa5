package import Images

/// What stands below one kind of `credentials`: who asks whom for which token.
///
/// A kind is a type of another module, and this module knows none of them: whoever reads a configuration says which kinds may be
/// written there, see ``Configuration/parse(_:file:mode:kinds:)``.
package protocol CredentialSource: Sendable, Hashable {
    /// The key of the kind in the file, such as `basic`.
    static var kind: String { get }
    /// What it is for, in a sentence for the schema.
    static var summary: String { get }
    /// The keys that may stand below it.
    static var keys: [SettingKey] { get }
    /// What to say about keys that people write there by mistake, in place of "unknown key".
    static var hints: [String: String] { get }
    /// Other keys that people write for the kind.
    static var misnomers: [String] { get }
    /// Whether it names the registries that it is for, so that `always: true` needs no `matchImages`.
    static var namesRegistries: Bool { get }
    /// Whether the Secret has the keys that the source names and no others, so that a registry has no `keys`.
    static var bringsItsOwnKeys: Bool { get }

    /// The hosts of whoever offers it, where somebody does; nil where anybody runs such a registry.
    ///
    /// With them a registry may have other hosts only where `hosts`, or `endpoint`, below the kind says so; `hosts` is then a key of it.
    static var vendorHosts: VendorHosts? { get }

    /// Reads what stands there; nil when anything that it needs is wrong, which then has been reported.
    init?(_ fields: Fields, scope: PatternScope)

    /// The same source for what one image of the registry needs: its region, its registry, itself; nil where each token is good for
    /// all of them.
    func narrowed(to image: ImageReference) -> Self?

    /// Whether a registry of these patterns has no credential but for one image of a fetch, see ``narrowed(to:)``: which token is meant is
    /// left open by a wildcard.
    func needsImage(for patterns: [ImagePattern]) -> Bool
}

extension CredentialSource {
    /// None.
    package static var hints: [String: String] { [:] }
    /// None.
    package static var misnomers: [String] { [] }
    /// False: most are for the registries of `matchImages`.
    package static var namesRegistries: Bool { false }
    /// False: a Secret has the keys of `matchImages`.
    package static var bringsItsOwnKeys: Bool { false }
    /// Nil: anybody runs such a registry.
    package static var vendorHosts: VendorHosts? { nil }
    /// Nil: the token is good for every image.
    package func narrowed(to image: ImageReference) -> Self? { nil }
    /// False: the token is good for every image.
    package func needsImage(for patterns: [ImagePattern]) -> Bool { false }
}

/// `credentials` of a registry: the source of any one kind.
package struct AnyCredentialSource: Sendable, Hashable {
    /// The source itself.
    package let base: any CredentialSource

    /// Holds a source.
    package init(_ base: any CredentialSource) { self.base = base }

    /// The key of the kind in the file.
    package var kind: String { type(of: base).kind }

    /// Whether it names the registries that it is for.
    var namesRegistries: Bool { type(of: base).namesRegistries }

    /// Whether the Secret has the keys that the source names and no others.
    var bringsItsOwnKeys: Bool { type(of: base).bringsItsOwnKeys }

    /// The source for one image; nil where there is nothing to narrow.
    func narrowed(to image: ImageReference) -> AnyCredentialSource? {
        func narrow(_ base: some CredentialSource) -> AnyCredentialSource? {
            base.narrowed(to: image).map { AnyCredentialSource($0) }
        }
        return narrow(base)
    }

    /// Whether both are of one kind and say the same.
    package static func == (left: Self, right: Self) -> Bool {
        func isEqual<Source: CredentialSource>(_ base: Source) -> Bool { base == right.base as? Source }
        return isEqual(left.base)
    }

    /// Hashes the source.
    package func hash(into hasher: inout Hasher) { base.hash(into: &hasher) }
}
