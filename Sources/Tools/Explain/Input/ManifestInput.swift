/// A file of manifests, already read.
package struct ManifestInput: Sendable {
    /// What messages call it: a path, or `-`.
    package var name: String
    /// YAML or JSON, any number of documents.
    package var bytes: [UInt8]

    /// Makes an input.
    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}
