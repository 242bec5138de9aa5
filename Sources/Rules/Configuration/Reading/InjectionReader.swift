import Names
import YAML

/// Reads `injection:`.
enum InjectionReader {
    static let keys: [SettingKey] = [
        .key(
            "engine",
            .word(InjectionSettings.Engine.self),
            default: "webhook",
            "By whom Pods are changed: webhook, which the API server calls; policy, the API server itself (Kubernetes 1.36 and later); or none, nobody, where ServiceAccounts (serviceAccounts) or Pods name the Secrets."
        ),
        .key("policy", .mapping(policyKeys), "For engine: policy, what the leader writes."),
        .key(
            "anonymousSecretName",
            .objectName,
            default: .text(InjectionSettings().anonymousSecretName),
            "The Secret with empty entries that Pods get last where a registry has anonymousFallback."
        ),
        .key(
            "systemNamespaces",
            .list(.word(ClusterNames.systemNamespaces), mayBeEmpty: true),
            "Namespaces of the system that are selected by their labels like any other."
        ),
        .key(
            "matchConditions",
            .boolean,
            default: .bool(false),
            "For engine: webhook, whether the leader writes matchConditions into its registration, so that it is called only where it has to do."
        ),
        .key(
            "warnings",
            .boolean,
            default: .bool(InjectionSettings().warnings),
            "For engine: webhook, whether whoever creates a Pod is warned of what was most likely meant, and of registries without a credential."
        ),
        .key(
            "selfTest",
            .mapping(selfTestKeys),
            "For engine: webhook, whether the leader sees now and then that the API server calls it."
        ),
    ]
    private static let selfTestKeys: [SettingKey] = [
        .key("enabled", .boolean, default: .bool(false), "Whether it is tested."),
        .key(
            "namespace",
            .name(maximum: 63),
            default: .text(SelfTestSettings.standardNamespace),
            "Its own namespace, which is opted in and has a quota of no Pods."
        ),
        .key(
            "period",
            .duration(SelfTestSettings.periods),
            default: .text(DurationText.text(SelfTestSettings().period)),
            "The time from one test to the next: 1m to 1h."
        ),
        .key("podLabels", .labels, "Labels of the Pod that is never kept, where a policy demands some."),
    ]
    private static let policyKeys: [SettingKey] = [
        .key(
            "name",
            .objectName,
            default: .text(PolicyNames().name),
            "The name of the MutatingAdmissionPolicy and of its binding."
        ),
        .key("ownerRole", .objectName, "A ClusterRole with which both go; without it they go with nothing."),
    ]

    static func read(_ field: Field, mode: Configuration.Mode) -> InjectionSettings {
        var settings = InjectionSettings()
        guard let fields = Fields(field) else { return settings }
        settings.engine = fields["engine"]?.word(InjectionSettings.Engine.self) ?? .webhook
        if let policy = fields["policy"] {
            settings.policy = readPolicy(policy)
            if settings.engine != .policy {
                policy.error("names a policy that nobody writes: write engine: policy, or leave it out")
            }
        }
        if let conditions = fields["matchConditions"] {
            settings.matchConditions = conditions.bool() ?? false
            if settings.matchConditions, settings.engine != .webhook {
                conditions.error("are a webhook's, and engine: \(settings.engine.rawValue) has none: leave them out")
            }
        }
        settings.warnings = fields["warnings"]?.bool() ?? true
        if let test = fields["selfTest"] {
            settings.selfTest = readSelfTest(test)
            switch settings.engine {
            case .policy where settings.selfTest != nil:
                test.error(
                    "asks whether the webhook is called, and engine: policy has none: leave it out (pullpass_policy_in_force and kubectl get "
                        + "mutatingadmissionpolicy tell of the policy)"
                )
            case .nothing where settings.selfTest != nil:
                test.error("asks whether the webhook is called, and engine: none has none: leave it out")
            case .webhook, .policy, .nothing: break
            }
            if settings.selfTest != nil, mode == .standalone {
                test.error("asks an API server: leave it out, or leave --standalone out")
            }
        }
        if let name = name(fields["anonymousSecretName"], of: "Secret") { settings.anonymousSecretName = name }
        if let names = fields["systemNamespaces"] { settings.systemNamespaces = readSystemNamespaces(names) }
        if mode == .standalone, settings.needsCEL || settings.engine == .nothing {
            fields.error("has what is written into a cluster: leave --standalone out, or write engine: webhook alone")
        }
        return settings
    }

    private static func readPolicy(_ field: Field) -> PolicyNames {
        var names = PolicyNames()
        guard let fields = Fields(field) else { return names }
        if let name = name(fields["name"], of: "MutatingAdmissionPolicy") { names.name = name }
        names.ownerRole = name(fields["ownerRole"], of: "ClusterRole")
        return names
    }

    private static func readSelfTest(_ field: Field) -> SelfTestSettings? {
        var settings = SelfTestSettings()
        guard let fields = Fields(field) else { return nil }
        if let field = fields["namespace"], let name = field.string() {
            if !NameRules.isLabel(name) {
                field.error(
                    "\"\(name)\" is no name of a namespace: write up to 63 lower-case letters, digits and '-', starting and ending with a letter or digit"
                )
            } else if ClusterNames.excludedNamespaces.contains(name)
                || ["default", ClusterNames.publicNamespace].contains(name)
            {
                field.error(
                    "\"\(name)\" is not the self test's own: no Secrets are kept there and no Pods may be; write another name, for example "
                        + "\(SelfTestSettings.standardNamespace)"
                )
            } else {
                settings.namespace = name
            }
        }
        if let period = fields["period"]?.duration() { settings.period = period }
        if let labels = fields["podLabels"] { settings.podLabels = LabelReader.labels(labels) }
        return fields["enabled"]?.bool() ?? false ? settings : nil
    }

    private static func name(_ field: Field?, of kind: String) -> String? {
        guard let field, let text = field.string() else { return nil }
        guard NameRules.isSubdomain(text) else {
            field.error("\"\(text)\" is no name of a \(kind): write \(NameRules.subdomain)")
            return nil
        }
        return text
    }

    private static func readSystemNamespaces(_ field: Field) -> [String] {
        var names: [String] = []
        for entry in field.list() ?? [] {
            guard let name = entry.string() else { continue }
            guard ClusterNames.systemNamespaces.contains(name) else {
                entry.error("\"\(name)\" cannot be let in here: \(remedy(for: name))")
                continue
            }
            guard !names.contains(name) else { continue }
            names.append(name)
            entry.warning(
                "\(name) starts before Pullpass: Pods that are made there while Pullpass is away, as in a cluster that starts, get no Secrets "
                    + "until they are made again. Its labels decide as those of other namespaces do, and the webhook's registration must let it in"
            )
        }
        return names
    }

    private static func remedy(for name: String) -> String {
        if ClusterNames.excludedNamespaces.contains(name) { return "no Pods run in it" }
        guard NameRules.isLabel(name) else {
            return "it is no name of a namespace; only \(ClusterNames.systemNamespaces.list) is left out"
        }
        return
            "only \(ClusterNames.systemNamespaces.list) is left out, and Pullpass' own namespace always: for any other the label is enough"
    }

    /// A registry's Secret holds a credential, and that of the anonymous try never does.
    static func check(_ settings: InjectionSettings, secretNameOf registry: Registry?, _ entry: Field) {
        guard let registry, registry.secretName == settings.anonymousSecretName else { return }
        let key = entry.node["secretName"] == nil ? "name" : "secretName"
        let line = entry.node.mapping?.first { $0.key == key }?.keyMark.line ?? entry.line
        entry.sink.error(
            line: line,
            path: "\(entry.path).\(key)",
            "Secret \"\(registry.secretName)\" is the one of the anonymous try: write another secretName, or another "
                + "injection.anonymousSecretName"
        )
    }

    /// What a setting elsewhere in the file means where there is no webhook.
    static func check(_ settings: InjectionSettings, server: Fields) {
        guard settings.engine != .webhook else { return }
        for key in server.keys(among: ["listen", "tls"]) {
            server[key]?.warning(
                "is the webhook's, and injection.engine: \(settings.engine.rawValue) has none: it is not used"
            )
        }
    }

    /// Without a webhook nobody tells which namespace needs a Secret.
    static func check(_ settings: InjectionSettings, registry: Registry?, _ entry: Field) {
        guard settings.engine != .webhook, registry?.placement == .lazy else { return }
        let line = entry.node.mapping?.first { $0.key == "placement" }?.keyMark.line ?? entry.line
        entry.sink.error(
            line: line,
            path: "\(entry.path).placement",
            "lazy waits for the webhook to see a Pod, and injection.engine: \(settings.engine.rawValue) has none: write eager"
        )
    }
}
