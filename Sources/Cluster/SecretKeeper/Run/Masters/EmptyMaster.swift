internal import Controllers
internal import Kubernetes
internal import Names
internal import Text

/// The Secret of a master of which no credential could be fetched yet: it says so, and why.
///
/// It holds nothing and has no revision, so that nobody can take it for a credential: a version that does not know of it takes it for a
/// master that somebody has edited, and writes over it as soon as there is something to write.
struct EmptyMaster: Sendable, Hashable {
    var uid: String
    var resourceVersion: String
    /// The error that it shows.
    var shownError: String
    /// Since when, in wall time.
    var shownSince: Timestamp?

    init(_ metadata: ObjectMetadata, shownError: String, shownSince: Timestamp?) {
        uid = metadata.uid
        resourceVersion = metadata.resourceVersion
        self.shownError = shownError
        self.shownSince = shownSince
    }

    /// What a Secret says; nil where it is not ours, or is or was something else.
    init?(_ secret: SecretObject, _ ownership: Ownership) {
        let annotations = secret.metadata.annotations
        guard secret.data == [SecretObject.dockerConfigJSONKey: MasterRecord.markContent],
            annotations[PullpassKey.revision] == nil, annotations[PullpassKey.perNamespace] == nil,
            ownership.judge(secret.metadata, .emptyMaster) == .ours
        else { return nil }
        self.init(
            secret.metadata,
            shownError: annotations[PullpassKey.lastError] ?? "",
            shownSince: annotations[PullpassKey.failingSince].flatMap(Timestamp.init(rfc3339:))
        )
    }

    /// The Secret to apply: that of `known`, or else one that must not be there yet.
    static func manifest(
        registry: String,
        namespace: String,
        ownership: Ownership,
        error: String,
        since: Timestamp,
        known: EmptyMaster?
    ) -> SecretManifest {
        SecretManifest(
            namespace: namespace,
            name: MasterSecret.name(of: registry),
            data: [SecretObject.dockerConfigJSONKey: MasterRecord.markContent],
            labels: MasterSecret.labels(of: registry),
            annotations: ownership.annotations.merging(Ownership.note) { $1 }.merging([
                PullpassKey.ready: "false", PullpassKey.lastError: error,
                PullpassKey.failingSince: since.whole,
            ]) { $1 },
            uid: known?.uid,
            resourceVersion: known?.resourceVersion ?? ObjectMetadata.versionOfNone
        )
    }
}

extension Ownership.Fields {
    /// What is ours of a master without a credential.
    static let emptyMaster = Ownership.Fields(
        content: ["f:data", "f:\(SecretObject.dockerConfigJSONKey)"],
        annotations: []
    )
}
