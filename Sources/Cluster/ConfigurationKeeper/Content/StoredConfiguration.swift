package import Configuration
package import Text

/// The last good configuration: the text of a file that was in force, and who put it there.
///
/// Its text never prints, since credentials may stand in it.
package struct StoredConfiguration: Sendable, Hashable {
    /// The largest text that is kept, in bytes: well below the mebibyte that a Secret may have, whatever else stands in it.
    package static let maximumBytes = 768 << 10

    /// The file's text as it was accepted.
    package let text: ConfigurationText
    /// When it was put in force; nil where nobody says.
    package let acceptedAt: Timestamp?
    /// The version of Pullpass that did so; empty where nobody says.
    package let acceptedBy: String

    /// Makes one of a text that is in force.
    package init(_ text: ConfigurationText, acceptedAt: Timestamp?, acceptedBy: String) {
        self.text = text
        self.acceptedAt = acceptedAt
        self.acceptedBy = acceptedBy
    }

    /// Whether it can be kept.
    var isTooLarge: Bool { text.bytes.count > Self.maximumBytes }
}

extension StoredConfiguration: CustomStringConvertible {
    /// When and by what it was accepted: `of 2026-05-01T10:00:00Z, accepted by version 0.1.0`.
    package var description: String {
        let time = acceptedAt.map { "of \($0.whole)" } ?? "of an unknown time"
        return acceptedBy.isEmpty ? time : "\(time), accepted by version \(acceptedBy)"
    }
}
