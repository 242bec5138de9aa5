internal import Configuration
internal import Controllers
internal import Kubernetes
internal import Names

extension ObservedCopy {
    /// What the plan knows of a Secret that stands where one of `also` belongs, by its metadata.
    ///
    /// - Parameters:
    ///   - metadata: read with ``MetadataScope/anySecretFields``, or in full.
    ///   - ownership: whose Secrets are ours.
    ///   - secret: what it is to be; nil where nothing is wanted.
    ///   - fingerprint: that of `secret`.
    init(also metadata: ObjectMetadata, _ ownership: Ownership, as secret: AlsoSecret?, _ fingerprint: String?) {
        let type = metadata.annotations[PullpassKey.secretType]
        let revision = metadata.annotations[PullpassKey.revision]
        // One that was made as something else is made anew, and has nothing to lack.
        let isOfThisForm = fingerprint.map { revision?.hasSuffix(".\($0)") ?? false } ?? false
        // Without the mark it is a Secret of Pods, or somebody's who knows our annotation.
        let verdict = type == nil ? .foreign : ownership.judgeAlso(metadata, isOfThisForm ? secret : nil)
        self.init(
            uid: metadata.uid,
            resourceVersion: metadata.resourceVersion,
            ownership: verdict,
            revision: revision,
            isTerminating: metadata.isTerminating,
            editor: verdict == .edited
                ? ownership.editor(of: metadata, .also).map(EditorName.init) : nil,
            secretType: verdict == .foreign ? nil : type
        )
    }
}

extension Ownership.Fields {
    /// What is ours of every Secret of `also`.
    static let also = Ownership.Fields(
        content: ["f:data"],
        annotations: [PullpassKey.revision, PullpassKey.secretType]
    )
}

extension Ownership {
    /// Judges a Secret of `also`; with what it is to be, all its keys, labels and annotations count.
    fileprivate func judgeAlso(_ metadata: ObjectMetadata, _ secret: AlsoSecret?) -> Verdict {
        let verdict = judge(metadata, .also)
        guard verdict == .ours, let secret else { return verdict }
        let paths =
            MetadataScope.pullSecretLabelling + secret.data.keys.map { ["f:data", "f:\($0)"] }
            + Array(secret.labels.keys).map { ["f:metadata", "f:labels", "f:\($0)"] }
            + Array(secret.annotations.keys).map { ["f:metadata", "f:annotations", "f:\($0)"] }
        let isWhole = labelling(of: metadata, paths) == .intact
        return isWhole ? .ours : .edited
    }
}
