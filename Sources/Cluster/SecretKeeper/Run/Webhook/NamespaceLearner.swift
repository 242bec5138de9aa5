package import Injection

/// Told of changes, one call at a time, on a thread that it may keep for a while: nil for a namespace of which there is nothing to say any more.
package typealias NamespaceLearner = @Sendable (_ changes: [String: NamespaceFacts?]) -> Void
