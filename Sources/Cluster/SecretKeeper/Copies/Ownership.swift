internal import Kubernetes

/// The labels, annotations and names by which Pullpass knows its own.
enum Marks {
    /// The field manager of all writes.
    static let fieldManager = "pullpass"
    /// `<own namespace>/<lease name>`: which installation owns a Secret.
    static let owner = "pullpass.dev/owner"
    /// The opaque revision of the credential.
    static let revision = "pullpass.dev/revision"
    /// On masters, for the watch.
    static let master = "pullpass.dev/master"
    static let fetchedAt = "pullpass.dev/fetched-at"
    static let expiresAt = "pullpass.dev/expires-at"
    /// What of the configuration the master was made from; holds nothing of a credential.
    static let configuration = "pullpass.dev/configuration"
    /// The names that copies of the master may have, separated by commas.
    static let secretNames = "pullpass.dev/secret-names"
    /// `true`, or `false` while the credential cannot be refreshed: a condition to wait for.
    static let ready = "pullpass.dev/ready"
    static let lastError = "pullpass.dev/last-error"
    static let failingSince = "pullpass.dev/failing-since"
    static let dockerConfigKey = ".dockerconfigjson"
    static let dockerConfigType = "kubernetes.io/dockerconfigjson"
    /// The label of opt-in, on namespaces and on tenants' own Secrets.
    static let inject = "pullpass.dev/inject"

    /// The master of a registry.
    static func masterName(of registry: String) -> String { "pullpass-master.\(registry)" }

    /// The registry of a master; nil where the name is not one of ours.
    static func registry(ofMaster name: String) -> String? {
        name.hasPrefix("pullpass-master.") ? String(name.dropFirst("pullpass-master.".count)) : nil
    }

    /// Judges a Secret by its metadata.
    ///
    /// Ours has our owner annotation and an Apply entry of our manager. It is edited where our entry does not own the content and our
    /// annotations any more, or another manager owns them too.
    static func ownership(of metadata: ObjectMetadata, owner: String) -> CopyState.Ownership {
        guard metadata.annotations[Marks.owner] == owner else { return .foreign }
        var isApplied = false
        var isEdited = false
        for entry in metadata.managedFields {
            let ownsMarks = entry.owns("f:metadata", "f:annotations", "f:\(Marks.owner)")
            let ownsRevision = entry.owns("f:metadata", "f:annotations", "f:\(Marks.revision)")
            if entry.manager == fieldManager, entry.operation == "Apply", entry.subresource == nil {
                isApplied = true
                if !(entry.owns("f:data", "f:\(dockerConfigKey)") && ownsMarks && ownsRevision) { isEdited = true }
            } else if entry.owns("f:data") || ownsMarks || ownsRevision {
                isEdited = true
            }
        }
        guard isApplied else { return .foreign }
        return isEdited ? .edited : .ours
    }

    /// What the plan knows of a copy.
    static func copy(_ metadata: ObjectMetadata, owner: String) -> CopyState {
        CopyState(
            uid: metadata.uid,
            resourceVersion: metadata.resourceVersion,
            ownership: ownership(of: metadata, owner: owner),
            revision: metadata.annotations[revision],
            isTerminating: metadata.isTerminating
        )
    }
}
