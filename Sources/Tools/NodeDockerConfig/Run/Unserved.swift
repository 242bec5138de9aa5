internal import Configuration
internal import Images

extension Registry {
    /// Why a file cannot have its credential, and what to do; nil where it can.
    var fileRefusal: String? {
        let plugin = "use the credential provider plugin for it (pullpass credential-provider)"
        if podIdentity != nil {
            return
                "registry \(name): its credential is the Pod's own (fromPod), and a file is the same for all Pods: \(plugin)"
        }
        guard needsImage else { return nil }
        let patterns = matchImages.filter(\.hasSeveralHosts).map(\.text).prefix(3).joined(separator: ", ")
        return
            "registry \(name): which token is wanted is only known with the image, as \(patterns.isEmpty ? "it names no host" : "\(patterns) has a wildcard"), "
            + "and a file is written before: write the hosts in matchImages (or the regions or registries below credentials), or \(plugin)"
    }
}
