internal import Text
internal import YAML

/// What becomes of the input, while it is read: ours on one side, what cannot be carried over on the other.
struct Draft {
    let tool: MigratedTool
    let options: MigrationOptions
    let documents: [Document]
    private let secrets: [String: InputSecret]

    private(set) var registries: [MovedRegistry] = []
    private(set) var sources: [SourceSecret] = []
    var selection = Selection.labelled([])
    /// Commands that label namespaces, before anything is installed.
    private(set) var labelling: [String] = []
    /// Commands that stop the other tool, and leave its Secrets.
    private(set) var stopping: [String] = []
    /// Commands that take it away at the end.
    private(set) var removal: [String] = []
    /// What was not carried over, though it was asked for: there is no credential or rule of ours for it.
    private(set) var left: [String] = []
    /// What is different from now on.
    private(set) var notes: [String] = []
    /// Secrets in Pods' namespaces whose names are given up, and the namespaces that have them.
    private(set) var abandoned: [(secret: String, scope: Scope)] = []

    init(_ tool: MigratedTool, _ documents: [Document], _ options: MigrationOptions) {
        self.tool = tool
        self.documents = documents
        self.options = options
        var secrets: [String: InputSecret] = [:]
        for document in documents {
            guard let name = document.name, let secret = InputSecret(document) else { continue }
            secrets["\(document.namespace ?? "")/\(name)"] = secret
        }
        self.secrets = secrets
    }

    /// Where the other tool runs, as far as the input does not say.
    var toolNamespace: String { options.toolNamespace ?? tool.habits.namespace }
    /// Its release.
    var release: String { options.toolRelease ?? tool.habits.chart }
    /// What Helm's charts call their objects.
    var fullname: String { release.contains(tool.habits.chart) ? release : "\(release)-\(tool.habits.chart)" }
    /// The values of its chart in the input.
    var values: [Document] { documents.filter { $0.node.text("kind") == nil && $0.node.mapping != nil } }

    /// A Secret of the input, also one that names no namespace.
    @inline(never)
    func secret(_ name: String, in namespace: String) -> InputSecret? {
        secrets["\(namespace)/\(name)"] ?? secrets["/\(name)"]
    }

    /// The objects whose Pods run the tool, each with the container that does.
    var workloads: [(document: Document, container: YAMLNode)] {
        documents.compactMap { document in
            let containers = document.podSpec?["containers"]?.sequence ?? []
            return containers.first { Self.runs($0, tool) }.map { (document, $0) }
        }
    }

    /// Whether there are instances of it that were told different things; what a Deployment or a CronJob has made is none.
    var hasSeveralSettings: Bool {
        let running = workloads.filter { $0.document.node.at("metadata", "ownerReferences")?.sequence?.isEmpty ?? true }
        let told = running.map { _, container in
            let variables = (container["env"]?.sequence ?? []).map { variable in
                let reference = variable.at("valueFrom", "secretKeyRef")
                return [variable.text("name"), variable.text("value"), reference?.text("name"), reference?.text("key")]
            }
            let words = (container["command"]?.sequence ?? []) + (container["args"]?.sequence ?? [])
            return variables + [words.map(\.scalar)]
        }
        return Set(told).count > 1
    }

    /// Whether a container's image is the tool's, wherever it is pulled from.
    static func runs(_ container: YAMLNode, _ tool: MigratedTool) -> Bool {
        guard let image = container.text("image") else { return false }
        return imageName(image) == tool.habits.image
    }

    /// The last part of an image's repository.
    static func imageName(_ image: String) -> String {
        let last = image.split(separator: "/").last ?? ""
        return String(last.prefix { $0 != ":" && $0 != "@" })
    }

    // MARK: Writing

    @inline(never)
    mutating func note(_ text: String) { if !notes.contains(text) { notes.append(text) } }
    @inline(never)
    mutating func leave(_ text: String) { if !left.contains(text) { left.append(text) } }
    @inline(never)
    mutating func label(_ commands: String...) { labelling += commands.filter { !labelling.contains($0) } }
    @inline(never)
    mutating func remove(_ commands: String...) { removal += commands.filter { !removal.contains($0) } }
    @inline(never)
    mutating func stop(_ command: String) { if !stopping.contains(command) { stopping.append(command) } }
    @inline(never)
    mutating func abandon(_ secret: String, in scope: Scope) {
        if KubernetesName.isValid(secret) { abandoned.append((secret, scope)) }
    }

    /// Takes a Secret that is to be in our namespace, once.
    @inline(never)
    mutating func need(_ source: SourceSecret) {
        guard !sources.contains(where: { $0.name == source.name }) else { return }
        sources.append(source)
    }

    /// Takes a Secret of another namespace over into ours, under its own name or, where two have the same, under a longer one.
    ///
    /// - Returns: what it is called in ours.
    @inline(never)
    mutating func bring(_ name: String, from namespace: String) -> String {
        let taken = sources.first { $0.name == name }
        if case .copy(namespace, name)? = taken?.origin { return name }
        let ours = taken == nil ? name : "\(namespace)-\(name)"
        need(SourceSecret(name: ours, origin: .copy(namespace: namespace, name: name)))
        return ours
    }

    /// Takes a registry, with a name and a Secret that no other one has.
    @inline(never)
    mutating func add(_ registry: MovedRegistry) {
        var registry = registry
        // It stands in commands.
        if let secret = registry.secretName, !KubernetesName.isValid(secret) {
            return leave("the Secret of \(Printable.text(registry.name)) has a name that is none of Kubernetes'")
        }
        registry.name = KubernetesName.made(of: registry.name)
        let base = registry.name
        var number = 2
        while registries.contains(where: { $0.name == registry.name }) {
            registry.name = "\(base)-\(number)"
            number += 1
        }
        if let secret = registry.secretName, registries.contains(where: { $0.secretName == secret }) {
            registry.secretName = nil
            note(
                "Secret \(secret) had several credentials: that of registry \(registry.name) is Secret pullpass-\(registry.name) now"
            )
        }
        registries.append(registry)
    }

    /// Widens a registry that is there to one more namespace.
    mutating func widen(_ index: Int, to namespace: String) {
        if !registries[index].scope.names.contains(namespace) { registries[index].scope.names.append(namespace) }
    }

    /// Commands that stop what runs the tool, by its objects or by its release.
    @inline(never)
    mutating func stopWorkloads() {
        for (document, _) in workloads {
            guard let name = document.name, KubernetesName.isValid(name) else { continue }
            let namespace = document.namespace ?? toolNamespace
            guard KubernetesName.isValid(namespace) else { continue }
            let kind = (document.kind ?? "").lowercased()
            switch kind {
            case "cronjob":
                stop(#"kubectl --namespace \#(namespace) patch cronjob \#(name) --patch '{"spec":{"suspend":true}}'"#)
            case "deployment", "replicationcontroller", "replicaset", "statefulset":
                stop("kubectl --namespace \(namespace) scale \(kind) \(name) --replicas=0")
            case "daemonset", "job", "pod": stop("kubectl --namespace \(namespace) delete \(kind) \(name)")
            default:
                leave(
                    "what runs it in \(document.place(of: document.node)) is of no kind that is known: stop it yourself"
                )
                continue
            }
            if let release = document.helmRelease {
                remove("helm uninstall \(release.name) --namespace \(release.namespace ?? namespace)")
            } else {
                remove(
                    "kubectl --namespace \(namespace) delete \(kind) \(name)",
                    "# and its rights and the rest of what was applied with it: kubectl delete -f FILE"
                )
            }
        }
        guard stopping.isEmpty else { return }
        let isCronJob = [.imagepullsecretsManager, .ecrLoginRenew].contains(tool)
        let kind = isCronJob ? "cronjob" : "deployment"
        let name =
            switch tool {
            case .ecrLoginRenew: "\(tool.habits.chart)-cron"
            case .alexellis: "registry-creds-registry-creds-controller"
            default: fullname
            }
        let change =
            isCronJob
            ? #"patch \#(kind) \#(name) --patch '{"spec":{"suspend":true}}'"# : "scale \(kind) \(name) --replicas=0"
        stop("kubectl --namespace \(toolNamespace) \(change)")
        if tool == .alexellis {
            remove(
                "kubectl --namespace \(toolNamespace) delete \(kind) \(name)",
                "# and its rights and the rest of what was applied with it: kubectl delete -f FILE"
            )
        } else {
            remove("helm uninstall \(release) --namespace \(toolNamespace)")
        }
    }
}
