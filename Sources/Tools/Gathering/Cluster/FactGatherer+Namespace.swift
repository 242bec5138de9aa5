internal import Configuration
internal import Diagnosis
internal import Images
internal import Injection
internal import Kubernetes
internal import Names
internal import Text

/// What belongs to a Pod's namespace.
extension FactGatherer {
    /// The most Events of a list.
    private static let mostEvents = 100

    mutating func namespace(_ name: String) async -> Facts.Namespace {
        if let known = namespaces[name] { return known }
        var facts = Facts.Namespace(name)
        let path = ResourcePath(resource: "namespaces", name: name)
        let text = await reads.read("namespace \(name)") { (client) throws(KubernetesError) in
            try await client.text(at: path)
        }
        if let bytes = text.value, let object = JSONValue(parsing: String(decoding: bytes, as: UTF8.self)) {
            let metadata = object["metadata"]
            facts.labels = metadata?.texts("labels") ?? [:]
            facts.annotations = (metadata?.texts("annotations") ?? [:]).filter { $0.value.utf8.count <= 128 }
            facts.isTerminating =
                metadata?["deletionTimestamp"] != nil || object["status"]?.text("phase") == "Terminating"
            facts.labelled = Self.labelled(metadata ?? .null)
        }
        namespaces[name] = facts
        return facts
    }

    /// Whether a namespace is known not to be there.
    mutating func isAbsent(_ name: String) async -> Bool {
        let path = ResourcePath(resource: "namespaces", name: name)
        if case .absent = await reads.object(path, "namespace \(name)") { return true }
        return false
    }

    /// When somebody last wrote the label that opts in, as who manages it says.
    private static func labelled(_ metadata: JSONValue) -> Timestamp? {
        let field = "f:\(PullpassKey.inject)"
        for entry in metadata.list("managedFields").prefix(256)
        where entry["fieldsV1"]?["f:metadata"]?["f:labels"]?[field] != nil {
            return entry.text("time").flatMap(Timestamp.init(rfc3339:))
        }
        return nil
    }

    mutating func account(_ name: String, in namespace: String) async -> Facts.Account? {
        let key = "\(namespace)/\(name)"
        if let known = accounts[key] { return known }
        let object = await reads.object(
            .serviceAccounts(namespace: namespace, name: name),
            "ServiceAccount \(namespace)/\(name)"
        ).value
        let account = object.map { Facts.Account(name, secrets: Facts.Pod.names($0.members.list("imagePullSecrets"))) }
        accounts[key] = .some(account)
        return account
    }

    // MARK: Secrets

    /// The Secrets that matter for a Pod: those that it, or its ServiceAccount, names, and those that the rules would give it.
    func secretNames(of pod: Facts.Pod, _ account: Facts.Account?) -> [String] {
        var names = pod.secrets + (account?.secrets ?? [])
        if let configuration {
            let images = pod.images.compactMap { try? ImageReference(parsing: $0.image) }
            let registries = configuration.registries.filter { registry in
                registry.always || registry.matchImages.contains { pattern in images.contains(where: pattern.matches) }
            }
            names += registries.map(\.secretName)
        }
        var seen: Set<String> = []
        return names.filter { !$0.isEmpty && seen.insert($0).inserted }.prefix(64).map(\.self)
    }

    mutating func secret(_ name: String, in namespace: String) async -> ReadSecret {
        let key = "\(namespace)/\(name)"
        if let known = secrets[key] { return known }
        var isSealed = false
        let reading = await reads.read("Secrets of namespace \(namespace)") { (client) throws(KubernetesError) in
            do throws(KubernetesError) { return try await client.secret(namespace: namespace, name: name) } catch {
                // What a tool has put in the place of its data is no base64.
                guard case .malformed = error.cause else { throw error }
                isSealed = true
                return nil
            }
        }
        var read: ReadSecret
        switch reading {
        case .found(let secret): read = ReadSecret(secret, owner: owner)
        case .absent: read = ReadSecret(name, isSealed ? .hidden : .absent)
        case .unread: read = ReadSecret(name, .unread)
        }
        if read.facts.content == .absent, !isOurs(name) { read.facts.elsewhere = await places(of: name) }
        secrets[key] = read
        return read
    }

    private func isOurs(_ name: String) -> Bool {
        configuration?.registries.contains { $0.secretName == name } == true
            || name == configuration?.injection.anonymousSecretName
    }

    /// Other namespaces that have a Secret of a name; none where that may not be asked.
    ///
    /// Each name is looked for once: the API server goes through all Secrets for it.
    private mutating func places(of name: String) async -> [String] {
        if let known = places[name] { return known }
        let target = WatchTarget.secretMetadata(named: name)
        let found = await reads.first(PartialObject.self, target, atMost: 20, "", isNoted: false).value
        let namespaces = found?.objects.map(\.metadata.namespace) ?? []
        places[name] = namespaces
        return namespaces
    }

    /// The names of other pull Secrets of a namespace; none where they may not be listed.
    mutating func otherSecrets(in namespace: String, but names: [String]) async -> [String] {
        let target = WatchTarget(
            path: ResourcePath.secrets(namespace: namespace).path,
            fieldSelector: "type=\(SecretObject.dockerConfigJSONType)",
            metadataOnly: true
        )
        let found = await reads.first(PartialObject.self, target, atMost: 100, "", isNoted: false).value
        return found?.objects.map(\.metadata.name).filter { !names.contains($0) } ?? []
    }

    // MARK: Events

    /// Those about a Pod and about what makes it, the newest first.
    mutating func events(about pod: WholeObject, isOneOfMany: Bool) async -> [Facts.Event] {
        let controller = pod.metadata.ownerReferences.first { $0.controller == true }?.name
        let names = [pod.metadata.name] + [controller].compactMap(\.self)
        let namespace = pod.metadata.namespace
        if isOneOfMany { return await allEvents(namespace).filter { names.contains($0.name) } }
        var events: [Facts.Event] = []
        for name in names { events += await self.events(namespace, "involvedObject.name=\(name)") }
        return Self.newestFirst(events)
    }

    /// Those about Secrets, and about the namespace itself.
    mutating func events(ofNamespace namespace: String, isOneOfMany: Bool) async -> [Facts.Event] {
        if isOneOfMany { return await allEvents(namespace).filter { ["Secret", "Namespace"].contains($0.kind) } }
        var events: [Facts.Event] = []
        for kind in ["Secret", "Namespace"] { events += await self.events(namespace, "involvedObject.kind=\(kind)") }
        return Self.newestFirst(events)
    }

    private mutating func allEvents(_ namespace: String) async -> [Facts.Event] {
        if let known = eventLists[namespace] { return known }
        let events = Self.newestFirst(await events(namespace, nil, atMost: 10 * Self.mostEvents))
        eventLists[namespace] = events
        return events
    }

    private mutating func events(_ namespace: String, _ fields: String?, atMost limit: Int = mostEvents) async
        -> [Facts.Event]
    {
        let target = WatchTarget(path: ResourcePath.events(namespace: namespace).path, fieldSelector: fields)
        let name = "Events of namespace \(namespace)"
        let found = await reads.first(WholeObject.self, target, atMost: limit, name).value
        return found?.objects.map { Facts.Event($0) } ?? []
    }

    private static func newestFirst(_ events: [Facts.Event]) -> [Facts.Event] {
        events.sorted { ($0.time ?? .distantPast) > ($1.time ?? .distantPast) }
    }
}
