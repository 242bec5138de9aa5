/// `log:`, what is logged and how.
package struct LogSettings: Sendable, Hashable {
    /// `level`, with the names of swift-log.
    package enum Level: String, Sendable, Hashable, CaseIterable {
        /// Everything.
        case trace
        /// What helps in finding a fault of Pullpass itself.
        case debug
        /// What happens; the default.
        case info
        /// What is worth a look.
        case notice
        /// What may become a fault.
        case warning
        /// What failed.
        case error
        /// What ends the process.
        case critical
    }

    /// `format`.
    package enum Format: String, Sendable, Hashable, CaseIterable {
        /// Lines for people.
        case text
        /// One JSON object a line.
        case json
    }

    /// The least important level that is written.
    package var level = Level.info
    /// The format, or nil for text on a terminal and JSON elsewhere.
    package var format: Format?

    /// The defaults.
    package init() {}

    static let keys: [SettingKey] = [
        .key("level", .word(Level.self), default: "info", "The least important level that is written."),
        .key("format", .word(Format.self), "Lines of text or JSON; without it text on a terminal and JSON elsewhere."),
    ]
}
