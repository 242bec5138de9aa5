/// A text with settings of another tool, already read.
package struct MigrationInput: Sendable {
    /// What messages call it: a path, or `standard input`.
    package let name: String
    /// Values of a chart, or objects of a cluster, as YAML or JSON.
    package let bytes: [UInt8]

    /// Makes an input.
    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}
