/// What the copies of a Secret name are for.
enum CopyPurpose: Sendable, Hashable {
    /// The credential of a registry.
    case credential(of: String)
    /// The anonymous try of the registries that have `anonymousFallback`: empty entries, and never anything else.
    case anonymousTry
    /// The credential of a registry, for another reader than the kubelet: an entry of its `also`, by the name of the Secret.
    case also(of: String, name: String)

    /// The registry whose credential it is; nil for the anonymous try, which is no registry's own.
    var registry: String? {
        switch self {
        case .credential(let registry), .also(let registry, _): registry
        case .anonymousTry: nil
        }
    }

    /// Whether it is an entry of `also`.
    var isAlso: Bool { if case .also = self { true } else { false } }

    /// How metrics call it, as the value of `registry`; but for a registry's own name, no registry has such a name.
    var label: String {
        switch self {
        case .credential(let registry): registry
        case .anonymousTry: "(anonymous)"
        case .also(let registry, let name): "\(registry)/\(name)"
        }
    }
}
