/// Why there is no way to an API server: what is missing or wrong in which file, and what to do.
package struct ConnectionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A sentence for an operator, without a credential.
    package let description: String

    init(_ description: String) { self.description = description }
}
