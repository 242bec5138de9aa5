/// What the `spec` of an object is read as.
package protocol ObjectSpec: Sendable, Hashable, Decodable {
    /// Stands for a spec that is not there.
    static var absent: Self { get }

    /// Reads it.
    init(reading piece: JSONPiece) throws(ObjectFault)
}

extension ObjectSpec {
    /// As a decoder reads it.
    package init(reading piece: JSONPiece) throws(ObjectFault) { self = try piece.decode() }
}

/// An object of which nothing but metadata and `spec` matters.
package struct ObjectWithSpec<Spec: ObjectSpec>: KubernetesObject, Hashable {
    /// Its metadata.
    package var metadata: ObjectMetadata
    /// Its specification.
    package var spec: Spec

    /// Makes an object.
    package init(metadata: ObjectMetadata, spec: Spec = .absent) {
        self.metadata = metadata
        self.spec = spec
    }

    /// Makes it of what is read.
    package init(metadata: ObjectMetadata, members: ObjectMembers) throws(ObjectFault) {
        self.metadata = metadata
        guard let piece = members["spec"] else {
            spec = .absent
            return
        }
        spec = try Spec(reading: piece)
    }
}
