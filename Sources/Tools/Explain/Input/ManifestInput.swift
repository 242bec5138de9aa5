/// A file of manifests, already read.
package struct ManifestInput: Sendable {
    /// What messages call it: a path, or `-`.
    package var name: String
    /// YAML or JSON, any number of documents.
    package var bytes: [UInt8]
    /// Whether its objects were read from a cluster: what is changed only when a Pod is made does not reach Pods that are there, and whatever
    /// else there is was not given to be explained.
    package var isLive: Bool

    /// Makes an input.
    package init(name: String, bytes: [UInt8], isLive: Bool = false) {
        self.isLive = isLive
        self.name = name
        self.bytes = bytes
    }
}
