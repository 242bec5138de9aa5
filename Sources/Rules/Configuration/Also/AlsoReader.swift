import Images
import Names
import YAML

/// Reads `also` of a registry.
struct AlsoReader {
    /// The registry's `matchImages`.
    let patterns: [ImagePattern]
    /// Nil where there are none, or where they are wrong.
    let credentials: AnyCredentialSource?

    static let keys: [SettingKey] = [
        .required("name", .objectName, "The name of the Secret, which no other Secret of this file has."),
        .required("namespaces", .list(.name(maximum: 63)), "The namespaces, by their names; they need no label."),
        .required("as", .choice(AlsoForms.keys), "What reads it: one form."),
        .key(
            "registry",
            .text,
            "The host, or the host and a path, whose credential it holds. Required where matchImages names several."
        ),
        .key("labels", .labels, "Labels for the Secret."),
        .key("annotations", .labels, "Annotations for the Secret."),
    ]

    /// The most entries of a registry.
    static let mostEntries = 32
    private static let mostMarks = 32
    private static let mostMarkBytes = 4096
    /// Whoever may read everything there would read this, and nobody else would.
    private static let refusedNamespaces = [ClusterNames.publicNamespace, "kube-node-lease"]

    /// Those that can be used; what is wrong with the others is reported.
    func read(_ field: Field) -> [AlsoSecret] {
        if credentials?.serviceAccount?.isPerNamespace ?? false {
            field.error(
                "cannot go with perNamespace: true, where no two namespaces have the same credential: remove it"
            )
            return []
        }
        guard let entries = field.list() else { return [] }
        if entries.count > Self.mostEntries { field.error("has more than \(Self.mostEntries) entries") }
        return entries.prefix(Self.mostEntries).compactMap(readEntry)
    }

    private func readEntry(_ entry: Field) -> AlsoSecret? {
        guard let fields = Fields(entry) else { return nil }
        let name = fields.required("name", "write the name of the Secret").flatMap { RegistryReader.secretName($0) }
        let namespaces = fields.required("namespaces", "write the namespaces, such as [argocd]").map {
            Self.namespaces($0)
        }
        let shape = fields.required("as", "write what reads it, such as basicAuth: {}").flatMap { AlsoForms.read($0) }
        let registry = fields["registry"].flatMap(readRegistry)
        let labels = readMarks(fields["labels"], "label")
        let annotations = readMarks(fields["annotations"], "annotation")
        guard let name, let namespaces, let shape else { return nil }
        if name.hasPrefix("pullpass-master.") {
            fields["name"]?.error("begins as the Secrets do in which Pullpass keeps credentials: write another name")
        }
        var secret = AlsoSecret(
            name: name,
            namespaces: namespaces,
            registry: registry,
            type: shape.type,
            data: shape.data,
            labels: labels.merging(shape.labels) { $1 },
            annotations: annotations
        )
        if secret.registry == nil, fields["registry"] == nil, secret.needsLogin {
            secret.registry = meantRegistry(shape, fields)
        }
        return secret
    }

    static func namespaces(_ field: Field) -> [String] {
        var names: [String] = []
        if field.isEmptyList { field.error("is empty: write the names of namespaces") }
        for entry in field.list() ?? [] {
            guard let name = entry.string() else { continue }
            if name.contains("*") {
                entry.error("\"\(name)\" has a wildcard: write each namespace, since rights are given in each")
            } else if !NameRules.isLabel(name) {
                entry.error("\"\(name)\" is no name of a namespace: write up to 63 lower-case letters, digits and '-'")
            } else if refusedNamespaces.contains(name) {
                entry.error("\"\(name)\" is no place for a credential: nothing runs there that could need it")
            } else if names.contains(name) {
                entry.warning("\"\(name)\" stands twice: remove one")
            } else {
                names.append(name)
            }
        }
        return names
    }

    // MARK: Which credential

    private func readRegistry(_ field: Field) -> String? {
        guard let text = field.string() else { return nil }
        let shown = ImagePattern.shown(text)
        if text.contains("://") {
            field.error("\"\(shown)\" has a scheme: write the host, or the host and a path, as in matchImages")
            return nil
        }
        guard !PatternScope.hasWildcard(text), let pattern = try? ImagePattern(parsing: text) else {
            field.error("\"\(shown)\" is not one registry: write the host, or the host and a path, without wildcards")
            return nil
        }
        // The entries of a file or Secret need not be those of matchImages.
        guard isCovered(pattern) || credentials?.bringsItsOwnKeys ?? true else {
            field.error("\"\(shown)\" is not covered by matchImages, so that there is no credential for it")
            return nil
        }
        return text
    }

    private func isCovered(_ pattern: ImagePattern) -> Bool { patterns.contains { $0.covers(pattern) } }

    /// The registry whose credential is meant where nothing says so; nil where the registry has one for all.
    ///
    /// What is left open is an error.
    private func meantRegistry(_ shape: AlsoForms.Shape, _ fields: Fields) -> String? {
        let hosts = patterns.reduce(into: [String]()) { hosts, pattern in
            let host = String(pattern.text.prefix { $0 != "/" })
            if !hosts.contains(host) { hosts.append(host) }
        }
        if let (address, field) = shape.address {
            let address = Self.dockerHub(address)
            guard let pattern = try? ImagePattern(parsing: address) else {
                field.error("is no host, or host and path, that a registry can have")
                return nil
            }
            if isCovered(pattern) { return address }
            // A chart repository may have another path than images.
            let host = String(address.prefix { $0 != "/" })
            guard hosts == [host] else {
                field.error(
                    "is at \(host), which is not in matchImages: Argo CD would send the credential there. Where that is meant, write "
                        + "registry: and the registry whose credential it is"
                )
                return nil
            }
        }
        if hosts.count > 1 || hosts.contains(where: PatternScope.hasWildcard) {
            fields.error(
                "does not say whose credential it holds, and matchImages names several hosts: write registry: and one of them"
            )
        }
        return nil
    }

    /// Docker Hub by the name that images have, which is the one of its credential.
    private static func dockerHub(_ address: String) -> String {
        for host in ["registry-1.docker.io", "index.docker.io"] where address.hasPrefix(host) {
            let rest = address.dropFirst(host.count)
            if rest.isEmpty || rest.hasPrefix("/") { return "docker.io" + rest }
        }
        return address
    }

    // MARK: Labels and annotations

    /// Keys of others whose meaning would take the Secret away from us, or from its reader.
    private static let refusedMarks = [
        (key: AlsoForms.argoLabel, remedy: "write as: { argoCD: … }"),
        (key: "argocd.argoproj.io/tracking-id", remedy: "Argo CD would prune the Secret; leave it out"),
        (key: "argocd.argoproj.io/instance", remedy: "Argo CD would prune the Secret; leave it out"),
        (key: "kubectl.kubernetes.io/last-applied-configuration", remedy: "it is kubectl's; leave it out"),
        (key: ClusterNames.managedBy.key, remedy: "it says that Pullpass keeps the Secret; leave it out"),
    ]

    private func readMarks(_ field: Field?, _ what: String) -> [String: String] {
        guard let field else { return [:] }
        var marks: [String: String] = [:]
        let entries = field.stringMap() ?? []
        if entries.count > Self.mostMarks { field.error("has more than \(Self.mostMarks) entries") }
        for (keyField, value) in entries.prefix(Self.mostMarks) {
            guard let key = keyField.text else { continue }
            if let problem = NameRules.problem(ofLabelKey: key) { keyField.error(problem) }
            if what == "label", let problem = NameRules.problem(ofLabelValue: value) {
                keyField.error("\"\(value)\" \(problem)")
            } else if value.utf8.count > Self.mostMarkBytes {
                keyField.error("has more than \(Self.mostMarkBytes) bytes")
            }
            let domain = key.prefix { $0 != "/" }
            if domain == PullpassKey.domain || domain.hasSuffix(".\(PullpassKey.domain)") {
                keyField.error("is a \(what) of Pullpass' own: leave it out")
            } else if let refused = Self.refusedMarks.first(where: { $0.key == key }) {
                keyField.error("cannot be set here: \(refused.remedy)")
            }
            marks[key] = value
        }
        return marks
    }
}

extension AlsoReader {
    /// Checks that no two of all Secrets that are kept can be taken for each other: each has its name for itself.
    static func check(_ registries: [Registry], _ entries: [Field], _ settings: InjectionSettings) {
        var owners: [String: String] = [settings.anonymousSecretName: "the anonymous try"]
        for registry in registries { owners[registry.secretName] = "registry \(registry.name)" }
        var places = 0
        for entry in entries {
            guard let also = entry.node["also"]?.sequence else { continue }
            let owner = entry.node["name"]?.string ?? ""
            for (index, node) in also.enumerated() {
                places += node["namespaces"]?.sequence?.count ?? 0
                guard let name = node["name"]?.string else { continue }
                let line = node.mapping?.first { $0.key == "name" }?.keyMark.line ?? node.mark.line
                if let first = owners.updateValue("also of registry \(owner)", forKey: name) {
                    entry.sink.error(
                        line: line,
                        path: "\(entry.path).also[\(index)].name",
                        "Secret \"\(name)\" is the one of \(first) too: write another name, or all namespaces into one entry"
                    )
                }
                if places > AlsoSecret.mostPlaces {
                    return entry.sink.error(
                        line: line,
                        path: "\(entry.path).also[\(index)]",
                        "is past the \(AlsoSecret.mostPlaces) Secrets that all also together may be in: name fewer namespaces"
                    )
                }
            }
        }
    }
}
