import HTTP
import Kubernetes
import PolicyTestSupport
import TestAPIServer
import TestSupport
import Testing

extension ChartInstallation {
    // MARK: What it needs

    /// No cloud answers here, so that its credentials become fixed ones of the same name and from the same Secrets.
    static func reachable(_ configuration: JSON) -> JSON {
        let registries = (configuration["registries"]?.array ?? []).map { registry -> JSON in
            guard let ecr = registry["credentials"]?["ecr"] else { return registry }
            let fixed = JSON.object(["value": .text("\(Installation.seed)-1")])
            let basic = JSON.object([
                "username": ecr["accessKeyID"] ?? fixed, "password": ecr["secretAccessKey"] ?? fixed,
            ])
            return registry.with("credentials", .object(["basic": basic]))
        }
        return configuration.with("registries", registries.isEmpty ? nil : .array(registries))
    }

    /// The Secrets that the configuration refers to, with the keys that it wants of each.
    static func sources(of configuration: JSON) -> [String: Set<String>] {
        var found: [String: Set<String>] = [:]
        var rest = [configuration["registries"] ?? .null]
        while let value = rest.popLast() {
            if let reference = value["secretKeyRef"], let name = reference["name"]?.text {
                found[name, default: []].insert(reference["key"]?.text ?? "")
            }
            rest += value.array + value.members.values
        }
        return found
    }

    /// Makes the Secrets that a configuration refers to.
    func makeSources(of rendering: ChartRendering) async throws {
        for (name, keys) in Self.sources(of: try rendering.configuration) {
            try await setSource(name, keys, to: "\(Installation.seed)-1")
        }
    }

    /// Creates or changes a Secret that credentials are read from.
    func setSource(_ name: String, _ keys: Set<String>, to value: String) async throws {
        let data = JSON.object(Dictionary(uniqueKeysWithValues: keys.map { ($0, JSON.text(value)) }))
        let secret = JSON.object([
            "apiVersion": .text("v1"), "kind": .text("Secret"), "metadata": .object(["name": .text(name)]),
            "stringData": data,
        ])
        let path = "/api/v1/namespaces/\(Self.namespace)/secrets"
        if try await cluster.secret(Self.namespace, name) != nil {
            try await cluster.patch("\(path)/\(name)", JSON.object(["stringData": data]).compact)
        } else {
            try await cluster.must(.post, path, secret.compact)
        }
    }

    // MARK: Objects

    /// Creates the objects, but for hooks and for kinds that no server has by itself.
    func apply() async throws {
        for object in Self.order(rendering.objects) where Self.isServed(object, by: cluster) {
            try await cluster.must(.post, object.collection, object.compact)
        }
    }

    /// The ServiceAccount's token; the test server is told there what the roles say.
    func makeToken() async throws -> String {
        guard let simulation = cluster.simulation else { return try await cluster.token(Self.namespace, "pullpass") }
        let rules = rendering.rights(of: "pullpass", in: Self.namespace).rules.map { rule in
            AccessRule(
                verbs: Set(rule.verbs),
                groups: Set(rule.groups),
                resources: Set(rule.resources),
                resourceNames: Set(rule.names),
                namespace: rule.namespace
            )
        }
        simulation.setUser(Self.user, token: "account-token", rules: rules)
        return "account-token"
    }

    /// Deletes what the rendering has made, and the namespaces' other Secrets.
    func remove() async throws {
        for object in Self.order(rendering.objects).reversed() where Self.isServed(object, by: cluster) {
            let path = "\(object.collection)/\(object["metadata"]?["name"]?.text ?? "")?propagationPolicy=Background"
            let status = try await cluster.call(.delete, path).status
            #expect([200, 202, 404].contains(status), "DELETE \(path): \(status)")
        }
        _ = try await cluster.call(.delete, "/apis/coordination.k8s.io/v1/namespaces/\(Self.namespace)/leases/pullpass")
        for namespace in Self.teams + [Self.namespace] {
            for secret in try await cluster.secrets(in: namespace) {
                try await cluster.must(.delete, "/api/v1/namespaces/\(namespace)/secrets/\(secret.metadata.name)")
            }
        }
    }

    private static func order(_ objects: [JSON]) -> [JSON] {
        // What others refer to comes first, as `kubectl apply` and Helm have it.
        let first = ["ServiceAccount", "ConfigMap", "Secret"]
        return objects.filter { first.contains($0["kind"]?.text ?? "") }
            + objects.filter { !first.contains($0["kind"]?.text ?? "") }
    }

    private static func isServed(_ object: JSON, by cluster: TestCluster) -> Bool {
        if object["metadata"]?["annotations"]?["helm.sh/hook"] != nil { return false }
        guard cluster.simulation == nil else {
            return ["Secret", "ServiceAccount", "MutatingWebhookConfiguration"].contains(object["kind"]?.text ?? "")
        }
        return isKnown(object)
    }

    /// Whether a server has the kind by itself.
    static func isKnown(_ object: JSON) -> Bool {
        let group = object["apiVersion"]?.text ?? ""
        return !group.hasPrefix("cert-manager.io/") && !group.hasPrefix("monitoring.coreos.com/")
    }
}

extension JSON {
    /// The path of an object's collection.
    var collection: String {
        let version = self["apiVersion"]?.text ?? ""
        let kind = (self["kind"]?.text ?? "").lowercased()
        let plural = kind.hasSuffix("y") ? "\(kind.dropLast())ies" : "\(kind)s"
        let scope = self["metadata"]?["namespace"]?.text.map { "/namespaces/\($0)" } ?? ""
        return "\(version == "v1" ? "/api" : "/apis")/\(version)\(scope)/\(plural)"
    }
}

extension TestCluster {
    /// Creates a namespace, or gives the one that is there these labels.
    func ensureNamespace(_ name: String, labels: [String: String] = [:]) async throws {
        if try await call(.get, "/api/v1/namespaces/\(name)").status == 404 {
            return try await createNamespace(name, labels: labels)
        }
        let values = JSON.object(labels.mapValues { .text($0) })
        try await patch("/api/v1/namespaces/\(name)", #"{"metadata":{"labels":\#(values.compact)}}"#)
    }

    /// All Secrets of a namespace.
    func secrets(in namespace: String) async throws -> [SecretObject] {
        struct List: Decodable {
            struct Item: Decodable {
                struct Metadata: Decodable { var name: String }
                var metadata: Metadata
            }
            var items: [Item]
        }
        var secrets: [SecretObject] = []
        for item in try await read(List.self, "/api/v1/namespaces/\(namespace)/secrets")?.items ?? [] {
            if let secret = try await secret(namespace, item.metadata.name) { secrets.append(secret) }
        }
        return secrets
    }

    /// A token of a ServiceAccount, for an hour.
    func token(_ namespace: String, _ account: String) async throws -> String {
        let answer = try await must(
            .post,
            "/api/v1/namespaces/\(namespace)/serviceaccounts/\(account)/token",
            #"{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":3600}}"#
        )
        return try JSON.parse(answer)["status"]?["token"]?.text ?? ""
    }
}
