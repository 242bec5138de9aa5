internal import Controllers
internal import Credentials
internal import Kubernetes
internal import Names
internal import Text

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
    /// Whether it has our labels and our note.
    var isLabelled = true
    /// The error that its annotations show.
    var shownError: String?
    /// Since when it shows it, in wall time.
    var shownSince: Timestamp?

    var description: String { "master of revision \(state.revision)" }
    var customMirror: Mirror { Mirror(self, children: ["state": state]) }

    /// What a mark holds: nothing, in the form that every pull Secret has.
    static let markContent = Array(#"{"auths":{}}"#.utf8)

    /// Whether the Secret is known to exist.
    var exists: Bool { !uid.isEmpty }

    /// What a master's Secret says; nil where it is incomplete, or has no credential that the kubelet could read.
    init?(_ secret: SecretObject) {
        let annotations = secret.metadata.annotations
        guard let content = secret.data[SecretObject.dockerConfigJSONKey], !content.isEmpty,
            let revision = annotations[PullpassKey.revision], !revision.isEmpty,
            let fetchedAt = annotations[PullpassKey.fetchedAt].flatMap(Timestamp.init(rfc3339:))
        else { return nil }
        let expiresAt = annotations[PullpassKey.expiresAt]
        let expiry = expiresAt.flatMap(Timestamp.init(rfc3339:))
        guard expiresAt == nil || expiry != nil else { return nil }
        let isMark = annotations[PullpassKey.perNamespace] == "true" && content == Self.markContent
        let keys = AnonymousAuths.keysWithCredential(in: content)
        guard isMark || !keys.isEmpty else { return nil }
        func names(_ key: String) -> [String] { (annotations[key] ?? "").split(separator: ",").map(String.init) }
        self.content = content
        state = MasterState(
            revision: revision,
            fetchedAt: fetchedAt,
            expiresAt: expiry,
            fingerprint: annotations[PullpassKey.configuration] ?? "",
            secretNames: names(PullpassKey.secretNames),
            keys: keys,
            isMark: isMark,
            anonymousNames: names(PullpassKey.anonymousSecretNames),
            alsoPlaces: names(PullpassKey.alsoSecrets)
        )
        uid = secret.metadata.uid
        resourceVersion = secret.metadata.resourceVersion
        shownError = annotations[PullpassKey.lastError]
        shownSince = annotations[PullpassKey.failingSince].flatMap(Timestamp.init(rfc3339:))
    }

    init(content: [UInt8], state: MasterState) {
        self.content = content
        self.state = state
        uid = ""
        resourceVersion = ""
    }

    /// The Secret to apply.
    func manifest(registry: String, namespace: String, ownership: Ownership) -> SecretManifest {
        var annotations = ownership.annotations.merging(Ownership.note) { $1 }.merging([
            PullpassKey.revision: state.revision,
            PullpassKey.fetchedAt: state.fetchedAt.whole,
            PullpassKey.configuration: state.fingerprint,
            PullpassKey.secretNames: state.secretNames.joined(separator: ","),
            PullpassKey.ready: shownError == nil ? "true" : "false",
        ]) { _, new in new }
        if !state.anonymousNames.isEmpty {
            annotations[PullpassKey.anonymousSecretNames] = state.anonymousNames.joined(separator: ",")
        }
        if !state.alsoPlaces.isEmpty {
            annotations[PullpassKey.alsoSecrets] = state.alsoPlaces.joined(separator: ",")
        }
        if state.isMark { annotations[PullpassKey.perNamespace] = "true" }
        if let expiresAt = state.expiresAt { annotations[PullpassKey.expiresAt] = expiresAt.whole }
        if let shownError {
            annotations[PullpassKey.lastError] = shownError
            annotations[PullpassKey.failingSince] = shownSince?.whole
        }
        return SecretManifest(
            namespace: namespace,
            name: MasterSecret.name(of: registry),
            data: [SecretObject.dockerConfigJSONKey: content],
            labels: MasterSecret.labels(of: registry),
            annotations: annotations,
            uid: exists ? uid : nil,
            resourceVersion: exists ? resourceVersion : nil
        )
    }
}
