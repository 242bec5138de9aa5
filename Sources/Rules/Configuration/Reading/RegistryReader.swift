import Images
import YAML

/// Reads the entries of `registries`.
struct RegistryReader {
    let mode: Configuration.Mode
    /// What may stand below `credentials`.
    let kinds: [any CredentialSource.Type]

    static func keys(kinds: [any CredentialSource.Type]) -> [SettingKey] {
        [
            .required("name", .name(maximum: 63), "A unique name, such as dockerhub."),
            .key(
                "matchImages",
                .list(.text, mayBeEmpty: true),
                "For which images it is, in the kubelet's patterns: hosts, and paths below them, with * in parts of hosts. Required, but with always."
            ),
            .key(
                "keys",
                .list(.text, mayBeEmpty: true),
                "Hosts and whole repositories that the Secret names beside matchImages, for readers that know no patterns. matchImages must cover them."
            ),
            .key(
                "always",
                .boolean,
                default: .bool(false),
                "Whether every Pod gets the Secret, whatever its images are."
            ),
            .key(
                "secretName",
                .objectName,
                "The name of the Secret in Pods' namespaces; without it pullpass- and the registry's name."
            ),
            .key(
                "credentials",
                .choice(CredentialReader(kinds: kinds).keys),
                "Where its credential comes from: one kind. Required, but with serve --standalone."
            ),
            .key(
                "namespaces",
                .mapping(namespaceKeys),
                "The opted-in namespaces that it is for; without it all of them."
            ),
            .key(
                "imagePullPolicy",
                .word(["Always"]),
                "Always: containers whose images match get this pull policy. Without it they keep their own."
            ),
            .key(
                "placement",
                .word(Registry.Placement.self),
                default: "eager",
                "When a namespace is given the Secret: eager, as soon as it is opted in, or lazy, when the first Pod comes that needs it."
            ),
            .key(
                "anonymousFallback",
                .boolean,
                "Whether the kubelet may try without a credential once this one is refused. Without it true where matchImages name docker.io, ghcr.io, quay.io or public.ecr.aws."
            ),
            .key(
                "probe",
                .mapping(ProbeSettings.keys),
                "Tries a new credential out at the registry before it replaces one that works."
            ),
            .key(
                "tls",
                .mapping(RegistryTLS.keys),
                "Whom Pullpass believes, beside the system's authorities, when it speaks to the registry and its token service."
            ),
            .key(
                "also",
                .list(.mapping(AlsoReader.keys), mayBeEmpty: true),
                "Other Secrets with the same credential, for readers other than the kubelet: Argo CD, Flux and such."
            ),
        ]
    }
    private static let namespaceKeys: [SettingKey] = [
        .key("names", .list(.text), "Names of namespaces, with * for any run of characters."),
        .key("labels", .labels, "Labels that a namespace must have, all of them."),
    ]
    /// Public images of these hosts are so common that a bad credential must not stop them.
    private static let publicHosts = ["docker.io", "ghcr.io", "quay.io", "public.ecr.aws"]

    /// Reads one registry; nil when anything that it needs is wrong.
    func read(_ field: Field) -> Registry? {
        guard let fields = Fields(field) else { return nil }
        let name = readName(fields)
        let always = fields["always"]?.bool() ?? false
        let patterns = readPatterns(fields, always: always)
        let secretName = readSecretName(fields)
        let scope = PatternScope(patterns, isImageKnown: mode == .node)
        let credentials = readCredentials(fields, scope: scope)
        let namespaces = readNamespaces(fields)
        let pullPolicy = readPullPolicy(fields)
        let placement = fields["placement"]?.word(Registry.Placement.self) ?? .eager
        let fallback = fields["anonymousFallback"]?.bool() ?? isAnonymousByDefault(scope)
        let probe = fields["probe"].map { ProbeSettings.read($0, patterns: patterns.map(\.pattern)) }
        checkAlways(always, patterns: patterns, credentials: credentials, fields: fields)
        if placement == .lazy, credentials?.serviceAccount?.isPerNamespace ?? false {
            fields["placement"]?.error(
                "cannot be lazy with perNamespace: true: only the leader fetches the credential of a namespace, when it is due and not when a "
                    + "Pod comes; write eager or leave the key out"
            )
        }
        let keys = fields["keys"].map {
            ExactKeyReader(patterns: patterns.map(\.pattern), credentials: credentials).read($0)
        }
        // Where nobody keeps Secrets they mean nothing, as `secretName` does.
        let also =
            mode == .cluster
            ? fields["also"].map { AlsoReader(patterns: patterns.map(\.pattern), credentials: credentials).read($0) }
            : nil
        guard let name else { return nil }
        var registry = Registry(
            name: name,
            matchImages: patterns.map(\.pattern),
            keys: keys ?? [],
            always: always,
            secretName: secretName,
            credentials: credentials,
            namespaces: namespaces,
            imagePullPolicy: pullPolicy,
            placement: placement,
            anonymousFallback: fallback,
            probe: probe ?? ProbeSettings(),
            tls: fields["tls"].flatMap { RegistryTLS($0) }
        )
        registry.also = also ?? []
        return registry
    }

    /// Standalone, nobody makes the Secret of the anonymous try, and every Pod would have an Event about one that is not there.
    private func isAnonymousByDefault(_ scope: PatternScope) -> Bool {
        mode != .standalone && scope.names(anyOf: Self.publicHosts)
    }

    private func readName(_ fields: Fields) -> String? {
        fields.required("name", "write a unique name, such as dockerhub").flatMap(Self.name)
    }

    /// The name of a registry.
    static func name(_ field: Field) -> String? {
        guard let name = field.string() else { return nil }
        guard NameRules.isSubdomain(name, maximumLength: 63) else {
            field.error("\"\(name)\" is no name: write up to 63 \(NameRules.subdomain)")
            return nil
        }
        return name
    }

    private func readSecretName(_ fields: Fields) -> String? {
        fields["secretName"].flatMap(Self.secretName)
    }

    /// The name of a Secret in each namespace.
    static func secretName(_ field: Field) -> String? {
        guard let name = field.string() else { return nil }
        guard NameRules.isSubdomain(name) else {
            field.error("\"\(name)\" is no name of a Secret: write up to 253 \(NameRules.subdomain)")
            return nil
        }
        return name
    }

    // MARK: Patterns

    private func readPatterns(_ fields: Fields, always: Bool) -> [(pattern: ImagePattern, field: Field)] {
        let field: Field
        if always {
            guard let given = fields["matchImages"] else { return [] }
            field = given
        } else {
            guard let given = fields.required("matchImages", "write the images' registries, such as [\"docker.io\"]")
            else {
                return []
            }
            field = given
        }
        guard let entries = field.list() else { return [] }
        if field.isEmptyList, !always {
            field.error("is empty, so no image matches: write the images' registries, or always: true for every Pod")
        }
        var patterns: [(pattern: ImagePattern, field: Field)] = []
        for entry in entries {
            guard let text = entry.string(), let pattern = readPattern(text, entry) else { continue }
            if let first = patterns.first(where: { $0.pattern.text == text }) {
                entry.warning(
                    "\"\(ImagePattern.shown(text))\" stands twice: it is already on line \(field.sink.shown(first.field.line)), remove one"
                )
            }
            patterns.append((pattern, entry))
        }
        return patterns
    }

    private func readPattern(_ text: String, _ field: Field) -> ImagePattern? {
        let pattern: ImagePattern
        do {
            pattern = try ImagePattern(parsing: text)
        } catch {
            field.error("the kubelet cannot read it: \(error)")
            return nil
        }
        let shown = ImagePattern.shown(text)
        for advice in pattern.advice {
            switch advice.severity {
            case .neverMatches: field.error("\"\(shown)\" never matches: \(advice.message)")
            case .surprising where advice.kind == .hidesDockerHub && field.sink.mode == .node:
                // A Pod's Secrets are looked up apart from what the node has.
                field.warning(
                    "\"\(shown)\": it takes in Docker Hub, and beside it the kubelet uses no entry for https://index.docker.io/v1/ that its "
                        + "config.json or another plugin has: write the hosts that are meant, and docker.io for Docker Hub"
                )
            case .surprising: field.warning("\"\(shown)\": \(advice.message)")
            }
        }
        return pattern
    }

    private func checkAlways(
        _ always: Bool,
        patterns: [(pattern: ImagePattern, field: Field)],
        credentials: AnyCredentialSource?,
        fields: Fields
    ) {
        guard always, patterns.isEmpty, let credentials, !credentials.namesRegistries else { return }
        fields.error(
            "has always: true without matchImages: write the registries that the \(credentials.kind) credential is for"
        )
    }

    // MARK: Namespaces and policies

    private func readNamespaces(_ fields: Fields) -> NamespaceRule {
        guard let field = fields.present("namespaces"), let inner = Fields(field) else {
            return NamespaceRule()
        }
        if mode == .node, !field.node.isNull {
            field.error("cannot be kept on a node, where the kubelet asks for every Pod alike: remove it")
        }
        var rule = NamespaceRule()
        if mode != .node { warnOfEmpty(field, inner) }
        if let names = inner["names"], let entries = names.list() {
            if names.isEmptyList {
                names.error("is empty: write names or leave the key out for every opted-in namespace")
            }
            rule.names = entries.compactMap(readNamespaceName)
        }
        if let labels = inner["labels"] {
            rule.labels = LabelReader.labels(labels)
            if mode == .standalone {
                labels.error("cannot be used with --standalone, which sees no namespaces: remove it or use names")
            } else if rule.labels.isEmpty, labels.isEmptyMapping {
                labels.error("is empty: write labels or leave the key out")
            }
        }
        return rule
    }

    /// Warns where `namespaces` no longer restricts what it restricted: lines below it were commented out, or a template had nothing for them.
    ///
    /// Null means everywhere that a key is left out, so that it is no error: Pullpass would not start with a file that it took before.
    private func warnOfEmpty(_ field: Field, _ inner: Fields) {
        guard inner.present("names") != nil || inner.present("labels") != nil else {
            if field.hasErrorWithin { return }
            field.warning(
                "is empty, so the registry is for every opted-in namespace: write names or labels, or leave the key out"
            )
            return
        }
        for key in ["names", "labels"] {
            guard let field = inner.present(key), field.node.isNull else { continue }
            field.warning("is empty, so it leaves out no namespace: write \(key) or leave the key out")
        }
    }

    private func readNamespaceName(_ field: Field) -> String? {
        guard let name = field.string() else { return nil }
        let isPattern =
            name.utf8.count <= 63 && !name.hasPrefix("-") && !name.hasSuffix("-")
            && name.utf8.allSatisfy {
                $0.isASCIILowercase || $0.isASCIIDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "*")
            }
        guard isPattern else {
            field.error(
                "\"\(name)\" can match no namespace: write lower-case letters, digits and '-', and * for any run of them"
            )
            return nil
        }
        return name
    }

    private func readPullPolicy(_ fields: Fields) -> Registry.PullPolicy? {
        guard let field = fields["imagePullPolicy"], let text = field.string() else { return nil }
        if let policy = Registry.PullPolicy(rawValue: text) { return policy }
        field.error("\"\(text)\" is not possible: write Always, or leave the key out to keep what the Pod says")
        return nil
    }

    private func readCredentials(_ fields: Fields, scope: PatternScope) -> AnyCredentialSource? {
        guard let field = fields.present("credentials"), !field.node.isNull else {
            if mode != .standalone {
                _ = fields.required("credentials", "write one kind, such as basic: { username: …, password: … }")
            }
            return nil
        }
        return CredentialReader(kinds: kinds).read(field, scope: scope)
    }
}
