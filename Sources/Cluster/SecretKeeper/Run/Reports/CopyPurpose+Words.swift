internal import Logs

extension CopyPurpose {
    /// Whose credential a Secret holds.
    var logFields: LogFields { registry.map { [.registry: "\($0)"] } ?? [:] }

    /// What a Secret is, after its name.
    var words: String {
        switch self {
        case .credential(let registry): "of registry \(registry)"
        case .anonymousTry:
            "(no credential: with it the kubelet pulls public images where a registry refuses the credential)"
        }
    }

    /// What a Secret gets when something has changed.
    var news: String {
        switch self {
        case .credential(let registry): "the new credential of registry \(registry)"
        case .anonymousTry: "the present registries for which the kubelet may pull anonymously (anonymousFallback)"
        }
    }

    /// What somebody does to a Secret that has to be written again and again, where nobody is known.
    var suspicion: String {
        switch self {
        case .credential: "Somebody changes or deletes"
        case .anonymousTry: "Somebody changes or deletes, or relabels the namespace of,"
        }
    }

    /// What Pods have of somebody else's Secret in its place, and what to do.
    var lossByForeignSecret: String {
        switch self {
        case .credential(let registry):
            "instead of the credential of registry \(registry). Delete it, or give the registry another secretName"
        case .anonymousTry:
            "instead of the one with which the kubelet pulls public images where a registry refuses the credential (anonymousFallback). "
                + "Delete it, or write another injection.anonymousSecretName"
        }
    }
}
