/// Kinds whose controllers make Pods, and where in them images and pull Secrets stand.
///
/// Paths are those of ``FieldPath``; every Pod template and PodSpec is found without being named.
struct OperatorKind: Sendable {
    /// How a controller itself asks registries, with the Secrets that the object or its ServiceAccount names: what the webhook adds to Pods
    /// comes too late for it.
    enum RegistryReading: Sendable {
        /// For the digest of each tag, before there is a Pod.
        case digests
        /// For the entrypoint of each container that has no command.
        case entrypoints
    }

    let group: String
    let kinds: [String]
    /// Where images stand that are in no list of containers.
    let images: [String]
    /// Where the Secrets of the Pods stand, as `{name}` or as strings.
    let secrets: [String]
    /// Where the names of other objects stand, whose images are used, and what kind they are.
    let references: [String: String]
    /// What the controller itself asks of registries.
    let reading: RegistryReading?
    /// Where the pull Secrets have to be written for the controller to see them.
    let secretsAdvice: String

    init(
        _ group: String,
        _ kinds: [String],
        images: [String] = [],
        secrets: [String] = [],
        references: [String: String] = [:],
        reading: RegistryReading? = nil,
        secretsAdvice: String = ""
    ) {
        self.group = group
        self.kinds = kinds
        self.images = images
        self.secrets = secrets
        self.references = references
        self.reading = reading
        self.secretsAdvice = secretsAdvice
    }

    /// What is known of the kind of an object; nil for most kinds.
    static func of(_ object: ManifestObject) -> OperatorKind? {
        all.first { $0.kinds.contains(object.kind) && $0.group == object.group }
    }

    /// Whether an image stands at a path for certain, and not only by its key.
    func hasImage(at path: FieldPath) -> Bool { images.contains(where: path.matches) }

    /// The groups of Kubernetes itself.
    ///
    /// Their kinds have images only where ``PodSource`` looks. Those of others may end in `.k8s.io`, too.
    static let builtInGroups: Set<String> = [
        "", "admission.k8s.io", "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io",
        "apps",
        "authentication.k8s.io", "authorization.k8s.io", "autoscaling", "batch", "certificates.k8s.io",
        "coordination.k8s.io",
        "discovery.k8s.io", "events.k8s.io", "extensions", "flowcontrol.apiserver.k8s.io", "internal.apiserver.k8s.io",
        "metrics.k8s.io", "networking.k8s.io", "node.k8s.io", "policy", "rbac.authorization.k8s.io", "resource.k8s.io",
        "scheduling.k8s.io", "storage.k8s.io", "storagemigration.k8s.io",
    ]
}
