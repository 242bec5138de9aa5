import Configuration
import FoundationEssentials
import HTTP
import Images
import Kubernetes
import Policy
import PolicyTestSupport
import TestSupport
import Testing

/// The rendered policy, evaluated by the API server that it is for.
extension RealClusterTests {
    @Test func `a policy gives every image of the truth tables the Secrets that the webhook gives`() async throws {
        let registries = try Fixture.everyPattern()
        let policy = try await PolicyInstallation(
            "vectors",
            Configuration(registries: registries),
            namespaces: ["vectors"],
            in: try ClusterTrait.running()
        )
        let secrets = Dictionary(uniqueKeysWithValues: registries.map { ($0.matchImages[0].text, $0.secretName) })
        let rows = try Fixture.rows("match.jsonl").filter { $0.error != true && $0.invalid != true }
        var accepted = 0
        var compared = 0
        let images = try Fixture.everyImage()
        for image in images {
            let pod = PodCreation.request(ofPodWith: image)["object"] ?? .null
            guard try await policy.expectAgreement(on: pod, in: "vectors", image) else { continue }
            accepted += 1
            guard let created = try await policy.create(pod, in: "vectors").pod else { continue }
            let given = Set(PolicyInstallation.secrets(of: created))
            for row in rows where row.image == image {
                guard let pattern = row.pattern, let secret = secrets[pattern] else { continue }
                #expect(given.contains(secret) == row.match, "\(pattern) against \(image)")
                compared += 1
            }
        }
        print(
            "policy: \(accepted) of \(images.count) images with \(registries.count) patterns each, \(compared) rows of the truth table"
        )
        #expect(accepted > 100)
        #expect(compared > 500)
        try await policy.remove()
    }

    @Test func `a policy gives the recorded Pods what the webhook gives them`() async throws {
        let reviews = try Fixture.reviews().filter {
            $0.request["operation"]?.text == "CREATE" && $0.request["resource"]?["resource"]?.text == "pods"
                && $0.request["subResource"] == nil && $0.request["object"]?["spec"] != nil
        }
        let namespaces = Set(reviews.compactMap { $0.request["namespace"]?.text })
        let policy = try await PolicyInstallation(
            "corpus",
            try Fixture.reviewConfiguration(),
            namespaces: namespaces.sorted(),
            in: try ClusterTrait.running()
        )
        var accepted = 0
        var refused: [String] = []
        for review in reviews {
            let pod = Self.recreated(review.request["object"] ?? .null)
            let namespace = review.request["namespace"]?.text ?? "default"
            if try await policy.expectAgreement(on: pod, in: namespace, review.file) {
                accepted += 1
            } else {
                refused.append("\(review.file): \(try await policy.create(pod, in: namespace).refusal ?? "")")
            }
        }
        print("policy: \(accepted) recorded Pods; the server refuses \(refused)")
        #expect(accepted > 35)
        try await policy.remove()
    }

    @Test func `a policy for 20 registries stays within the cost limits for a Pod with 30 images`() async throws {
        let hosts = (0..<20).map { "*.dkr.ecr-\($0).*.amazonaws.com" }
        let registries = try hosts.enumerated().map { position, host in
            let literals = (0..<4).map { "registry-\(position).example.com/team-\($0)/" }
            return Registry(
                name: "r\(position)",
                matchImages: try ([host] + literals).map { try ImagePattern(parsing: $0) },
                imagePullPolicy: position % 2 == 0 ? .always : nil
            )
        }
        let policy = try await PolicyInstallation(
            "cost",
            Configuration(registries: registries),
            namespaces: ["cost"],
            in: try ClusterTrait.running()
        )
        let digest = String(repeating: "0123456789abcdef", count: 4)
        for count in [1, 30, 60, 120] {
            let containers = (0..<count).map { index in
                let host =
                    index % 2 == 0
                    ? "123456789012.dkr.ecr-\(index % 20).us-east-1.amazonaws.com"
                    : "registry-\(index % 20).example.com"
                return JSON.object([
                    "name": .text("c\(index)"),
                    "image": .text("\(host)/team-\(index % 5)/application:1.27.3@sha256:\(digest)"),
                ])
            }
            let pod = JSON.object(["metadata": .object([:]), "spec": .object(["containers": .array(containers)])])
            #expect(try await policy.expectAgreement(on: pod, in: "cost", "\(count) images"))
        }
        try await policy.remove()
    }

    @Test func `a policy puts the anonymous try last, from wherever a list has it`() async throws {
        let policy = try await PolicyInstallation(
            "anonymous",
            try AnonymousLists.configuration(),
            namespaces: ["anonymous"],
            in: try ClusterTrait.running()
        )
        var accepted = 0
        let many = [998, 999].map { AnonymousLists.request([String](repeating: "anon", count: $0), ["nginx"]) }
        for request in try AnonymousLists.requests() + many {
            var containers = request["object"]?["spec"]?["containers"]?.array ?? []
            for index in containers.indices {
                var container = containers[index].members
                container["name"] = .text("c\(index)")
                containers[index] = .object(container)
            }
            var spec = request["object"]?["spec"]?.members ?? [:]
            spec["containers"] = .array(containers)
            let pod = JSON.object(["metadata": .object([:]), "spec": .object(spec)])
            if try await policy.expectAgreement(on: pod, in: "anonymous", "\(spec["imagePullSecrets"] ?? .null)") {
                accepted += 1
            }
        }
        #expect(accepted > 80)
        try await policy.remove()
    }

    @Test func `a policy heeds opt-outs and the names and labels of namespaces`() async throws {
        let rules: [(names: [String], labels: [String: String])] = [
            (["rules-*"], [:]), (["*-a", "rules-b"], [:]), (["r*s-a"], [:]), ([], ["tier": "prod"]),
            ([], ["tier": "test"]),
            (["*-b"], ["tier": "prod", "policy": "rules"]), ([], ["gone": "x"]),
        ]
        let registries = try rules.enumerated().flatMap { position, rule in
            try [false, true].map { always in
                Registry(
                    name: "r\(position).\(always)",
                    matchImages: [try ImagePattern(parsing: "docker.io")],
                    always: always,
                    namespaces: NamespaceRule(names: rule.names, labels: rule.labels.filter { $0.key != "policy" })
                )
            }
        }
        let cluster = try ClusterTrait.running()
        let namespaces = ["rules-a", "rules-b"]
        let policy = try await PolicyInstallation(
            "rules",
            Configuration(registries: registries),
            namespaces: namespaces,
            in: cluster
        )
        for namespace in namespaces {
            for value in ["enabled", "disabled", "false", "true"] {
                for kind in ["labels", "annotations"] {
                    let mark = JSON.object([kind: .object(["pullpass.dev/inject": .text(value)])])
                    for image in ["nginx", "quay.io/a/b", "Not An Image"] {
                        let spec = PodCreation.request(ofPodWith: image)["object"]?["spec"] ?? .null
                        let pod = JSON.object(["metadata": mark, "spec": spec])
                        #expect(try await policy.expectAgreement(on: pod, in: namespace, "\(kind) \(value) \(image)"))
                    }
                }
            }
        }
        // The server takes mirror Pods only for a node, and without tokens.
        for kind in ["kubernetes.io/config.mirror", "example.org/no-mirror"] {
            var spec = PodCreation.request(ofPodWith: "nginx")["object"]?["spec"]?.members ?? [:]
            spec["nodeName"] = .text("node")
            spec["automountServiceAccountToken"] = .bool(false)
            let mark = JSON.object(["annotations": .object([kind: .text("abc")])])
            let pod = JSON.object(["metadata": mark, "spec": .object(spec)])
            #expect(try await policy.expectAgreement(on: pod, in: "rules-a", kind))
        }
        // Nobody opted in here.
        try await cluster.createNamespace("rules-c")
        let pod = PodCreation.request(ofPodWith: "nginx")["object"] ?? .null
        let isUntouched = try await eventually(within: .seconds(60)) {
            try await policy.create(pod, in: "rules-c").pod.map { PolicyInstallation.secrets(of: $0) == [] } ?? false
        }
        #expect(isUntouched)
        try await policy.remove()
    }

    @Test func `a container that is added later is seen as well`() async throws {
        let cluster = try ClusterTrait.running()
        let configuration = Configuration(registries: [
            Registry(name: "hub", matchImages: [try ImagePattern(parsing: "docker.io")])
        ])
        let policy = try await PolicyInstallation("early", configuration, namespaces: ["early"], in: cluster)
        // By its name it runs after the policy.
        let group = "/apis/admissionregistration.k8s.io/v1"
        let expression =
            "object.spec.containers.size() > 1 ? [] : [JSONPatch{op: 'add', path: '/spec/containers/-', "
            + "value: {'name': 'side', 'image': 'side/car:1'}}]"
        try await cluster.must(
            .post,
            "\(group)/mutatingadmissionpolicies",
            """
            {"apiVersion":"admissionregistration.k8s.io/v1","kind":"MutatingAdmissionPolicy","metadata":{"name":"late"},"spec":{\
            "reinvocationPolicy":"Never","matchConstraints":{"namespaceSelector":{"matchLabels":{"policy":"early"}},"resourceRules":\
            [{"apiGroups":[""],"apiVersions":["v1"],"resources":["pods"],"operations":["CREATE"]}]},\
            "mutations":[{"patchType":"JSONPatch","jsonPatch":{"expression":"\(expression)"}}]}}
            """
        )
        try await cluster.must(
            .post,
            "\(group)/mutatingadmissionpolicybindings",
            """
            {"apiVersion":"admissionregistration.k8s.io/v1","kind":"MutatingAdmissionPolicyBinding","metadata":{"name":"late"},\
            "spec":{"policyName":"late"}}
            """
        )
        let pod = PodCreation.request(ofPodWith: "example.org/app")["object"] ?? .null
        let isAdded = try await eventually(within: .seconds(60)) {
            let created = try await policy.create(pod, in: "early").pod
            guard let created, created["spec"]?["containers"]?.array.count == 2 else { return false }
            #expect(PolicyInstallation.secrets(of: created) == ["pullpass-hub"])
            return true
        }
        #expect(isAdded)
        try await cluster.must(.delete, "\(group)/mutatingadmissionpolicybindings/late")
        try await cluster.must(.delete, "\(group)/mutatingadmissionpolicies/late")
        try await policy.remove()
    }

    @Test func `the API server calls a webhook only where its match conditions see work`() async throws {
        let cluster = try ClusterTrait.running()
        let configuration = try Fixture.reviewConfiguration()
        try await cluster.createNamespace("calls", labels: ["calls": "yes"])
        let conditions = try JSON.parse(WebhookMatchConditions(configuration).json)["matchConditions"] ?? .null
        // Nobody listens there, and failurePolicy Fail: a Pod is refused exactly where the webhook would be called.
        let webhook = JSON.object([
            "name": .text("calls.pullpass.dev"), "admissionReviewVersions": .array([.text("v1")]),
            "clientConfig": .object(["url": .text("https://127.0.0.1:1/mutate")]), "sideEffects": .text("None"),
            "failurePolicy": .text("Fail"), "matchConditions": conditions, "timeoutSeconds": .number(5),
            "namespaceSelector": .object(["matchLabels": .object(["calls": .text("yes")])]),
            "rules": .array([
                .object([
                    "apiGroups": .array([.text("")]), "apiVersions": .array([.text("v1")]),
                    "resources": .array([.text("pods")]), "operations": .array([.text("CREATE")]),
                ])
            ]),
        ])
        let path = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations"
        let registration = JSON.object([
            "apiVersion": .text("admissionregistration.k8s.io/v1"), "kind": .text("MutatingWebhookConfiguration"),
            "metadata": .object(["name": .text("calls")]), "webhooks": .array([webhook]),
        ])
        try await cluster.must(.post, path, String(decoding: registration.bytes, as: UTF8.self))
        let policy = PolicyInstallation(cluster: cluster, name: "calls", configuration: configuration)
        func isCalled(_ image: String) async throws -> Bool {
            let answer = try await policy.create(PodCreation.request(ofPodWith: image)["object"] ?? .null, in: "calls")
            return answer.refusal?.contains("calls.pullpass.dev") ?? false
        }
        let isInForce = try await eventually(within: .seconds(60)) { try await isCalled("nginx") }
        try #require(isInForce)
        for image in [
            "nginx", "team/app", "quay.io/acme/app", "localhost:5000/x", "[2001:db8::1]:5000/x", "Not An Image",
        ] {
            #expect(try await isCalled(image), "\(image)")
        }
        for image in ["registry.k8s.io/pause:3.10", "quay.io/other", "registry.example.com:5001/x", "example.org/a"] {
            #expect(try await !isCalled(image), "\(image)")
        }
        try await cluster.must(.delete, "\(path)/calls")
    }

    /// A recorded Pod without what its first server has added, to be created again.
    private static func recreated(_ pod: JSON) -> JSON {
        var metadata = pod["metadata"]?.members ?? [:]
        for key in [
            "uid", "creationTimestamp", "resourceVersion", "managedFields", "generation", "ownerReferences",
            "namespace",
        ] {
            metadata[key] = nil
        }
        var spec = pod["spec"]?.members ?? [:]
        for key in ["serviceAccount", "serviceAccountName", "priority", "priorityClassName"] { spec[key] = nil }
        return .object(["metadata": .object(metadata), "spec": .object(spec)])
    }
}
