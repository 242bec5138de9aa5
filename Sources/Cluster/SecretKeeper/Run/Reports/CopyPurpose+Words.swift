internal import Logs

extension CopyPurpose {
    /// Whose credential a Secret holds.
    var logFields: LogFields { registry.map { [.registry: "\($0)"] } ?? [:] }

    /// What a Secret is, after its name.
    var words: String {
        switch self {
        case .credential(let registry): "of registry \(registry)"
        case .also(let registry, _): "(also of registry \(registry))"
        case .anonymousTry:
            "(no credential: with it the kubelet pulls public images where a registry refuses the credential)"
        }
    }

    /// What a Secret gets when something has changed.
    var news: String {
        switch self {
        case .credential(let registry), .also(let registry, _): "the new credential of registry \(registry)"
        case .anonymousTry: "the present registries for which the kubelet may pull anonymously (anonymousFallback)"
        }
    }

    /// What somebody does to a Secret that has to be written again and again, where nobody is known.
    var suspicion: String {
        switch self {
        case .credential, .also: "Somebody changes or deletes"
        case .anonymousTry: "Somebody changes or deletes, or relabels the namespace of,"
        }
    }

    /// Who reads somebody else's Secret in its place, instead of what, and what to do.
    var lossByForeignSecret: String {
        switch self {
        case .also(let registry, _):
            "whoever reads it there gets it instead of the credential of registry \(registry). Delete it, or write another name into the "
                + "registry's also"
        case .credential(let registry):
            "Pods there get it instead of the credential of registry \(registry). Delete it, or give the registry another secretName"
        case .anonymousTry:
            "Pods there get it instead of the one with which the kubelet pulls public images where a registry refuses the credential (anonymousFallback). "
                + "Delete it, or write another injection.anonymousSecretName"
        }
    }
}
