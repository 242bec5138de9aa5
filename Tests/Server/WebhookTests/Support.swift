import Logging
import Synchronization

/// Keeps what is logged.
final class LogSink: Sendable {
    let lines = Mutex<[String]>([])
}

struct SinkHandler: LogHandler {
    let sink: LogSink
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }
    func log(event: LogEvent) {
        sink.lines.withLock { $0.append("\(event.level) \(event.message) \(event.metadata ?? Logger.Metadata())") }
    }
}

/// A clock that stands still until it is told to move.
final class HandClock: Sendable {
    let nanoseconds = Atomic<UInt64>(1_000_000_000_000)
}
