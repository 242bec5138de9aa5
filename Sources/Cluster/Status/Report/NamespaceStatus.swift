/// A namespace that is not right.
package struct NamespaceStatus: Sendable, Hashable {
    /// A Secret that it should have and has not.
    package struct Lack: Sendable, Hashable {
        /// The registry, or `(anonymous)` for the anonymous try.
        package var registry: String
        /// The Secret.
        package var secretName: String
        /// Why.
        package var reason: MissingReason

        /// Makes one.
        package init(registry: String, secretName: String, reason: MissingReason) {
            self.registry = registry
            self.secretName = secretName
            self.reason = reason
        }
    }

    /// Its name.
    package var name: String
    /// The Secrets that it lacks, in the order of the configuration.
    package var lacks: [Lack]
    /// A label that was meant for Pullpass and says nothing to it, and what was probably meant; nil where there is none.
    package var labelSlip: String?

    /// Makes one.
    package init(name: String, lacks: [Lack] = [], labelSlip: String? = nil) {
        self.name = name
        self.lacks = lacks
        self.labelSlip = labelSlip
    }

    /// Whether it only waits for its turn.
    package var isWaiting: Bool { labelSlip == nil && lacks.allSatisfy { $0.reason == .waiting } }
}
