/// What the copies of a Secret name are for.
enum CopyPurpose: Sendable, Hashable {
    /// The credential of a registry.
    case credential(of: String)
    /// The anonymous try of the registries that have `anonymousFallback`: empty entries, and never anything else.
    case anonymousTry

    /// The registry whose credential it is; nil for the anonymous try, which is no registry's own.
    var registry: String? { if case .credential(let registry) = self { registry } else { nil } }

    /// How metrics call it, as the value of `registry`; no registry has such a name.
    var label: String { registry ?? "(anonymous)" }
}
