package import Configuration
internal import Images
internal import Text

/// What became of the configuration that a provider's `--config` names.
package enum OwnConfiguration: Sendable {
    /// It was not looked for: this is not the node.
    case unknown
    /// There is none, or it cannot be used; why.
    case unusable(String)
    /// It was read.
    case read(Configuration)
}

/// Whether the kubelet runs Pullpass for the images that its configuration is for.
struct OwnRules {
    /// A configuration that was read, and what of it the providers ask for.
    private struct Asked {
        let path: String
        let configuration: Configuration
        var last: FoundProvider
        /// The registries that are named; nil where a provider is for all.
        var names: [String]?
    }

    private(set) var complaints: [ConfigComplaint] = []
    private var asked: [Asked] = []

    /// Holds a provider of ours against its configuration.
    mutating func check(_ found: FoundProvider, _ configuration: OwnConfiguration) {
        guard let arguments = OwnArguments(found.provider.args), let path = arguments.config else { return }
        let place = found.place("args")
        switch configuration {
        case .unknown: return
        case .unusable(let reason):
            complaints.append(
                place.warning(
                    "Pullpass cannot use its configuration \(Printable.visible(path)): \(reason)",
                    fix: "put it there; pullpass validate --node tells all that is wrong with it"
                )
            )
        case .read(let configuration):
            note(found, arguments, Asked(path: path, configuration: configuration, last: found, names: []))
            check(found, arguments, configuration)
        }
    }

    private mutating func note(_ found: FoundProvider, _ arguments: OwnArguments, _ new: Asked) {
        let index = asked.firstIndex { $0.path == new.path } ?? asked.endIndex
        if index == asked.endIndex { asked.append(new) }
        asked[index].last = found
        asked[index].names = arguments.registries.isEmpty ? nil : asked[index].names.map { $0 + arguments.registries }
    }

    /// Tells the registries for which no provider is, once all providers were checked.
    mutating func checkRest() {
        for one in asked {
            guard let names = one.names else { continue }
            let rest = one.configuration.registries.map(\.name).filter { !names.contains($0) }
            guard !rest.isEmpty else { continue }
            complaints.append(
                one.last.place("args").warning(
                    "no provider names \(Printable.list(rest)) of \(Printable.visible(one.path))",
                    fix: "print the file anew by pullpass render credential-provider-config, or add --registry"
                )
            )
        }
    }

    private mutating func check(
        _ found: FoundProvider,
        _ arguments: OwnArguments,
        _ configuration: Configuration
    ) {
        let registries =
            arguments.registries.isEmpty
            ? configuration.registries : configuration.registries.filter { arguments.registries.contains($0.name) }
        let missing = arguments.registries.filter { name in !registries.contains { $0.name == name } }
        if !missing.isEmpty {
            complaints.append(
                found.place("args").warning(
                    "its configuration has no registry \(Printable.list(missing))",
                    fix: "correct --registry; it has \(Printable.list(configuration.registries.map(\.name)))"
                )
            )
        }
        let own = registries.flatMap(\.matchImages)
        // One without patterns is for what its credentials name themselves.
        let areAllNamed = registries.allSatisfy { !$0.matchImages.isEmpty }
        let patterns = found.provider.matchImages.map { try? ImagePattern(parsing: $0) }
        for (index, pattern) in patterns.enumerated() {
            guard let pattern, areAllNamed, !own.contains(where: pattern.mayOverlap) else { continue }
            complaints.append(
                found.place("matchImages", element: index).warning(
                    "no registry of its configuration is for such images: Pullpass is run for them, and has nothing",
                    fix: "take it away, or give the configuration a registry for it"
                )
            )
        }
        for registry in registries {
            let unasked = registry.matchImages.filter { own in !patterns.contains { $0?.mayOverlap(own) == true } }
            guard !unasked.isEmpty else { continue }
            let name = Printable.text(registry.name)
            complaints.append(
                found.place("matchImages").warning(
                    unasked.count == registry.matchImages.count
                        ? "the registry \(name) of its configuration is never asked for"
                        : "some images of the registry \(name) of its configuration are never asked for",
                    fix: "add \(Printable.list(unasked.map(\.text)))"
                )
            )
        }
        for registry in registries { checkIdentity(found, registry) }
    }

    /// Holds `tokenAttributes` against what a registry is asked with.
    private mutating func checkIdentity(_ found: FoundProvider, _ registry: Registry) {
        let token = found.provider.tokenAttributes
        func place(_ key: String) -> ConfigPlace {
            token == nil ? found.place("args") : found.place("tokenAttributes", key)
        }
        let name = Printable.text(registry.name)
        let fix = "write tokenAttributes as pullpass render credential-provider-config prints them"
        guard let identity = registry.podIdentity else {
            guard let keys = token?.requiredAnnotations, !keys.isEmpty else { return }
            complaints.append(
                place("requiredServiceAccountAnnotationKeys").warning(
                    "the registry \(name) is asked with the node's identity, and the kubelet runs Pullpass only for ServiceAccounts with "
                        + "\(Printable.list(keys))",
                    fix: "give it a provider of its own, as pullpass render credential-provider-config does"
                )
            )
            return
        }
        guard let token else {
            complaints.append(
                place("").warning(
                    "the registry \(name) is asked as the Pod's ServiceAccount (fromPod), and the kubelet sends no token",
                    fix: fix
                )
            )
            return
        }
        if token.audience != identity.audience {
            complaints.append(
                place("serviceAccountTokenAudience").warning(
                    "the kubelet sends tokens for \(Printable.text(token.audience)), and the registry \(name) takes those for "
                        + "\(Printable.text(identity.audience))",
                    fix: fix
                )
            )
        }
        if identity.cacheType == .token, token.cacheType == PodIdentity.CacheType.serviceAccount.rawValue {
            complaints.append(
                place("cacheType").warning(
                    "an answer of the registry \(name) is for one Pod alone, and the kubelet would take it for all of the ServiceAccount",
                    fix: "write cacheType: Token"
                )
            )
        }
        let unsent = identity.annotations.map(\.key).filter {
            !token.requiredAnnotations.contains($0) && !token.optionalAnnotations.contains($0)
        }
        if !unsent.isEmpty {
            complaints.append(
                place("requiredServiceAccountAnnotationKeys").warning(
                    "the kubelet does not send \(Printable.list(unsent)), which the registry \(name) reads",
                    fix: fix
                )
            )
        }
    }
}
