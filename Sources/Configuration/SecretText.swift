/// A credential that stands in the configuration; it prints as `<redacted>` wherever it turns up.
///
/// There is no `Codable` conformance on purpose, and none of its own to interpolate it by accident.
public struct SecretText: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    /// Hides a text.
    public init(_ text: String) { self.text = text }

    /// The credential itself, for the request that needs it; never for a log, an error or an Event.
    public func reveal() -> String { text }

    /// `<redacted>`.
    public var description: String { "<redacted>" }
    /// `<redacted>`.
    public var debugDescription: String { "<redacted>" }
    /// A mirror without children, for `dump` and test failures.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>(), displayStyle: nil) }
}
