import Kubernetes

/// An object of which nothing matters but its metadata.
struct Thing: KubernetesObject, Hashable {
    var metadata: ObjectMetadata

    /// Makes one with the name that all have.
    init(uid: String = "u", version: String) {
        metadata = ObjectMetadata(name: "thing", uid: uid, resourceVersion: version)
    }

    init(metadata: ObjectMetadata, members: ObjectMembers) { self.metadata = metadata }
}
