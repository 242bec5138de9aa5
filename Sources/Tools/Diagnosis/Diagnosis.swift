package import Causes

/// What is wrong, with the one thing to do.
package struct Diagnosis: Sendable, Hashable {
    /// The causes, the one that hides the others first.
    package var causes: [Cause] = []
}
