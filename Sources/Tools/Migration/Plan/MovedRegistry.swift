internal import Manifests

/// A registry of ours that takes a Secret of the other tool's over.
struct MovedRegistry {
    /// Where its credential comes from.
    enum Credential {
        /// A Docker configuration in a Secret of our namespace.
        case dockerConfig(secret: String)
        /// A user name and a password.
        case basic(username: Value, password: Value)
        /// A token of ECR; without keys by the identity that the Pod has.
        case ecr(region: String?, keys: (id: Value, secret: Value)?, role: String?)
        /// A token of Google's, by a file of theirs or by the identity that the Pod has.
        case gar(key: Value?)
    }

    /// A text of the configuration.
    enum Value {
        case text(String)
        case reference(secret: String, key: String)
    }

    var name: String
    /// Patterns; none where nobody knows them, so that every Pod gets the Secret, as it does now.
    var matchImages: [String]
    /// The Secret in Pods' namespaces, which keeps its name; nil where it gets one of ours.
    var secretName: String?
    var credential: Credential
    var scope = Scope()

    /// As it stands below `registries`.
    var manifest: ManifestValue {
        var entries: [(key: String, value: ManifestValue)] = [("name", .text(name))]
        entries.append(matchImages.isEmpty ? ("always", .bool(true)) : ("matchImages", .texts(matchImages)))
        if let secretName { entries.append(("secretName", .text(secretName))) }
        entries.append(("credentials", .object([credential.manifest])))
        var rule: [(key: String, value: ManifestValue)] = []
        if !scope.names.isEmpty { rule.append(("names", .texts(scope.names))) }
        if !scope.labels.isEmpty { rule.append(("labels", .object(scope.labels.map { ($0.key, .text($0.value)) }))) }
        if !rule.isEmpty { entries.append(("namespaces", .object(rule))) }
        return .object(entries)
    }
}

extension MovedRegistry.Credential {
    fileprivate var manifest: (key: String, value: ManifestValue) {
        switch self {
        case .dockerConfig(let secret): ("dockerConfig", .object([("secretRef", .object([("name", .text(secret))]))]))
        case .basic(let username, let password):
            ("basic", .object([("username", username.manifest), ("password", password.manifest)]))
        case .ecr(let region, let keys, let role):
            (
                "ecr",
                .object(
                    [
                        region.map { ("region", .text($0)) }, keys.map { ("accessKeyID", $0.id.manifest) },
                        keys.map { ("secretAccessKey", $0.secret.manifest) }, role.map { ("roleARN", .text($0)) },
                    ].compactMap(\.self)
                )
            )
        case .gar(let key): ("gar", .object(key.map { [("serviceAccountKey", $0.manifest)] } ?? []))
        }
    }
}

extension MovedRegistry.Value {
    fileprivate var manifest: ManifestValue {
        switch self {
        case .text(let text): .object([("value", .text(text))])
        case .reference(let secret, let key):
            .object([("secretKeyRef", .object([("name", .text(secret)), ("key", .text(key))]))])
        }
    }
}
