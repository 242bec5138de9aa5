/// A text to validate, already read.
package struct ValidationInput: Sendable {
    /// What messages call it: a path, or `standard input`.
    package let name: String
    /// What it holds.
    package let bytes: [UInt8]

    /// Makes an input.
    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}
