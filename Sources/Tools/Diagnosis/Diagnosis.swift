package import Causes

/// What is wrong, with the one thing to do.
package struct Diagnosis: Sendable, Hashable {
    /// What is said of one image.
    package struct Image: Sendable, Hashable {
        /// The image, as the Pod writes it, and where.
        package var fact: Facts.Image
        /// As the kubelet reads it, with its host; nil where it cannot.
        package var repository: String?
        /// The registries of the configuration that are for it, by name.
        package var registries: [String] = []
        /// What the kubelet tries, in order; a pull without a credential where it is empty.
        package var tries: [KeyTry] = []
        /// Why it was not pulled, in the kubelet's words; nil where it says nothing of it.
        package var failure: PullFailure?
    }

    /// The images, in the order of the Pod.
    package var images: [Image] = []
    /// The causes, the one that hides the others first; empty where nothing is wrong.
    package var causes: [Cause] = []
    /// The one next step; nil where nothing is to be done.
    package var step: Cause.Step?
    /// Whether something keeps the Pod from an image, or will.
    package var isFine: Bool { causes.allSatisfy { $0.kind.weight == .note } }

    /// Reasons about facts; no I/O, and no clock but that of the facts.
    package init(_ facts: Facts) {}
}
