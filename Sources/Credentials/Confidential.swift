/// A type that holds a credential: it prints as `<redacted>`, and a mirror finds nothing in it.
public protocol Confidential: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension Confidential {
    /// `<redacted>`, unless the type has something to say that is no secret.
    public var description: String { "<redacted>" }
    /// The description.
    public var debugDescription: String { description }
    /// A mirror without children, for `dump` and test failures.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>(), displayStyle: nil) }
}
