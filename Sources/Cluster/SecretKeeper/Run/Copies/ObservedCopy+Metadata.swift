internal import Controllers
internal import Kubernetes
internal import Names
internal import Text

extension Ownership.Fields {
    /// What is ours of a master and of its copies; what is read of them tells who manages it (``MetadataScope/pullSecretFields``).
    static let pullSecret = Ownership.Fields(
        content: ["f:data", "f:\(SecretObject.dockerConfigJSONKey)"],
        annotations: [PullpassKey.revision]
    )
    /// What is ours of a copy that says this of the credential in it.
    static func pullSecret(with own: OwnCredential) -> Ownership.Fields {
        var fields = pullSecret
        fields.annotations += [PullpassKey.fetchedAt, PullpassKey.configuration]
        if own.expiresAt != nil { fields.annotations.append(PullpassKey.expiresAt) }
        return fields
    }
}

extension ObservedCopy {
    /// What the plan knows of a Secret by its metadata.
    init(_ metadata: ObjectMetadata, _ ownership: Ownership) {
        // What is kept for another reader is no Secret of Pods, whatever its name.
        let isAlso = metadata.annotations[PullpassKey.secretType] != nil
        let verdict = isAlso ? .foreign : ownership.judge(metadata, .pullSecret)
        // What somebody else has written there says nothing.
        let own = OwnCredential(metadata.annotations).flatMap {
            ownership.judge(metadata, .pullSecret(with: $0)) == .ours ? $0 : nil
        }
        self.init(
            uid: metadata.uid,
            resourceVersion: metadata.resourceVersion,
            ownership: verdict,
            revision: metadata.annotations[PullpassKey.revision],
            labelling: ownership.labelling(of: metadata, MetadataScope.pullSecretLabelling),
            isTerminating: metadata.isTerminating,
            own: own,
            editor: verdict == .edited ? ownership.editor(of: metadata, .pullSecret).map(EditorName.init) : nil
        )
    }
}

extension OwnCredential {
    /// What the annotations of a copy say; nil where it says nothing of the kind, as the copies of a master.
    convenience init?(_ annotations: [String: String]) {
        guard let fingerprint = annotations[PullpassKey.configuration],
            let fetchedAt = annotations[PullpassKey.fetchedAt].flatMap(Timestamp.init(rfc3339:))
        else { return nil }
        let expiresAt = annotations[PullpassKey.expiresAt]
        let end = expiresAt.flatMap(Timestamp.init(rfc3339:))
        guard expiresAt == nil || end != nil else { return nil }
        self.init(fetchedAt: fetchedAt, expiresAt: end, fingerprint: String(fingerprint.prefix(64)))
    }
}
