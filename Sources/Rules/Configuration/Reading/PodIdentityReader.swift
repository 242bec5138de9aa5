extension SettingShape {
    /// A ``PodIdentity``.
    package static var fromPod: SettingShape {
        .shared(
            "fromPod",
            .mapping([
                .key(
                    "audience",
                    .text,
                    "For whom the token is (serviceAccountTokenAudience); without it the audience that the provider's kind has."
                ),
                .key(
                    "cacheType",
                    .word(PodIdentity.CacheType.self),
                    "Whom the kubelet takes an answer for: each Pod of the ServiceAccount, or the Pod with this token alone. Without it ServiceAccount, but for basic."
                ),
                annotation(
                    .role,
                    "For ecr and ecrPublic the annotation with the ARN of a role",
                    "eks.amazonaws.com/role-arn"
                ),
                annotation(
                    .serviceAccount,
                    "For gar the annotation with the service account to act as",
                    "iam.gke.io/gcp-service-account"
                ),
                annotation(.clientID, "For acr the annotation with the client ID", "azure.workload.identity/client-id"),
                annotation(.tenantID, "For acr the annotation with the tenant ID", "azure.workload.identity/tenant-id"),
            ])
        )
    }

    private static func annotation(_ setting: PodIdentity.Setting, _ what: String, _ standard: String) -> SettingKey {
        .key(
            setting.rawValue,
            .text,
            "\(what); without it \(standard), unless the configuration says the same. With both the annotation goes first."
        )
    }
}

extension SettingKey {
    /// `fromPod` of a kind.
    package static var fromPod: SettingKey {
        .key(
            "fromPod",
            .fromPod,
            "On a node only: the ServiceAccount of the Pod whose image is pulled, by the token that the kubelet gives (tokenAttributes)."
        )
    }
}

/// What a kind wants to be told by an annotation.
package struct PodSetting {
    let setting: PodIdentity.Setting
    /// The annotation that is read unless the configuration names another.
    let standard: String
    /// Whether the configuration says the same itself.
    let isStated: Bool
    /// Whether the kind can do without.
    let isOptional: Bool

    /// Describes a setting.
    package init(_ setting: PodIdentity.Setting, standard: String, isStated: Bool, isOptional: Bool = false) {
        self.setting = setting
        self.standard = standard
        self.isStated = isStated
        self.isOptional = isOptional
    }

    /// The annotation, where one is read: what the configuration names, or else the standard where nothing says the same.
    ///
    /// Of a required one the kubelet says nothing where it is absent, so it is required only where nothing else will do.
    fileprivate func annotation(_ fields: Fields) -> PodIdentity.Annotation? {
        var key: String?
        if let field = fields[setting.rawValue] {
            guard let text = field.identifier() else { return nil }
            guard NameRules.problem(ofLabelKey: text.lowercased()) == nil else {
                field.error("is no key of an annotation: write one such as \(standard)")
                return nil
            }
            key = text
        } else if !isStated {
            key = standard
        }
        return key.map { PodIdentity.Annotation(setting, key: $0, isRequired: !isStated && !isOptional) }
    }
}

extension Fields {
    /// Whether the file is read for a node.
    package var isForNode: Bool { sink.mode == .node }

    /// Whether the provider is asked as another ServiceAccount, one that is named or the Pod's.
    package var hasAccount: Bool { has("serviceAccount") || has("fromPod") }

    /// Reads `fromPod`.
    ///
    /// - Parameters:
    ///   - audience: The one that the kind has; nil where the configuration has to say it.
    ///   - instruction: What to write where nothing says the audience.
    ///   - settings: What the kind wants to be told by annotations.
    ///   - isPassword: Whether the token itself is the password, which a kubelet takes for one Pod alone.
    /// - Returns: The use of the Pod's ServiceAccount; nil where it is not written, or is no mapping.
    package func fromPod(
        audience: String?,
        _ instruction: String = "the one that the provider expects as claim aud",
        settings: [PodSetting] = [],
        isPassword: Bool = false
    ) -> ServiceAccountUse? {
        guard let field = present("fromPod"), let inner = Fields(field) else { return nil }
        if !isForNode {
            field.error(
                "is for a node, where the kubelet gives a plugin the token of each Pod's ServiceAccount: in a cluster write serviceAccount: "
                    + "{ name: …, perNamespace: true } in its place (pullpass validate --node reads a file as a node does)"
            )
        }
        for other in PodIdentity.Setting.allCases where !settings.contains(where: { $0.setting == other }) {
            inner[other.rawValue]?.error("says nothing that this kind could use: remove it")
        }
        let annotations = settings.compactMap { $0.annotation(inner) }
        if Set(annotations.map(\.key)).count < annotations.count {
            inner.error("names one annotation twice: name two")
        }
        return ServiceAccountUse(
            fromPod: PodIdentity(
                audience: podAudience(inner) ?? audience ?? missingAudience(inner, instruction),
                cacheType: cacheType(inner, isPassword),
                annotations: annotations
            )
        )
    }

    private func cacheType(_ inner: Fields, _ isPassword: Bool) -> PodIdentity.CacheType {
        let field = inner["cacheType"]
        let type = field?.word(PodIdentity.CacheType.self)
        guard isPassword else { return type ?? .serviceAccount }
        if type == .serviceAccount {
            field?.error(
                "cannot be ServiceAccount where the token is the password, which a kubelet refuses: write Token, or leave it out"
            )
        }
        return .token
    }

    private func podAudience(_ inner: Fields) -> String? {
        guard let field = inner["audience"], let audience = field.identifier() else { return nil }
        if audience.contains(where: \.isWhitespace) {
            field.error("is no audience: write what the provider expects as aud, without white space")
        } else if audience.hasPrefix("*") {
            // It becomes a resource of a ClusterRole.
            field.error(
                "would give nodes the right to tokens for every audience: write what the provider expects as aud"
            )
        } else if audience.hasPrefix("https://kubernetes.default.svc") {
            field.warning(
                "is the API server's own: whoever is shown such a token can act as the Pod there; write one that only the provider expects"
            )
        }
        return audience
    }

    private func missingAudience(_ inner: Fields, _ instruction: String) -> String {
        if !inner.has("audience") { inner.error("has no audience: write \(instruction)") }
        return ""
    }
}
