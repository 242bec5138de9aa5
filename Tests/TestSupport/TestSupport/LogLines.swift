package import Logging
import Synchronization

/// Keeps every line that is logged, with its level and metadata, as text.
package final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    /// An empty log.
    package init() {}

    /// All lines so far, the oldest first.
    package var all: [String] { lines.withLock { $0 } }

    /// The number of lines in which a text stands.
    package func count(_ text: String) -> Int { all.count { $0.contains(text) } }

    /// Whether a text stands in any line.
    package func contains(_ text: String) -> Bool { count(text) > 0 }

    /// A logger that writes into this log, whatever the level.
    package func makeLogger(label: String = "test") -> Logger {
        var logger = Logger(label: label) { _ in Handler(lines: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let lines: LogLines
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.MetadataValue? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let line = "\(event.level) \(event.message) \(event.metadata ?? [:])"
            lines.lines.withLock { $0.append(line) }
        }
    }
}
