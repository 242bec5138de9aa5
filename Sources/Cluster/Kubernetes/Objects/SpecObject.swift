package import Text

/// An object of which nothing but metadata and `spec` matters; null where it has none.
package typealias SpecObject = ObjectWithSpec<JSONValue>

extension JSONValue: ObjectSpec {
    /// Null.
    package static var absent: JSONValue { .null }

    /// Reads it whole.
    package init(reading piece: JSONPiece) throws(ObjectFault) { self = try piece.value() }
}

/// An object as it is to be made: the body of a server-side apply.
package struct SpecManifest: Sendable, Hashable, Encodable {
    /// Its API group and version: `admissionregistration.k8s.io/v1`.
    package var apiVersion: String
    /// Its kind.
    package var kind: String
    /// Its name, labels, annotations and owners.
    package var metadata: ObjectMetadata
    /// Its specification.
    package var spec: JSONValue

    /// Makes a manifest.
    package init(apiVersion: String, kind: String, metadata: ObjectMetadata, spec: JSONValue) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.metadata = metadata
        self.spec = spec
    }
}
