/// A type that holds a credential: it prints as `<redacted>`, and a mirror finds nothing in it.
package protocol Confidential: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension Confidential {
    /// `<redacted>`, unless the type has something to say that is no secret.
    package var description: String { "<redacted>" }
    /// The description.
    package var debugDescription: String { description }
    /// A mirror without children, for `dump` and test failures.
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>(), displayStyle: nil) }
}
