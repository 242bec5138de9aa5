internal import Images
internal import Text
internal import YAML

/// What the input shows of pull Secrets and of the ServiceAccounts that name some; of credentials nothing is kept.
struct ShownSecrets: Sendable {
    /// What a Secret of the input holds.
    enum Content: Sendable, Hashable {
        /// The keys of `auths`.
        case keys([String])
        /// The kubelet cannot decode it, and then pulls nothing at all for the Pod; the reason as a clause.
        case broken(String)
    }

    private struct Name: Hashable {
        let namespace: String
        let name: String
    }

    private var secrets: [Name: Content] = [:]
    private var accounts: [Name: [String]] = [:]

    /// Remembers a Secret or a ServiceAccount; other objects, and Secrets of other types, are passed over.
    mutating func add(_ object: ManifestObject, defaultNamespace: String) {
        guard object.group ?? "" == "" else { return }
        let namespace = object.node["metadata"]?["namespace"]?.string ?? ""
        let name = Name(namespace: namespace.isEmpty ? defaultNamespace : namespace, name: object.name)
        switch object.kind {
        case "Secret": secrets[name] = Self.content(of: object.node)
        case "ServiceAccount": accounts[name] = PodSecrets.names(in: object.node["imagePullSecrets"])
        default: break
        }
    }

    /// Remembers the Secrets and ServiceAccounts of files that are there for nothing else.
    ///
    /// - Returns: what could not be read, in which nothing of the file stands but its name and a line.
    mutating func add(_ files: [ManifestInput], defaultNamespace: String) -> [InputProblem] {
        files.flatMap { file in
            var reader = ManifestReader()
            reader.read(file)
            for object in reader.objects { add(object, defaultNamespace: defaultNamespace) }
            return reader.problems.map {
                InputProblem(at: $0.location, "this part cannot be read (nothing of a file with Secrets is shown)")
            }
        }
    }

    /// What the input shows of a Secret; nil where it does not.
    func content(of secret: String, in namespace: String) -> Content? {
        secrets[Name(namespace: namespace, name: secret)]
    }

    /// The list that the API server gives a Pod without one: its ServiceAccount's, as far as the input shows it.
    func inherited(bySpec spec: YAMLNode?, in namespace: String) -> [String] {
        let named = ["serviceAccountName", "serviceAccount"].compactMap { spec?[$0]?.string }.first { !$0.isEmpty }
        return accounts[Name(namespace: namespace, name: named ?? "default")] ?? []
    }

    private static func content(of secret: YAMLNode) -> Content? {
        let key: String
        let format: DockerConfig.Format
        switch secret["type"]?.string {
        case "kubernetes.io/dockerconfigjson": (key, format) = (".dockerconfigjson", .dockerConfigJSON)
        case "kubernetes.io/dockercfg": (key, format) = (".dockercfg", .dockercfg)
        default: return nil
        }
        let bytes: [UInt8]
        if let text = secret["stringData"]?[key]?.string {
            bytes = Array(text.utf8)
        } else if let text = secret["data"]?[key]?.string, let decoded = Base64.decode(text) {
            bytes = decoded
        } else {
            return nil
        }
        do {
            return .keys(try DockerConfig(parsing: bytes, as: format).entries.map(\.registry))
        } catch {
            return .broken("\(error)")
        }
    }
}

extension YAMLNode {
    /// A Pod's spec as the API server has it when it asks the webhook: without a list of pull Secrets it has that of the ServiceAccount.
    func inheriting(from shown: ShownSecrets, in namespace: String) -> YAMLNode {
        let key = "imagePullSecrets"
        guard let entries = mapping, (self[key]?.sequence ?? []).isEmpty else { return self }
        let names = shown.inherited(bySpec: self, in: namespace)
        guard !names.isEmpty else { return self }
        let list = names.map { YAMLNode(.mapping([YAMLEntry(key: "name", value: YAMLNode(.string($0)))])) }
        let others = entries.filter { $0.key != key }
        return YAMLNode(.mapping(others + [YAMLEntry(key: key, value: YAMLNode(.sequence(list)))]), at: mark)
    }
}
