internal import Controllers
internal import Kubernetes
internal import Names

extension Ownership.Fields {
    /// What is ours of a master and of its copies.
    static let pullSecret = Ownership.Fields(
        content: ["f:data", "f:\(SecretObject.dockerConfigJSONKey)"],
        annotations: [PullpassKey.revision]
    )
}

extension ObservedCopy {
    /// What the plan knows of a Secret by its metadata.
    init(_ metadata: ObjectMetadata, _ ownership: Ownership) {
        self.init(
            uid: metadata.uid,
            resourceVersion: metadata.resourceVersion,
            ownership: ownership.judge(metadata, .pullSecret),
            revision: metadata.annotations[PullpassKey.revision],
            isTerminating: metadata.isTerminating,
            editor: ownership.editor(of: metadata, .pullSecret)
        )
    }
}
