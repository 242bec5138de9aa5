internal import Text
internal import YAML

extension Draft {
    /// imagepullsecrets-manager: a list of credentials, each with a Secret in one namespace.
    mutating func readImagePullSecretsManager() {
        selection = .labelled([])
        for (document, list) in credentialLists {
            for entry in list { readManagerEntry(entry, document) }
        }
        stopWorkloads()
        if !registries.isEmpty {
            note("its keys stand in a ConfigMap, which many can read: make new ones when you write them down")
            note("its ECR tokens are renewed 10 minutes before their end; Pullpass does so at half of their life")
        }
    }

    /// The lists that it reads: in values, in its own file, and in the ConfigMap that the chart makes of it.
    private var credentialLists: [(Document, [YAMLNode])] {
        documents.flatMap { document in
            if let list = document.node["config"]?["credentials"]?.sequence { return [(document, list)] }
            if let list = document.node["credentials"]?.sequence { return [(document, list)] }
            guard document.kind == "ConfigMap" else { return [(Document, [YAMLNode])]() }
            return (document.node["data"]?.mapping ?? []).compactMap { entry in
                guard let text = entry.value.string, let inner = try? YAMLNode.parse(yamlOrJSON: text).first else { return nil }
                let file = "\(entry.key) of ConfigMap \(document.name ?? "")"
                return inner["credentials"]?.sequence.map { (Document(file: file, node: inner), $0) }
            }
        }
    }

    private mutating func readManagerEntry(_ entry: YAMLNode, _ document: Document) {
        let place = document.place(of: entry)
        guard let name = entry["name"]?.scalar, KubernetesName.isValid(name),
            let namespace = entry["kubernetes_namespace"]?.scalar, KubernetesName.isValid(namespace)
        else { return leave("the entry in \(place) has no name or no kubernetes_namespace") }
        let credential = entry["credential"]
        let kind = entry["type"]?.scalar ?? ""
        var registry: MovedRegistry
        switch kind {
        case "ECR":
            guard let region = credential?["aws_ecr_repository_region"]?.scalar, let host = Host.ecr(region: region) else {
                return leave("\(name) in \(place) has no region")
            }
            let keys = ["aws_access_key_id", "aws_secret_access_key"].map { key in
                (key: key, place: document.place(of: credential?[key] ?? entry))
            }
            need(SourceSecret(name: name, origin: .typed(keys)))
            registry = MovedRegistry(
                name: name,
                matchImages: [host],
                secretName: name,
                credential: .ecr(
                    region: region,
                    keys: (.reference(secret: name, key: keys[0].key), .reference(secret: name, key: keys[1].key)),
                    role: nil
                )
            )
        case "DOCKER":
            guard let host = credential?["docker_registry"]?.scalar.flatMap(Host.pattern) else {
                return leave("\(name) in \(place) has no docker_registry that an image could come from")
            }
            // It keeps no file of its own: what it has written last is in the Secret that it made.
            let secret = bring(name, from: namespace)
            registry = MovedRegistry(
                name: name,
                matchImages: [host],
                secretName: name,
                credential: .dockerConfig(secret: secret)
            )
        default: return leave("\(name) in \(place) is of no type that there is: ECR or DOCKER")
        }
        // The same Secret in several namespaces is one registry, if it is for the same images.
        if let index = registries.firstIndex(where: { $0.secretName == name && $0.matchImages == registry.matchImages }) {
            _ = select([namespace], for: name)
            note("\(name) stands in the list for several namespaces: all get the credential of the first one")
            return widen(index, to: namespace)
        }
        registry.namespaces = select([namespace], for: name).names
        add(registry)
    }
}
