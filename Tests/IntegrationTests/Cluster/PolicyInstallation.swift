import Configuration
import HTTP
import Kubernetes
import Policy
import PolicyTestSupport
import TestSupport
import Testing

/// A rendered policy in a real cluster, for the namespaces of one test.
struct PolicyInstallation {
    let cluster: TestCluster
    let name: String
    let configuration: Configuration

    private static let group = "/apis/admissionregistration.k8s.io/v1"
}

extension PolicyInstallation {
    /// Creates policy and binding for a configuration, and waits until both are in force.
    ///
    /// Cancels the test where the server does not serve such policies. Each namespace is opted in for this policy alone.
    init(_ name: String, _ configuration: Configuration, namespaces: [String], in cluster: TestCluster) async throws {
        var configuration = configuration
        configuration.namespaceSelector = LabelSelector(matchLabels: ["policy": name])
        // A Secret that every Pod of the last namespace gets, to see when the policy is in force.
        let witness = Registry(
            name: "witness",
            matchImages: [],
            always: true,
            secretName: "witness",
            namespaces: NamespaceRule(names: ["\(name)-witness"])
        )
        configuration.registries.append(witness)
        self.init(cluster: cluster, name: name, configuration: configuration)
        guard try await cluster.call(.get, "\(Self.group)/mutatingadmissionpolicies").status == 200 else {
            try Test.cancel("this kube-apiserver does not serve MutatingAdmissionPolicy v1")
        }
        for namespace in namespaces + ["\(name)-witness"] where namespace != "default" {
            try await cluster.createNamespace(namespace, labels: ["policy": name, "tier": "prod"])
        }
        if namespaces.contains("default") {
            try await cluster.patch("/api/v1/namespaces/default", #"{"metadata":{"labels":{"policy":"\#(name)"}}}"#)
        }
        let options = PolicyOptions(name: name)
        for document in try JSON.parse(AdmissionPolicy(configuration, options: options).json)["items"]?.array ?? [] {
            let resource = document["kind"]?.text == "MutatingAdmissionPolicy" ? "" : "bindings"
            let path = "\(Self.group)/mutatingadmissionpolic\(resource.isEmpty ? "ies" : "ybindings")"
            try await cluster.must(.post, path, String(decoding: document.bytes, as: UTF8.self))
        }
        for namespace in namespaces + ["\(name)-witness"] {
            // The ServiceAccount of a new namespace is made by a controller; policies take effect after a moment.
            let isReady = try await eventually(within: .seconds(60)) {
                let pod = PodCreation.request(ofPodWith: "nginx")["object"] ?? .null
                guard let created = try await create(pod, in: namespace).pod else { return false }
                return namespace != "\(name)-witness" || Self.secrets(of: created).contains("witness")
            }
            #expect(isReady, "\(namespace) takes no Pods, or the policy is not in force")
        }
    }

    /// Takes the policy away, so that it is in no other test's way.
    func remove() async throws {
        try await cluster.must(.delete, "\(Self.group)/mutatingadmissionpolicybindings/\(name)")
        try await cluster.must(.delete, "\(Self.group)/mutatingadmissionpolicies/\(name)")
    }

    /// Creates a Pod as a dry run: the Pod as the server would keep it, or what it says against it.
    func create(_ pod: JSON, in namespace: String) async throws -> (pod: JSON?, refusal: String?) {
        var members = pod.members
        var metadata = members["metadata"]?.members ?? [:]
        if metadata["name"] == nil { metadata["generateName"] = .text("pod-") }
        members["metadata"] = .object(metadata)
        members["apiVersion"] = .text("v1")
        members["kind"] = .text("Pod")
        let response = try await cluster.call(
            .post,
            "/api/v1/namespaces/\(namespace)/pods?dryRun=All",
            String(decoding: JSON.object(members).bytes, as: UTF8.self)
        )
        guard response.status == 201 else {
            return (nil, (try? JSON.parse(response.body)["message"]?.text) ?? "\(response.status)")
        }
        return (try JSON.parse(response.body), nil)
    }

    /// Creates a Pod, and expects it to have what the webhook would have given it; false where the server refuses the Pod.
    func expectAgreement(on pod: JSON, in namespace: String, _ note: String) async throws -> Bool {
        let webhook = Webhook(configuration, namespaceLabels: ["tier": "prod"])
        let expected = try webhook.answer(PodCreation.request(of: pod, namespace: namespace)).effect
        guard let created = try await create(pod, in: namespace).pod else { return false }
        #expect(Self.secrets(of: created) == expected.applied(to: Self.secrets(of: pod)), "\(note) in \(namespace)")
        for (path, given, kept) in Self.policies(of: pod, and: created) {
            if expected.alwaysPulled.contains(path) {
                #expect(kept == "Always", "\(path) of \(note)")
            } else if let given {
                #expect(kept == given, "\(path) of \(note)")
            }
        }
        return true
    }

    static func secrets(of pod: JSON) -> [String] {
        (pod["spec"]?["imagePullSecrets"]?.array ?? []).map { $0["name"]?.text ?? "" }
    }

    /// Every place of a pull policy, with what the Pod says there before and after.
    private static func policies(of pod: JSON, and created: JSON) -> [(path: String, given: String?, kept: String?)] {
        func places(_ list: String, _ member: String, _ find: (JSON) -> JSON?) -> [(String, String?, String?)] {
            let after = created["spec"]?[list]?.array ?? []
            return (pod["spec"]?[list]?.array ?? []).enumerated().compactMap { index, element in
                guard index < after.count else { return nil }
                return ("/spec/\(list)/\(index)/\(member)", find(element)?.text, find(after[index])?.text)
            }
        }
        return places("containers", "imagePullPolicy") { $0["imagePullPolicy"] }
            + places("initContainers", "imagePullPolicy") { $0["imagePullPolicy"] }
            + places("volumes", "image/pullPolicy") { $0["image"]?["pullPolicy"] }
    }
}
