/// What an input has shown that must not be.
package struct BrokenPromise: Error, CustomStringConvertible {
    /// What was promised and what came instead, for a person.
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// Holds the code under test to `promise`; `words` say what is broken where it is not kept.
package func hold(_ promise: Bool, _ words: @autoclosure () -> String) throws(BrokenPromise) {
    if !promise { throw BrokenPromise("broken promise: \(words())") }
}

/// Holds two readings of the same to be equal; `words` say of what.
package func holdEqual<Value: Equatable>(
    _ first: Value,
    _ second: Value,
    _ words: @autoclosure () -> String
) throws(BrokenPromise) {
    if first != second { throw BrokenPromise("broken promise: \(words())\n  first:  \(first)\n  second: \(second)") }
}
