internal import Linux

/// Why nothing was done on a node, or not all.
package struct NodeSetupError: Error, Sendable, CustomStringConvertible {
    /// What failed, on which file, why, and what to do.
    package let description: String
    /// Whether the flags or the configuration are wrong, and not the node.
    package let isUsage: Bool

    /// What the flags or the configuration have wrong.
    static func usage(_ description: String) -> NodeSetupError {
        NodeSetupError(description: description, isUsage: true)
    }

    /// What the node has wrong.
    static func failed(_ description: String) -> NodeSetupError {
        NodeSetupError(description: description, isUsage: false)
    }

    /// What the system refuses.
    init(_ error: SystemCallError) { self = .failed("\(error)") }

    private init(description: String, isUsage: Bool) {
        self.description = description
        self.isUsage = isUsage
    }
}
