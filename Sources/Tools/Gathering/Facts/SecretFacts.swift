internal import Diagnosis
internal import Images
internal import Kubernetes
internal import Names
internal import Text

/// A Secret as it was read: what is said of it, and apart from that its credentials, which are never shown.
struct ReadSecret: Sendable {
    /// What is said of it.
    var facts: Facts.Secret
    /// Its entries in the order of its text; none where they could not be read.
    var entries: [DockerConfig.Entry] = []

    /// One of which nothing but this is known.
    init(_ name: String, _ content: Facts.Secret.Content) { facts = Facts.Secret(name, content) }

    /// Takes a Secret; `owner` is the mark of the installation, nil where that is not known and any will do.
    init(_ secret: SecretObject, owner: String?) {
        let data = secret.data
        var content = Facts.Secret.Content(type: secret.type) { data[$0] }
        // A folder that somebody gathered has the keys of Secrets and not what is in them.
        let isPullSecret = secret.type.hasPrefix("kubernetes.io/dockerc")
        if isPullSecret, data.values.allSatisfy({ $0.isEmpty || Self.isRemoved($0) }) { content = .hidden }
        self.init(secret.metadata.name, content)
        let isOld = secret.type == "kubernetes.io/dockercfg"
        facts.isOldType = isOld
        if case .keys = content {
            let bytes = data[isOld ? ".dockercfg" : SecretObject.dockerConfigJSONKey] ?? []
            entries = (try? DockerConfig(parsing: bytes, as: isOld ? .dockercfg : .dockerConfigJSON))?.entries ?? []
        }
        let annotations = secret.metadata.annotations
        let mark = annotations[PullpassKey.owner]
        facts.isOurs = mark != nil && (owner == nil || mark == owner)
        facts.revision = annotations[PullpassKey.revision]
        facts.isImmutable = secret.immutable
        facts.uid = secret.metadata.uid
        // What Pullpass writes says when it ends.
        if facts.isOurs, let end = annotations[PullpassKey.expiresAt].flatMap(Timestamp.init(rfc3339:)),
            case .keys(let keys) = content
        {
            facts.content = .keys(
                keys.map { key in
                    var key = key
                    if !key.isEmpty { key.ends = key.ends ?? end }
                    return key
                }
            )
        }
    }

    /// Words that tools leave in the place of a credential.
    private static func isRemoved(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes.prefix(64), as: UTF8.self).uppercased()
        return !text.hasPrefix("{")
            && ["REDACTED", "OMITTED", "REMOVED", "***", "SANITIZED"].contains { text.contains($0) }
    }
}
