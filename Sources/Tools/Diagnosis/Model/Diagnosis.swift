package import Causes
internal import Text

/// What is wrong with a Pod's pulls, with the one thing to do.
///
/// A pure function of ``Facts``: no I/O, and no clock but that of the facts.
package struct Diagnosis: Sendable {
    /// The images, in the order of the Pod.
    package let images: [ImageView]
    /// The causes: those that hide others first, and what breaks nothing last; empty where nothing is to be said.
    package let causes: [Cause]
    /// The one next step; nil where nothing is wrong.
    package let step: Cause.Step?
    /// What Events of the Pod and about its Secrets mean, the newest first, each meaning once.
    package let events: [EventMeaning]

    /// Whether nothing keeps the Pod from an image, or will.
    package var isFine: Bool { causes.allSatisfy { $0.weight == .note } }

    /// Reasons about facts.
    package init(_ facts: Facts) {
        let reasoning = Reasoning(facts)
        images = reasoning.images
        causes = reasoning.ranked()
        step = causes.first { $0.weight > .note }.map { reasoning.step(for: $0) }
        events = EventMeaning.all(in: facts)
    }

    /// What is wrong with Pullpass itself, whatever the Pod: of the facts only those of the installation, its webhook and its masters count.
    package static func ofInstallation(_ facts: Facts) -> [Cause] { Reasoning(facts).ofInstallation }
}
