/// A file of manifests, already read.
public struct ManifestInput: Sendable {
    /// What messages call it: a path, or `-`.
    public var name: String
    /// YAML or JSON, any number of documents.
    public var bytes: [UInt8]

    /// Makes an input.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}
