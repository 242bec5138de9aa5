internal import Glibc
package import Logging
internal import Text

/// A swift-log handler that writes whole lines to standard error, and never waits long for who reads them.
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

    /// The lines of the process that could not be written: nobody took them, or there was no room.
    package static var lostLines: Int { LogPipe.standardError.lost }

    /// Writes a line, or loses it where that would have to wait for long.
    package func log(event: LogEvent) {
        let all = event.metadata.map { metadata.merging($0) { $1 } } ?? metadata
        let fields = all.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
        LogPipe.standardError.write(rendered(event.level, "\(event.message)", fields)) { count in
            rendered(.warning, "\(count) lines of this log were lost here: they could not be written", [])
        }
    }

    private func rendered(
        _ level: Logger.Level,
        _ message: String,
        _ metadata: [(key: String, value: Logger.MetadataValue)]
    ) -> [UInt8] {
        let line = LogLine(
            timestamp: WallClock.system.now(),
            level: level,
            label: label,
            message: message,
            metadata: metadata
        )
        return Array(line.rendered(as: format).utf8)
    }
}
