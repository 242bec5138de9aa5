package import Causes
package import Images

/// One image of a Pod with all that is known of its pull.
package struct ImageView: Sendable {
    /// The image, as the Pod writes it, and where.
    package let fact: Facts.Image
    /// As the kubelet reads it; nil where it cannot.
    package let reference: ImageReference?
    /// Why the kubelet cannot read it; nil where it can.
    package let fault: String?
    /// The registries of the configuration that are for it and for the namespace, in the order of the file.
    package internal(set) var registries: [Match] = []
    /// Those that are for it, and not for the namespace; where none is for it, the nearest.
    package internal(set) var misses: [Miss] = []
    /// What the kubelet tries, in order; where it is empty, once without a credential.
    package internal(set) var tries: [KeyTry] = []
    /// Why it was not pulled, in the kubelet's words; nil where it says nothing of it.
    package internal(set) var failure: PullFailure?
    /// What was said of each try, where registries were asked.
    package internal(set) var answers: [Facts.Answer] = []
    /// When the kubelet asks a registry.
    package let policy: Facts.Image.Policy
    /// What the node does with it, each a clause.
    package internal(set) var node: [String] = []

    /// A registry that is for an image.
    package struct Match: Sendable {
        /// Its name.
        package let registry: String
        /// The entry of `matchImages`; nil where it is for every Pod.
        package let pattern: String?
        /// Its Secret.
        package let secret: String
    }

    /// The image as it is shown: with its host, where it can be read.
    package var shown: String { reference?.repository ?? fact.image }
    /// The host that it names, with its port; empty where it cannot be read.
    package var host: String { reference.map { String($0.repository.prefix { $0 != "/" }) } ?? "" }

    init(_ fact: Facts.Image) {
        self.fact = fact
        do {
            let reference = try ImageReference(parsing: fact.image)
            (self.reference, fault) = (reference, nil)
            // The API server's own rule.
            let isLatest = reference.tag == "latest" && reference.digest.isEmpty
            policy = fact.policy ?? (isLatest ? .always : .ifNotPresent)
        } catch {
            (reference, fault, policy) = (nil, error.description, fact.policy ?? .ifNotPresent)
        }
        failure = fact.waiting.flatMap { PullFailure(reason: $0.reason, message: $0.message) }
    }
}
