internal import Kubernetes

/// The object that was judged, for a write or a deletion that must concern no other.
struct Preconditions: Sendable, Hashable {
    var uid: String
    var resourceVersion: String

    init(uid: String, resourceVersion: String) {
        self.uid = uid
        self.resourceVersion = resourceVersion
    }

    /// The object of which this is the metadata.
    init(_ metadata: ObjectMetadata) { self.init(uid: metadata.uid, resourceVersion: metadata.resourceVersion) }
}
