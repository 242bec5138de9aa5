package import Logging
import Synchronization

/// Keeps every line that is logged, with its level and metadata, as text.
package final class LogLines: Sendable {
    private let lines = Mutex<[(words: String, metadata: Logger.Metadata)]>([])

    /// An empty log.
    package init() {}

    /// All lines so far, the oldest first.
    package var all: [String] { lines.withLock { $0.map { "\($0.words) \($0.metadata)" } } }

    /// All lines so far without their metadata.
    package var messages: [String] { lines.withLock { $0.map(\.words) } }

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
            lines.lines.withLock { $0.append(("\(event.level) \(event.message)", event.metadata ?? [:])) }
        }
    }
}
