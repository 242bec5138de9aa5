internal import Text
internal import Kubernetes

/// A master as this replica knows it.
///
/// Prints without its content.
struct MasterRecord: Sendable, CustomStringConvertible, CustomReflectable {
    /// The `.dockerconfigjson`.
    var content: [UInt8]
    var state: MasterState
    /// Empty where the Secret is not there.
    var uid: String
    var resourceVersion: String
    /// The error that its annotations show.
    var shownError: String?
    /// Since when it shows it, in wall time.
    var shownSince: Double?

    var description: String { "master of revision \(state.revision)" }
    var customMirror: Mirror { Mirror(self, children: ["state": state]) }

    /// Whether the Secret is known to exist.
    var exists: Bool { !uid.isEmpty }

    /// What a master's Secret says; nil where it is incomplete.
    init?(_ secret: SecretObject) {
        let annotations = secret.metadata.annotations
        guard let content = secret.data[Marks.dockerConfigKey], !content.isEmpty,
            let revision = annotations[Marks.revision], !revision.isEmpty,
            let fetchedAt = annotations[Marks.fetchedAt].flatMap(Timestamp.parse)
        else { return nil }
        let expiresAt = annotations[Marks.expiresAt]
        let expiry = expiresAt.flatMap(Timestamp.parse)
        guard expiresAt == nil || expiry != nil else { return nil }
        self.content = content
        state = MasterState(
            revision: revision,
            fetchedAt: fetchedAt,
            expiresAt: expiry,
            fingerprint: annotations[Marks.configuration] ?? "",
            secretNames: (annotations[Marks.secretNames] ?? "").split(separator: ",").map(String.init)
        )
        uid = secret.metadata.uid
        resourceVersion = secret.metadata.resourceVersion
        shownError = annotations[Marks.lastError]
        shownSince = annotations[Marks.failingSince].flatMap(Timestamp.parse)
    }

    init(content: [UInt8], state: MasterState) {
        self.content = content
        self.state = state
        uid = ""
        resourceVersion = ""
    }

    /// The Secret to apply.
    func manifest(registry: String, namespace: String, owner: String) -> SecretManifest {
        var annotations = [
            Marks.owner: owner,
            Marks.revision: state.revision,
            Marks.fetchedAt: Timestamp.whole(state.fetchedAt),
            Marks.configuration: state.fingerprint,
            Marks.secretNames: state.secretNames.joined(separator: ","),
            Marks.ready: shownError == nil ? "true" : "false",
        ]
        if let expiresAt = state.expiresAt { annotations[Marks.expiresAt] = Timestamp.whole(expiresAt) }
        if let shownError {
            annotations[Marks.lastError] = shownError
            annotations[Marks.failingSince] = shownSince.map(Timestamp.whole)
        }
        return SecretManifest(
            namespace: namespace,
            name: Marks.masterName(of: registry),
            data: [Marks.dockerConfigKey: content],
            labels: [Marks.master: "true"],
            annotations: annotations,
            uid: exists ? uid : nil,
            resourceVersion: exists ? resourceVersion : nil
        )
    }
}
