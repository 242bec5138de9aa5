internal import YAML

/// A Pod that an object of the input is, or makes, and the review the API server would send for it.
struct PodSource: Sendable {
    /// What an object has to do with Pods.
    enum Finding: Sendable {
        case pod(PodSource)
        /// Its controller makes Pods, from what was found in it; with remarks.
        case controlled([PodSource], notes: [String])
        /// The object makes no Pods.
        case none
        /// No image was found in an object that somebody's controller reads; with remarks.
        case imageless(notes: [String])
        /// The object should make Pods, but cannot.
        case broken(String)
    }

    var object: ManifestObject
    var namespace: String
    var name: String
    /// Whether the object is an AdmissionReview itself.
    var isReview = false
    /// The Pod's spec, where it has one.
    var spec: YAMLNode?
    /// An AdmissionReview in JSON.
    var review: [UInt8]
    /// What the Pod is made from, where it stands for those that the object's controller makes.
    var controller: ControllerPart?
    /// What is known of a Pod that is there already; nil for one that is yet to be made.
    var existing: ExistingPod?

    /// Looks for a Pod in an object.
    ///
    /// A Pod that names no pull Secrets has those of its ServiceAccount, as the API server gives them to it before it asks the webhook; a
    /// review has them already, and a Pod that is there never gets others.
    static func find(in object: ManifestObject, defaultNamespace: String, _ shown: ShownSecrets) -> Finding {
        let named = object.node["metadata"]?["namespace"]?.string ?? ""
        let namespace = named.isEmpty ? defaultNamespace : named
        switch Kind(of: object) {
        case .review:
            return .pod(PodSource(review: object, defaultNamespace: defaultNamespace))
        case .pod:
            let spec = object.node["spec"]
            let pod = PodReview(
                metadata: object.node["metadata"],
                spec: object.isLive ? spec : spec?.inheriting(from: shown, in: namespace),
                namespace: namespace
            )
            var source = PodSource(object, namespace: namespace, pod: pod)
            if object.isLive { source.existing = ExistingPod(object.node) }
            return .pod(source)
        case .template(let path):
            guard let template = object.node.value(at: path), template["spec"]?.mapping != nil else {
                let place = path.joined(separator: ".")
                return .broken("\(object.kind) \(object.name) has no \(place).spec, so there is no Pod to explain")
            }
            return .pod(PodSource(object, namespace: namespace, template: template, shown))
        case .unknown:
            if let group = object.group, OperatorKind.builtInGroups.contains(group) { return .none }
            let pods = ControllerPods(of: object, namespace: namespace)
            let sources = pods.sources(shown)
            return sources.isEmpty ? .imageless(notes: pods.notes) : .controlled(sources, notes: pods.notes)
        }
    }

    init(_ object: ManifestObject, namespace: String, pod: PodReview, controller: ControllerPart? = nil) {
        self.object = object
        self.controller = controller
        self.namespace = namespace
        name = object.name
        spec = pod.spec
        review = pod.bytes
    }

    private init(_ object: ManifestObject, namespace: String, template: YAMLNode, _ shown: ShownSecrets) {
        let metadata = PodReview.metadata(ofPodFrom: template, owner: object.name, namespace: namespace)
        let spec = template["spec"]?.inheriting(from: shown, in: namespace)
        let pod = PodReview(metadata: metadata, spec: spec, namespace: namespace)
        self.init(object, namespace: namespace, pod: pod)
    }

    /// The review is passed on as it stands: byte for byte where it is JSON.
    private init(review object: ManifestObject, defaultNamespace: String) {
        let request = object.node["request"]
        let metadata = request?["object"]?["metadata"]
        self.object = object
        namespace = request?["namespace"]?.string ?? metadata?["namespace"]?.string ?? defaultNamespace
        let name = request?["name"]?.string ?? ""
        self.name = name.isEmpty ? ManifestObject.name(in: metadata) : name
        spec = request?["object"]?["spec"]
        isReview = true
        review = object.json ?? object.node.json
    }

    /// The kinds that are known to have Pods, and where.
    private enum Kind {
        case review
        case pod
        case template([String])
        case unknown

        init(of object: ManifestObject) {
            self =
                switch (object.kind, object.group ?? Kind.usualGroup(of: object.kind)) {
                case ("AdmissionReview", "admission.k8s.io"): .review
                case ("Pod", ""): .pod
                case ("PodTemplate", ""): .template(["template"])
                case ("ReplicationController", ""): .template(["spec", "template"])
                case ("Deployment", "apps"), ("StatefulSet", "apps"), ("DaemonSet", "apps"), ("ReplicaSet", "apps"),
                    ("Deployment", "extensions"), ("DaemonSet", "extensions"), ("ReplicaSet", "extensions"),
                    ("Job", "batch"):
                    .template(["spec", "template"])
                case ("CronJob", "batch"): .template(["spec", "jobTemplate", "spec", "template"])
                default: .unknown
                }
        }

        /// The group of a kind whose object has no apiVersion.
        private static func usualGroup(of kind: String) -> String {
            switch kind {
            case "AdmissionReview": "admission.k8s.io"
            case "Job", "CronJob": "batch"
            case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet": "apps"
            default: ""
            }
        }
    }
}

extension YAMLNode {
    /// The value at the end of a path of keys.
    fileprivate func value(at path: [String]) -> YAMLNode? {
        var node: YAMLNode? = self
        for key in path { node = node?[key] }
        return node
    }
}
