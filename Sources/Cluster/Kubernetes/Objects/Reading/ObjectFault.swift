/// Why an object, or all of it, could not be read: the fault of who has written it, and of no other object.
package struct ObjectFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// A clause without a full stop that quotes no value: `metadata.labels has more than 32768 bytes`.
    package let description: String

    /// Makes a fault.
    package init(_ description: String) { self.description = description }
}
