internal import Text

/// A merge patch of a Secret's values and annotations; nil takes one away.
struct SecretPatch: Encodable {
    private struct Metadata: Encodable {
        var uid: String
        var resourceVersion: String
        var annotations: [String: String?]
    }

    private var metadata: Metadata
    private var data: [String: String?]

    init(of secret: ObjectMetadata, data: [String: [UInt8]?], annotations: [String: String?]) {
        metadata = Metadata(uid: secret.uid, resourceVersion: secret.resourceVersion, annotations: annotations)
        self.data = data.mapValues { $0.map { Base64.encode($0) } }
    }
}
