internal import Glibc
package import Logging
internal import Text

/// A swift-log handler that writes whole lines to standard error, one `write` each.
package struct StandardErrorLog: LogHandler {
    /// Metadata of every line.
    package var metadata: Logger.Metadata = [:]
    /// The least important level that is written.
    package var logLevel: Logger.Level
    private let label: String
    private let format: LogFormat

    /// Makes a handler for the logger named `label`.
    package init(label: String, format: LogFormat, level: Logger.Level) {
        self.label = label
        self.format = format
        logLevel = level
    }

    /// Whether standard error is a terminal: then people read the log.
    package static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// One value of ``metadata``.
    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes a line.
    package func log(event: LogEvent) {
        let all = event.metadata.map { metadata.merging($0) { $1 } } ?? metadata
        let line = LogLine(
            timestamp: WallClock.system.now(),
            level: event.level,
            label: label,
            message: "\(event.message)",
            metadata: all.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
        )
        let bytes = Array(line.rendered(as: format).utf8)
        // A log that cannot be written is nobody's reason to stop.
        _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
    }
}
