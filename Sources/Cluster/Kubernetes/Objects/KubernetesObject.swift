/// What is known by metadata: an object of the API, or what is kept of one.
package protocol HasMetadata: Sendable {
    /// Name, version and everything else that all objects have.
    var metadata: ObjectMetadata { get }
}

/// An object of the API that has metadata and can be listed and watched.
///
/// Decoding is tolerant: fields that a type does not know are ignored, and optional ones may be missing or null.
package protocol KubernetesObject: HasMetadata, Decodable {}

/// A list of objects, complete, as of one resourceVersion.
package struct ObjectList<Object: KubernetesObject>: Sendable {
    /// The objects, in the server's order.
    package var items: [Object]
    /// The version from which a watch continues without a gap.
    package var resourceVersion: String

    /// Makes a list.
    package init(items: [Object], resourceVersion: String) {
        self.items = items
        self.resourceVersion = resourceVersion
    }
}
