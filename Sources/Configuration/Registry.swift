public import Images

/// One entry of `registries`: which images need which Secret, and where its content comes from.
public struct Registry: Sendable, Hashable {
    /// `imagePullPolicy`, which the webhook can only tighten.
    public enum PullPolicy: String, Sendable, Hashable, CaseIterable {
        /// The kubelet asks the registry at each start of a container.
        case always = "Always"
    }

    /// `placement`: when copies of the Secret are made.
    public enum Placement: String, Sendable, Hashable, CaseIterable {
        /// In each selected namespace at once.
        case eager
        /// In a namespace when its first Pod needs the Secret.
        case lazy
    }

    /// A unique name for logs and metrics: a DNS-1123 subdomain of at most 63 characters.
    public var name: String
    /// `matchImages`: patterns as the kubelet reads them.
    public var matchImages: [ImagePattern]
    /// `always`: every Pod of a selected namespace gets the Secret, whatever its images.
    public var always: Bool
    /// The name of the Secret in each namespace; `pullpass-` and the name unless `secretName` says otherwise.
    public var secretName: String
    /// Where the credential comes from; nil only in standalone mode.
    public var credentials: CredentialSource?
    /// The namespaces that the rule is for, among those opted in.
    public var namespaces: NamespaceRule
    /// `imagePullPolicy: Always`, or nil to leave it as the Pod says.
    public var imagePullPolicy: PullPolicy?
    /// When copies are made.
    public var placement: Placement
    /// Whether the Secret also lets the kubelet pull anonymously when the credential is refused.
    public var anonymousFallback: Bool
    /// Whether a new credential is tried out before it replaces one that works.
    public var probe: ProbeSettings

    /// Makes a registry; the defaults are those of the file, except that `anonymousFallback` is off.
    public init(
        name: String,
        matchImages: [ImagePattern],
        always: Bool = false,
        secretName: String? = nil,
        credentials: CredentialSource? = nil,
        namespaces: NamespaceRule = NamespaceRule(),
        imagePullPolicy: PullPolicy? = nil,
        placement: Placement = .eager,
        anonymousFallback: Bool = false,
        probe: ProbeSettings = ProbeSettings()
    ) {
        self.name = name
        self.matchImages = matchImages
        self.always = always
        self.secretName = secretName ?? "pullpass-\(name)"
        self.credentials = credentials
        self.namespaces = namespaces
        self.imagePullPolicy = imagePullPolicy
        self.placement = placement
        self.anonymousFallback = anonymousFallback
        self.probe = probe
    }
}

/// `namespaces` of a registry; both parts must hold.
public struct NamespaceRule: Sendable, Hashable {
    /// Names with `*` for any run of characters; empty for every name.
    public var names: [String]
    /// Labels that the namespace must have; empty for any.
    public var labels: [String: String]

    /// Makes a rule; without arguments it holds for every namespace.
    public init(names: [String] = [], labels: [String: String] = [:]) {
        self.names = names
        self.labels = labels
    }
}
