/// A resource that the server has.
struct APIResource: Hashable, Sendable {
    /// The API group as clients name it; empty for the core.
    let group: String
    let version: String
    let name: String
    let kind: String
    let isNamespaced: Bool
    /// Whether objects are kept with those of the core's resource of the same name, in its form.
    let isView: Bool

    private init(
        _ group: String,
        _ name: String,
        _ kind: String,
        version: String = "v1",
        isNamespaced: Bool = true,
        isView: Bool = false
    ) {
        self.group = group
        self.version = version
        self.name = name
        self.kind = kind
        self.isNamespaced = isNamespaced
        self.isView = isView
    }

    static let secrets = APIResource("", "secrets", "Secret")
    static let namespaces = APIResource("", "namespaces", "Namespace", isNamespaced: false)
    static let pods = APIResource("", "pods", "Pod")
    static let serviceAccounts = APIResource("", "serviceaccounts", "ServiceAccount")
    static let events = APIResource("", "events", "Event")
    static let newEvents = APIResource("events.k8s.io", "events", "Event", isView: true)
    static let leases = APIResource("coordination.k8s.io", "leases", "Lease")
    static let mutatingWebhookConfigurations = APIResource(
        "admissionregistration.k8s.io",
        "mutatingwebhookconfigurations",
        "MutatingWebhookConfiguration",
        isNamespaced: false
    )
    static let mutatingAdmissionPolicies = APIResource(
        "admissionregistration.k8s.io",
        "mutatingadmissionpolicies",
        "MutatingAdmissionPolicy",
        isNamespaced: false
    )
    static let mutatingAdmissionPolicyBindings = APIResource(
        "admissionregistration.k8s.io",
        "mutatingadmissionpolicybindings",
        "MutatingAdmissionPolicyBinding",
        isNamespaced: false
    )
    static let clusterRoles = APIResource(
        "rbac.authorization.k8s.io",
        "clusterroles",
        "ClusterRole",
        isNamespaced: false
    )
    /// Of a CustomResourceDefinition, with a status subresource.
    static let pullRegistries = APIResource(
        "pullpass.dev",
        "pullregistries",
        "PullRegistry",
        version: "v1alpha1",
        isNamespaced: false
    )
    static let configMaps = APIResource("", "configmaps", "ConfigMap")
    static let services = APIResource("", "services", "Service")
    static let resourceQuotas = APIResource("", "resourcequotas", "ResourceQuota")
    static let deployments = APIResource("apps", "deployments", "Deployment")
    static let cronJobs = APIResource("batch", "cronjobs", "CronJob")
    static let endpointSlices = APIResource("discovery.k8s.io", "endpointslices", "EndpointSlice")
    /// A subresource of ServiceAccounts, of which nothing is kept.
    static let serviceAccountTokens = APIResource("", "serviceaccounts/token", "TokenRequest")
    /// A subresource of Pods, of which nothing is kept.
    static let podEvictions = APIResource("", "pods/eviction", "Eviction")
    // Not served: the names under which query parameters are refused.
    static let listOptions = APIResource("meta.k8s.io", "", "ListOptions")
    static let patchOptions = APIResource("meta.k8s.io", "", "PatchOptions")
    static let all: [APIResource] = [
        .secrets, .namespaces, .pods, .serviceAccounts, .events, .newEvents, .leases, .mutatingWebhookConfigurations,
        .mutatingAdmissionPolicies, .mutatingAdmissionPolicyBindings, .clusterRoles, .configMaps, .services,
        .resourceQuotas, .deployments, .cronJobs, .endpointSlices, .pullRegistries,
    ]

    /// The resource under which the objects are kept.
    var storage: APIResource { isView ? .events : self }

    var apiVersion: String { group.isEmpty ? version : group + "/" + version }

    /// As messages name it: `leases.coordination.k8s.io`.
    var qualifiedName: String { group.isEmpty ? name : name + "." + group }

    /// Maps whose presence alone is a field that an updating manager owns.
    var maps: [FieldPath] {
        let common = [FieldPath("metadata", "labels"), FieldPath("metadata", "annotations")]
        return self == .secrets ? common + [FieldPath("data")] : common
    }
}
