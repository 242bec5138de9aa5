package import Injection

/// Told of changes: nil for a namespace of which there is nothing to say any more.
package typealias NamespaceLearner = @Sendable (_ changes: [String: NamespaceFacts?]) -> Void
