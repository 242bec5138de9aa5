internal import Controllers
internal import Kubernetes
internal import Names
internal import Text

/// A PullRegistry, as far as it matters here: of one that is not Pullpass' nothing but who it is.
struct PullRegistryObject: KubernetesObject, Hashable {
    static let apiVersion = PullpassKey.domain + "/v1alpha1"
    static let kind = "PullRegistry"

    /// Labels are compared; of the annotations only the owner's counts.
    static let metadataScope = MetadataScope(labels: 32 << 10, annotations: .only([PullpassKey.owner], atMost: 512))

    var metadata: ObjectMetadata
    /// Null where it has none.
    var spec: JSONValue
    /// Null where it has none.
    var status: JSONValue

    /// Makes an object.
    init(metadata: ObjectMetadata, spec: JSONValue = .null, status: JSONValue = .null) {
        self.metadata = metadata
        self.spec = spec
        self.status = status
    }

    /// Makes it of what is read; what others keep under that kind is passed over, whatever it is.
    init(metadata: ObjectMetadata, members: ObjectMembers) throws(ObjectFault) {
        self.init(metadata: metadata)
        guard metadata.annotations[PullpassKey.owner] != nil else { return }
        spec = try members["spec"]?.value() ?? .null
        status = try members["status"]?.value() ?? .null
    }
}
