/// What an input has shown that must not be.
struct BrokenPromise: Error, CustomStringConvertible {
    /// What was promised and what came instead, for a person.
    let description: String

    init(_ description: String) { self.description = description }
}

/// Holds the code under test to `promise`; `words` say what is broken where it is not kept.
func hold(_ promise: Bool, _ words: @autoclosure () -> String) throws(BrokenPromise) {
    if !promise { throw BrokenPromise("broken promise: \(words())") }
}

/// Holds two readings of the same to be equal; `words` say of what.
func holdEqual<Value: Equatable>(
    _ first: Value,
    _ second: Value,
    _ words: @autoclosure () -> String
) throws(BrokenPromise) {
    if first != second { throw BrokenPromise("broken promise: \(words())\n  first:  \(first)\n  second: \(second)") }
}
