package import Images

/// One entry of `registries`: which images need which Secret, and where its content comes from.
package struct Registry: Sendable, Hashable {
    /// `imagePullPolicy`, which the webhook can only tighten.
    package enum PullPolicy: String, Sendable, Hashable, CaseIterable {
        /// The kubelet asks the registry at each start of a container.
        case always = "Always"
    }

    /// `placement`: when copies of the Secret are made.
    package enum Placement: String, Sendable, Hashable, CaseIterable {
        /// In each selected namespace at once.
        case eager
        /// In a namespace when its first Pod needs the Secret.
        case lazy
    }

    /// A unique name for logs and metrics: a DNS-1123 subdomain of at most 63 characters.
    package var name: String
    /// `matchImages`: patterns as the kubelet reads them.
    package var matchImages: [ImagePattern]
    /// `keys`: hosts and whole repositories, each covered by ``matchImages``, that the Secret names beside the patterns, for readers other
    /// than the kubelet, which take exact keys only.
    package var keys: [String]
    /// `always`: every Pod of a selected namespace gets the Secret, whatever its images.
    package var always: Bool
    /// The name of the Secret in each namespace; `pullpass-` and the name unless `secretName` says otherwise.
    package var secretName: String
    /// Where the credential comes from; nil only in standalone mode.
    package var credentials: AnyCredentialSource?
    /// The namespaces that the rule is for, among those opted in.
    package var namespaces: NamespaceRule
    /// `imagePullPolicy: Always`, or nil to leave it as the Pod says.
    package var imagePullPolicy: PullPolicy?
    /// When copies are made.
    package var placement: Placement
    /// Whether Pods are also given the Secret with which the kubelet pulls anonymously once every credential is refused.
    package var anonymousFallback: Bool
    /// Whether a new credential is tried out before it replaces one that works.
    package var probe: ProbeSettings
    /// Whom Pullpass believes for this registry, beside the system's authorities.
    package var tls: RegistryTLS?
    /// Other Secrets that hold the credential, for other readers than the kubelet.
    package var also: [AlsoSecret] = []
    /// Variables of the environment that hold credentials, of this registry or of another: a program that is run for this one gets none of
    /// them, unless its own `env` hands it on.
    package var withheldVariables: Set<String> = []

    /// The name that the Secret of a registry has unless `secretName` says otherwise.
    static func standardSecretName(of registry: String) -> String { "pullpass-\(registry)" }

    /// Makes a registry; the defaults are those of the file, except that `anonymousFallback` is off.
    package init(
        name: String,
        matchImages: [ImagePattern],
        keys: [String] = [],
        always: Bool = false,
        secretName: String? = nil,
        credentials: AnyCredentialSource? = nil,
        namespaces: NamespaceRule = NamespaceRule(),
        imagePullPolicy: PullPolicy? = nil,
        placement: Placement = .eager,
        anonymousFallback: Bool = false,
        probe: ProbeSettings = ProbeSettings(),
        tls: RegistryTLS? = nil
    ) {
        self.name = name
        self.matchImages = matchImages
        self.keys = keys
        self.always = always
        self.secretName = secretName ?? Self.standardSecretName(of: name)
        self.credentials = credentials
        self.namespaces = namespaces
        self.imagePullPolicy = imagePullPolicy
        self.placement = placement
        self.anonymousFallback = anonymousFallback
        self.probe = probe
        self.tls = tls
    }
}

/// `namespaces` of a registry; both parts must hold.
package struct NamespaceRule: Sendable, Hashable {
    /// Names with `*` for any run of characters; empty for every name.
    package var names: [String]
    /// Labels that the namespace must have; empty for any.
    package var labels: [String: String]

    /// Makes a rule; without arguments it holds for every namespace.
    package init(names: [String] = [], labels: [String: String] = [:]) {
        self.names = names
        self.labels = labels
    }
}
