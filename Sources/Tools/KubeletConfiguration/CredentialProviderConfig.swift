internal import Manifests

/// What a kubelet is told about plugins: `kind: CredentialProviderConfig` of `kubelet.config.k8s.io` (KEP 2133).
package struct CredentialProviderConfig: Sendable, Hashable {
    /// `kind`.
    package static let kind = "CredentialProviderConfig"
    /// The group of its `apiVersion`.
    static let group = "kubelet.config.k8s.io"
    /// The `apiVersion` that is written; the only one with `tokenAttributes`.
    package static let apiVersion = "kubelet.config.k8s.io/v1"
    /// The version of requests and answers that is asked for.
    package static let protocolVersion = "credentialprovider.kubelet.k8s.io/v1"
    /// The versions of each that every known kubelet has.
    static let versions = ["v1", "v1alpha1", "v1beta1"]

    /// The plugins, in the order of the files.
    package var providers: [Provider]

    /// Makes one.
    package init(providers: [Provider]) { self.providers = providers }
}

extension CredentialProviderConfig {
    /// One plugin.
    package struct Provider: Sendable, Hashable {
        /// A variable of the environment.
        package struct Variable: Sendable, Hashable {
            /// `name`.
            package let name: String
            /// `value`, which may be a credential.
            package let value: String
        }

        /// `name`: that of the program in the directory of plugins.
        package var name: String
        /// `apiVersion` of requests and answers.
        package var apiVersion = CredentialProviderConfig.protocolVersion
        /// `matchImages`: for which images it is run.
        package var matchImages: [String]
        /// `defaultCacheDuration` as Go writes durations; nil where it is missing, which no kubelet takes.
        package var defaultCacheDuration: String?
        /// `args`.
        package var args: [String] = []
        /// `env`.
        package var env: [Variable] = []
        /// `tokenAttributes`: whether a request brings a token of the Pod's ServiceAccount.
        package var tokenAttributes: TokenAttributes?

        /// Makes a provider that is asked in ``CredentialProviderConfig/protocolVersion``, without arguments and variables.
        package init(name: String, matchImages: [String], defaultCacheDuration: String?) {
            self.name = name
            self.matchImages = matchImages
            self.defaultCacheDuration = defaultCacheDuration
        }

        /// Whether the program is Pullpass, whatever it is called.
        package var isPullpass: Bool { args.first == OwnArguments.command }
    }

    /// `tokenAttributes`.
    package struct TokenAttributes: Sendable, Hashable {
        /// `serviceAccountTokenAudience`.
        package var audience: String
        /// `cacheType`; nil where it is missing.
        package var cacheType: String?
        /// `requireServiceAccount`; nil where it is missing, which no kubelet takes.
        package var requiresServiceAccount: Bool?
        /// `requiredServiceAccountAnnotationKeys`.
        package var requiredAnnotations: [String] = []
        /// `optionalServiceAccountAnnotationKeys`.
        package var optionalAnnotations: [String] = []

        /// Makes them.
        package init(
            audience: String,
            cacheType: String?,
            requiresServiceAccount: Bool?,
            requiredAnnotations: [String] = [],
            optionalAnnotations: [String] = []
        ) {
            self.audience = audience
            self.cacheType = cacheType
            self.requiresServiceAccount = requiresServiceAccount
            self.requiredAnnotations = requiredAnnotations
            self.optionalAnnotations = optionalAnnotations
        }
    }
}

extension CredentialProviderConfig {
    /// The file.
    var manifest: ManifestValue {
        [
            "apiVersion": .text(Self.apiVersion),
            "kind": .text(Self.kind),
            "providers": .list(providers.map(\.manifest)),
        ]
    }

    /// The file in YAML.
    package var yaml: String { manifest.yaml }
    /// The file in JSON.
    package var json: String { manifest.json() }
}

extension CredentialProviderConfig.Provider {
    /// Its element of `providers`.
    var manifest: ManifestValue {
        var entries: [(key: String, value: ManifestValue)] = [
            ("name", .text(name)), ("apiVersion", .text(apiVersion)), ("matchImages", .texts(matchImages)),
        ]
        if let defaultCacheDuration { entries.append(("defaultCacheDuration", .text(defaultCacheDuration))) }
        if !args.isEmpty { entries.append(("args", .texts(args))) }
        if !env.isEmpty {
            let variables = env.map { ["name": .text($0.name), "value": .text($0.value)] as ManifestValue }
            entries.append(("env", .list(variables)))
        }
        if let tokenAttributes { entries.append(("tokenAttributes", tokenAttributes.manifest)) }
        return .object(entries)
    }
}

extension CredentialProviderConfig.TokenAttributes {
    fileprivate var manifest: ManifestValue {
        var entries: [(key: String, value: ManifestValue)] = [("serviceAccountTokenAudience", .text(audience))]
        if let cacheType { entries.append(("cacheType", .text(cacheType))) }
        if let requiresServiceAccount { entries.append(("requireServiceAccount", .bool(requiresServiceAccount))) }
        for (key, annotations) in [
            ("requiredServiceAccountAnnotationKeys", requiredAnnotations),
            ("optionalServiceAccountAnnotationKeys", optionalAnnotations),
        ] where !annotations.isEmpty {
            entries.append((key, .texts(annotations)))
        }
        return .object(entries)
    }
}
