internal import Controllers
internal import Kubernetes
internal import Names

extension Ownership.Fields {
    /// What is ours of a master and of its copies; what is read of them tells who manages it (``MetadataScope/pullSecretFields``).
    static let pullSecret = Ownership.Fields(
        content: ["f:data", "f:\(SecretObject.dockerConfigJSONKey)"],
        annotations: [PullpassKey.revision]
    )
}

extension ObservedCopy {
    /// What the plan knows of a Secret by its metadata.
    init(_ metadata: ObjectMetadata, _ ownership: Ownership) {
        let verdict = ownership.judge(metadata, .pullSecret)
        self.init(
            uid: metadata.uid,
            resourceVersion: metadata.resourceVersion,
            ownership: verdict,
            revision: metadata.annotations[PullpassKey.revision],
            isTerminating: metadata.isTerminating,
            editor: verdict == .edited ? ownership.editor(of: metadata, .pullSecret).map(EditorName.init) : nil
        )
    }
}
