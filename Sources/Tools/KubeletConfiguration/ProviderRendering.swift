package import Configuration
internal import Images
internal import Text

/// The providers with which a kubelet runs Pullpass for the images of a configuration.
///
/// One is enough where all registries have one identity. `tokenAttributes` stand at a provider, so each identity of Pods needs one of its own,
/// which answers for its registries alone.
package struct ProviderRendering: Sendable {
    /// What of it is a matter of taste.
    package struct Options: Sendable {
        /// The name of the first provider, and of the program.
        package var name: String
        /// Where the configuration stands on the node.
        package var configPath: String
        /// Where tokens are kept between runs; nil to keep none.
        package var cache: String?

        /// The defaults are those of `pullpass node install`.
        package init(
            name: String = "pullpass",
            configPath: String = "/etc/pullpass/config.yaml",
            cache: String? = nil
        ) {
            self.name = name
            self.configPath = configPath
            self.cache = cache
        }
    }

    /// The providers.
    package let providers: [CredentialProviderConfig.Provider]

    /// The names under which the program must stand in the directory of plugins besides ``Options/name``: as links to it.
    package var links: [String] { providers.dropFirst().map(\.name) }

    /// The audiences for which nodes must be allowed to ask for tokens; each once.
    package var audiences: [String] {
        providers.compactMap(\.tokenAttributes?.audience).reduce(into: []) { known, audience in
            if !known.contains(audience) { known.append(audience) }
        }
    }

    /// The file.
    package var config: CredentialProviderConfig { CredentialProviderConfig(providers: providers) }

    /// Makes the providers of a configuration that was read for ``Configuration/Mode/node``.
    ///
    /// - Throws: where the kubelet cannot do what the configuration asks of it.
    package init(_ configuration: Configuration, for kubelet: Kubelet, options: Options = Options())
        throws(RenderingError)
    {
        var groups: [(identity: PodIdentity?, registries: [Registry])] = []
        var problems: [String] = []
        for registry in configuration.registries {
            if registry.matchImages.isEmpty {
                problems.append(
                    "registry \(registry.name) has no matchImages, and a kubelet runs plugins for nothing else: name its images"
                )
            }
            let identity = registry.podIdentity
            problems += Self.problems(of: identity, registry.name, kubelet)
            if let index = groups.firstIndex(where: { $0.identity == identity }) {
                groups[index].registries.append(registry)
            } else {
                groups.append((identity, [registry]))
            }
        }
        if configuration.registries.isEmpty { problems.append("there are no registries") }
        guard problems.isEmpty else { throw RenderingError(problems: problems) }
        // The node's own identity keeps the plain name.
        if let index = groups.firstIndex(where: { $0.identity == nil }) {
            groups.insert(groups.remove(at: index), at: 0)
        }
        var names: Set<String> = []
        providers = groups.enumerated().map { index, group in
            var name = options.name
            if index > 0 { name += "-\(group.registries[0].name)" }
            // A registry may be called as if it were another one's provider.
            while !names.insert(name).inserted { name += "-\(index)" }
            var provider = CredentialProviderConfig.Provider(
                name: name,
                matchImages: Self.patterns(of: group.registries),
                // Pullpass says with each answer how long it may be kept.
                defaultCacheDuration: "0s"
            )
            provider.args = [OwnArguments.command, "--config", options.configPath]
            if let cache = options.cache { provider.args += ["--cache", cache] }
            if groups.count > 1 { provider.args += group.registries.flatMap { ["--registry", $0.name] } }
            provider.tokenAttributes = group.identity.map { Self.attributes(of: $0, kubelet) }
            return provider
        }
    }

    private static func patterns(of registries: [Registry]) -> [String] {
        var seen: Set<String> = []
        return registries.flatMap(\.matchImages).map(\.text).filter { seen.insert($0).inserted }
    }

    private static func attributes(
        of identity: PodIdentity,
        _ kubelet: Kubelet
    ) -> CredentialProviderConfig.TokenAttributes {
        CredentialProviderConfig.TokenAttributes(
            audience: identity.audience,
            cacheType: kubelet.version.hasCacheType ? identity.cacheType.rawValue : nil,
            // Without one there is no token, and nothing to show.
            requiresServiceAccount: true,
            requiredAnnotations: identity.requiredAnnotations,
            optionalAnnotations: identity.optionalAnnotations
        )
    }

    private static func problems(of identity: PodIdentity?, _ registry: String, _ kubelet: Kubelet) -> [String] {
        guard let identity else { return [] }
        let version = kubelet.version
        if !version.hasTokenAttributes {
            return [
                "registry \(registry) is asked as the Pod's ServiceAccount (fromPod), and a kubelet of \(version) gives plugins no tokens: "
                    + "that came with 1.33, and is on since 1.34"
            ]
        }
        if !kubelet.takesTokens {
            return [
                "registry \(registry) is asked as the Pod's ServiceAccount (fromPod), and a kubelet of \(version) gives plugins tokens only "
                    + "with --feature-gates \(Kubelet.tokenGate)=true: run it so, and give the same here"
            ]
        }
        if !version.hasCacheType, identity.cacheType == .token {
            return [
                "registry \(registry) needs answers that are kept for one Pod (cacheType Token), and a kubelet of \(version) keeps them for "
                    + "the ServiceAccount: update it to 1.34"
            ]
        }
        return []
    }
}

/// Why there is no CredentialProviderConfig for a configuration.
package struct RenderingError: Error, Sendable, CustomStringConvertible {
    /// What the kubelet cannot do, a sentence each.
    package let problems: [String]

    /// A line for each.
    package var description: String { problems.joined(separator: "\n") }
}
