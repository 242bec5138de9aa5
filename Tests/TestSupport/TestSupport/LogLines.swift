package import Logging
import Logs
import Synchronization
import Testing

/// Keeps every line that is logged, with its level and metadata, as text.
///
/// Whatever is logged in any test is held to the keys that there are (``LogKey``), numbers to being numbers.
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

    /// The fields of the lines in which a text stands, the oldest first.
    package func fields(_ text: String) -> [Logger.Metadata] {
        lines.withLock { lines in lines.filter { $0.words.contains(text) }.map(\.metadata) }
    }

    /// A logger that writes into this log, from a level on.
    package func makeLogger(label: String = "test", level: Logger.Level = .trace) -> Logger {
        var logger = Logger(label: label) { _ in Handler(lines: self) }
        logger.logLevel = level
        return logger
    }

    private static func check(_ event: LogEvent) {
        for (name, value) in event.metadata ?? [:] {
            guard let key = LogKey(rawValue: name) else {
                Issue.record("'\(event.message)' is logged with the key '\(name)', which LogKey does not have")
                continue
            }
            var isNumber = false
            if case .stringConvertible(let value) = value { isNumber = value is any BinaryInteger }
            if key.isNumber != isNumber {
                Issue.record("'\(event.message)' is logged with \(name)=\(value): LogKey says whether that is a number")
            }
        }
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
            LogLines.check(event)
            lines.lines.withLock { $0.append(("\(event.level) \(event.message)", event.metadata ?? [:])) }
        }
    }
}
