/// A credential that stands in the configuration; it prints as `<redacted>` wherever it turns up.
///
/// There is no `Codable` conformance on purpose, and none of its own to interpolate it by accident.
package struct SecretText: Sendable, Hashable, Confidential {
    private let text: String

    /// Hides a text.
    package init(_ text: String) { self.text = text }

    /// The credential itself, for the request that needs it; never for a log, an error or an Event.
    package func reveal() -> String { text }
}
