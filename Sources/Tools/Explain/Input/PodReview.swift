internal import YAML

/// The AdmissionReview that the API server sends when a Pod is created.
struct PodReview {
    let spec: YAMLNode?
    let bytes: [UInt8]

    init(metadata: YAMLNode?, spec: YAMLNode?, namespace: String) {
        self.spec = spec
        var pod = [YAMLEntry(key: "apiVersion", text: "v1"), YAMLEntry(key: "kind", text: "Pod")]
        pod.append(YAMLEntry(key: "metadata", value: metadata ?? YAMLNode(.mapping([]))))
        if let spec { pod.append(YAMLEntry(key: "spec", value: spec)) }
        let kind = YAMLNode.object([("group", ""), ("version", "v1"), ("kind", "Pod")])
        let resource = YAMLNode.object([("group", ""), ("version", "v1"), ("resource", "pods")])
        let request = [
            YAMLEntry(key: "uid", text: "00000000-0000-0000-0000-000000000000"),
            YAMLEntry(key: "kind", value: kind),
            YAMLEntry(key: "resource", value: resource),
            YAMLEntry(key: "namespace", text: namespace),
            YAMLEntry(key: "operation", text: "CREATE"),
            YAMLEntry(key: "object", value: YAMLNode(.mapping(pod))),
            YAMLEntry(key: "dryRun", value: YAMLNode(.bool(true))),
        ]
        let review = [
            YAMLEntry(key: "apiVersion", text: "admission.k8s.io/v1"),
            YAMLEntry(key: "kind", text: "AdmissionReview"),
            YAMLEntry(key: "request", value: YAMLNode(.mapping(request))),
        ]
        bytes = YAMLNode(.mapping(review)).json
    }

    /// The metadata a controller gives to the Pods it makes: the template's labels and annotations, and a name of its own.
    static func metadata(ofPodFrom template: YAMLNode, owner: String, namespace: String) -> YAMLNode {
        var entries = [
            YAMLEntry(key: "generateName", text: owner + "-"),
            YAMLEntry(key: "namespace", text: namespace),
        ]
        for key in ["labels", "annotations"] {
            if let value = template["metadata"]?[key] { entries.append(YAMLEntry(key: key, value: value)) }
        }
        return YAMLNode(.mapping(entries))
    }
}

extension YAMLEntry {
    fileprivate init(key: String, text: String) {
        self.init(key: key, value: YAMLNode(.string(text)))
    }
}

extension YAMLNode {
    fileprivate static func object(_ pairs: [(key: String, text: String)]) -> YAMLNode {
        YAMLNode(.mapping(pairs.map { YAMLEntry(key: $0.key, text: $0.text) }))
    }
}

extension PodReview {
    /// A spec without anything in it, for questions that no image has a part in.
    static var emptySpec: YAMLNode {
        YAMLNode(.mapping([YAMLEntry(key: "containers", value: YAMLNode(.sequence([])))]))
    }
}
