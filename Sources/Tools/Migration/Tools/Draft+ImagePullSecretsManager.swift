internal import Text
internal import YAML

/// One entry of imagepullsecrets-manager's list.
private struct ManagerEntry {
    let name: String
    let namespace: String
    let isECR: Bool
    /// A host, or for ECR the hosts of a region.
    let pattern: String
    let region: String?
    /// The credential itself, to be compared with others and for nothing else.
    let secrets: [String]
    /// Where its keys of AWS' stand.
    let keys: [(key: String, place: String)]
}

extension Draft {
    /// imagepullsecrets-manager: a list of credentials, each with a Secret in one namespace.
    mutating func readImagePullSecretsManager() {
        var taken: [ManagerEntry] = []
        for (document, list) in credentialLists {
            for node in list {
                guard let entry = managerEntry(node, document) else { continue }
                _ = select([entry.namespace], for: entry.name)
                let twin = taken.first {
                    $0.name == entry.name && $0.pattern == entry.pattern && $0.secrets == entry.secrets
                }
                taken.append(entry)
                // The same credential under the same name in several namespaces is one registry; another one must not get there.
                if twin != nil, let index = registries.firstIndex(where: { $0.secretName == entry.name }) {
                    widen(index, to: entry.namespace)
                } else {
                    addManaged(entry)
                }
            }
        }
        stopWorkloads()
        if taken.contains(where: \.isECR) {
            note("its keys stand in a ConfigMap, which many can read: make new ones when you write them down")
            note("its ECR tokens are renewed 10 minutes before their end; Pullpass does so at half of their life")
        }
    }

    /// The lists that it reads: in values, in its own file, and in the ConfigMap that the chart makes of it.
    private var credentialLists: [(Document, [YAMLNode])] {
        documents.flatMap { document in
            if let list = document.node.at("config", "credentials")?.sequence { return [(document, list)] }
            if let list = document.node["credentials"]?.sequence { return [(document, list)] }
            guard document.kind == "ConfigMap" else { return [(Document, [YAMLNode])]() }
            return (document.node["data"]?.mapping ?? []).compactMap { entry in
                guard let text = entry.value.string, let inner = try? YAMLNode.parse(yamlOrJSON: text).first else {
                    return nil
                }
                let file = "\(entry.key) of ConfigMap \(document.name ?? "")"
                return inner["credentials"]?.sequence.map { (Document(file: file, node: inner), $0) }
            }
        }
    }

    private mutating func managerEntry(_ node: YAMLNode, _ document: Document) -> ManagerEntry? {
        let place = document.place(of: node)
        guard let name = node.scalar("name"), KubernetesName.isValid(name),
            let namespace = node.scalar("kubernetes_namespace"), KubernetesName.isValid(namespace)
        else {
            leave("the entry in \(place) has no name or no kubernetes_namespace")
            return nil
        }
        let credential = node["credential"]
        let kind = node.scalar("type")
        let region = credential?.scalar("aws_ecr_repository_region")
        let pattern: String?
        switch kind {
        case "ECR": pattern = region.flatMap { Host.ecr(region: $0) }
        case "DOCKER": pattern = credential?.scalar("docker_registry").flatMap(Host.pattern)
        default:
            leave("\(name) in \(place) is of no type that there is: ECR or DOCKER")
            return nil
        }
        guard let pattern else {
            leave(
                "\(name) in \(place) has no \(kind == "ECR" ? "region" : "docker_registry") that an image could come from"
            )
            return nil
        }
        let others: Set = ["docker_email", "docker_registry"]
        return ManagerEntry(
            name: name,
            namespace: namespace,
            isECR: kind == "ECR",
            pattern: pattern,
            region: region,
            secrets: (credential?.mapping ?? []).filter { !others.contains($0.key) }.compactMap(\.value.scalar),
            keys: ["aws_access_key_id", "aws_secret_access_key"].map { key in
                (key: key, place: document.place(of: credential?[key] ?? node))
            }
        )
    }

    private mutating func addManaged(_ entry: ManagerEntry) {
        let credential: MovedRegistry.Credential
        if entry.isECR {
            let source = sources.contains { $0.name == entry.name } ? "\(entry.namespace)-\(entry.name)" : entry.name
            need(SourceSecret(name: source, origin: .typed(entry.keys)))
            credential = .ecr(
                region: entry.region,
                keys: (
                    .reference(secret: source, key: entry.keys[0].key),
                    .reference(secret: source, key: entry.keys[1].key)
                ),
                role: nil
            )
        } else {
            // It keeps no file of its own: what it has written last is in the Secret that it made.
            credential = .dockerConfig(secret: bring(entry.name, from: entry.namespace))
        }
        add(
            MovedRegistry(
                name: entry.name,
                matchImages: [entry.pattern],
                secretName: entry.name,
                credential: credential,
                scope: Scope(names: [entry.namespace])
            )
        )
    }
}
