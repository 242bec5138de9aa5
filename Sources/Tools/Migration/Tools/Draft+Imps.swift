internal import Names
internal import Text
internal import YAML

extension Draft {
    /// imps: ImagePullSecrets, each several credentials that are put together into one Secret of the namespaces that it selects.
    mutating func readImps() {
        var objects: [String] = []
        for document in documents where document.kind == "ImagePullSecret" {
            guard let name = document.name, KubernetesName.isValid(name), let spec = document.node["spec"] else {
                leave("the ImagePullSecret in \(document.place(of: document.node)) has no name or no spec")
                continue
            }
            let target = spec["target"]
            read(
                name,
                secret: target?.text("secret", "name"),
                credentials: Self.pairs(spec.at("registry", "credentials")),
                ImpsTarget(namespaces: target?["namespaces"], pods: target?["namespacesWithPods"])
            )
            objects.append(name)
        }
        for document in values { readDefault(document) }
        for (document, container) in workloads { readRefresher(document, container) }
        for name in objects { remove("kubectl delete imagepullsecrets.images.banzaicloud.io \(name)") }
        stopWorkloads()
        if registries.isEmpty, left.isEmpty {
            leave(
                "there is no ImagePullSecret in the input: kubectl get imagepullsecrets.images.banzaicloud.io --output yaml, and -f -"
            )
        }
    }

    /// A list of names and namespaces, or the one that stands in its place.
    private static func pairs(_ node: YAMLNode?) -> [(name: String?, namespace: String?)] {
        let list = node?.sequence ?? (node?.mapping == nil ? [] : [node].compactMap(\.self))
        return list.map { ($0.text("name"), $0.text("namespace")) }
    }

    /// The one that the chart makes of its values.
    private mutating func readDefault(_ document: Document) {
        let settings = document.node["defaultConfig"]
        guard settings?["enabled"]?.bool == true else { return }
        var credentials = Self.pairs(settings?["credentials"])
        var own: InputSecret?
        if let secret = document.node["defaultSecret"], secret["enabled"]?.bool == true {
            credentials.append(("\(fullname)-default", toolNamespace))
            let entries =
                (secret.mapping ?? []) + [
                    YAMLEntry(key: "apiVersion", value: YAMLNode(.string("v1"))),
                    YAMLEntry(key: "kind", value: YAMLNode(.string("Secret"))),
                ]
            own = InputSecret(Document(file: document.file, node: YAMLNode(.mapping(entries))))
        }
        read(
            "\(fullname)-default",
            secret: settings?.text("targetSecretName") ?? "default-secret-name",
            credentials: credentials,
            ImpsTarget(namespaces: settings?["namespaces"], pods: settings?["namespacesWithPods"]),
            own: own
        )
    }

    /// The refresher: `--target-secret=NAMESPACE.NAME`, and each `--source-secret` the same.
    private mutating func readRefresher(_ document: Document, _ container: YAMLNode) {
        let words = ((container["command"]?.sequence ?? []) + (container["args"]?.sequence ?? [])).compactMap(\.scalar)
        func pairs(_ flag: String) -> [(namespace: String, name: String)] {
            words.filter { $0.hasPrefix("\(flag)=") }.compactMap { word in
                let parts = word.dropFirst(flag.count + 1).split(separator: ".", maxSplits: 1).map(String.init)
                return parts.count == 2 ? (parts[0], parts[1]) : nil
            }
        }
        guard let target = pairs("--target-secret").first else { return }
        let names = YAMLNode(.sequence([YAMLNode(.string(target.namespace))]))
        read(
            target.name,
            secret: target.name,
            credentials: pairs("--source-secret").map { ($0.name, $0.namespace) },
            ImpsTarget(namespaces: YAMLNode(.mapping([YAMLEntry(key: "names", value: names)])), pods: nil)
        )
    }

    private mutating func read(
        _ object: String,
        secret target: String?,
        credentials: [(name: String?, namespace: String?)],
        _ namespaces: ImpsTarget,
        own: InputSecret? = nil
    ) {
        guard let target, KubernetesName.isValid(target) else { return leave("\(object) has no target Secret") }
        guard !credentials.isEmpty else {
            return leave("\(object) has no list of credentials, each with name and namespace")
        }
        let rule = select(namespaces, for: object)
        let isOne = credentials.count == 1
        if !isOne {
            note(
                "Secret \(target) had \(credentials.count) credentials in one: each is a Secret of its own now, in each Pod that needs it. Manifests that name \(target) may go on doing so, which does no harm"
            )
            abandon(target, in: rule)
        }
        for (name, namespace) in credentials {
            guard let name, let namespace, KubernetesName.isValid(name), KubernetesName.isValid(namespace) else {
                leave("a credential of \(object) has no name or no namespace")
                continue
            }
            let found = (name == "\(fullname)-default" ? own : nil) ?? secret(name, in: namespace)
            guard let found else {
                leave(
                    "what is in Secret \(namespace)/\(name) is not in the input: kubectl --namespace \(namespace) get secret \(name) --output yaml, and -f - beside the rest"
                )
                continue
            }
            guard let credential = credential(found, name, namespace) else { continue }
            add(
                MovedRegistry(
                    name: isOne ? target : name,
                    matchImages: credential.hosts,
                    secretName: isOne ? target : nil,
                    credential: credential.credential,
                    scope: rule
                )
            )
        }
    }

    private mutating func credential(_ secret: InputSecret, _ name: String, _ namespace: String) -> (
        hosts: [String], credential: MovedRegistry.Credential
    )? {
        guard secret.type == "banzaicloud.io/aws-ecr-login-config" else {
            let hosts = secret.hosts ?? []
            guard !hosts.isEmpty else {
                leave(
                    "Secret \(namespace)/\(name) has no Docker configuration that can be read, and is no login of ECR"
                )
                return nil
            }
            return (hosts, .dockerConfig(secret: bring(name, from: namespace)))
        }
        guard let region = secret.text("region"), let account = secret.text("accountID"),
            let host = Host.ecr(region: String(region.trimmed), account: String(account.trimmed))
        else {
            leave("Secret \(namespace)/\(name) is a login of ECR without region or accountID")
            return nil
        }
        let ours = bring(name, from: namespace)
        return (
            [host],
            .ecr(
                region: nil,
                keys: (.reference(secret: ours, key: "accessKeyID"), .reference(secret: ours, key: "secretKey")),
                role: secret.text("roleArn").flatMap { $0.isEmpty ? nil : String($0.trimmed) }
            )
        )
    }
}
