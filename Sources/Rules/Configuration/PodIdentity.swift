/// `fromPod` of a kind: the provider is shown the token of the ServiceAccount whose Pod's image is pulled, which the kubelet's request
/// brings (`tokenAttributes` of its CredentialProviderConfig).
///
/// Whoever runs Pods writes the annotations of their ServiceAccounts: what stands there is asked for with his own token only, so that the
/// provider decides whether he may have it.
package struct PodIdentity: Sendable, Hashable {
    /// `cacheType` of `tokenAttributes`: whom the kubelet takes an answer for.
    package enum CacheType: String, Sendable, Hashable, CaseIterable {
        /// Each Pod of the ServiceAccount. The kubelet refuses an answer whose password is the token itself.
        case serviceAccount = "ServiceAccount"
        /// The Pod with the token, so that the plugin is run for every Pod.
        case token = "Token"
    }

    /// What an annotation can say, by the setting that names it.
    package enum Setting: String, Sendable, Hashable, CaseIterable {
        /// The ARN of a role (`ecr`, `ecrPublic`).
        case role = "roleAnnotation"
        /// The service account to act as (`gar`).
        case serviceAccount = "serviceAccountAnnotation"
        /// The application or managed identity (`acr`).
        case clientID = "clientIDAnnotation"
        /// Its directory (`acr`).
        case tenantID = "tenantIDAnnotation"
    }

    /// An annotation of the ServiceAccount that is read.
    package struct Annotation: Sendable, Hashable {
        /// What it says.
        package let setting: Setting
        /// Its key, such as `eks.amazonaws.com/role-arn`.
        package let key: String
        /// Whether nothing else says what it says.
        ///
        /// The kubelet does not run the plugin for a ServiceAccount without it, and tells nobody.
        package let isRequired: Bool

        /// Names an annotation.
        package init(_ setting: Setting, key: String, isRequired: Bool) {
            self.setting = setting
            self.key = key
            self.isRequired = isRequired
        }
    }

    /// `serviceAccountTokenAudience`: for whom the token is.
    package let audience: String
    /// Whom the kubelet takes an answer for.
    package let cacheType: CacheType
    /// What is read of the ServiceAccount; no two have one key.
    package let annotations: [Annotation]

    /// Describes a kind's use of the request.
    package init(audience: String, cacheType: CacheType = .serviceAccount, annotations: [Annotation] = []) {
        self.audience = audience
        self.cacheType = cacheType
        self.annotations = annotations
    }

    /// `requiredServiceAccountAnnotationKeys`.
    package var requiredAnnotations: [String] { annotations.filter(\.isRequired).map(\.key) }
    /// `optionalServiceAccountAnnotationKeys`.
    package var optionalAnnotations: [String] { annotations.filter { !$0.isRequired }.map(\.key) }

    /// The key of the annotation that a setting names; nil where it is not read.
    package func annotation(_ setting: Setting) -> String? { annotations.first { $0.setting == setting }?.key }
}

/// Whose token a request of the kubelet brought, as far as a credential depends on it: it tells scopes and kept answers apart.
package struct PodAccount: Sendable, Hashable {
    /// The ServiceAccount's namespace.
    package let namespace: String
    /// The ServiceAccount's name.
    package let name: String
    /// The ServiceAccount's UID: one that is made again under its name is another.
    package let uid: String?
    /// For whom the token is.
    package let audiences: [String]
    /// Those of its annotations that are read.
    package let annotations: [String: String]
    /// The token itself, where the credential depends on it (``PodIdentity/CacheType/token``).
    package let token: SecretText?

    /// Describes a ServiceAccount.
    package init(
        namespace: String,
        name: String,
        uid: String?,
        audiences: [String],
        annotations: [String: String],
        token: SecretText? = nil
    ) {
        self.namespace = namespace
        self.name = name
        self.uid = uid
        self.audiences = audiences
        self.annotations = annotations
        self.token = token
    }
}

extension Registry {
    /// Whose token its provider is shown, where that is the one of a kubelet's request; nil for every other identity.
    ///
    /// Not nil only for a configuration that was read for ``Configuration/Mode/node``.
    package var podIdentity: PodIdentity? { credentials?.serviceAccount?.pod?.identity }

    /// The registry for the Pods of one ServiceAccount, where it has a ``podIdentity``: it is another one, with a scope of its own, for
    /// each ``PodAccount``.
    package func of(_ account: PodAccount) -> Registry {
        guard podIdentity != nil else { return self }
        var registry = self
        registry.credentials = credentials?.of(account)
        return registry
    }
}
