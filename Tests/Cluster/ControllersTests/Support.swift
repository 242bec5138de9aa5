import Kubernetes
import Logging
import InMemoryLogging

/// A logger, and what it was told.
struct RecordedLog: Sendable {
    private let handler = InMemoryLogHandler()

    /// A logger of all levels.
    var logger: Logger {
        var logger = Logger(label: "test") { _ in handler }
        logger.logLevel = .trace
        return logger
    }

    /// Level and message of each line.
    var lines: [String] { handler.entries.map { "\($0.level) \($0.message)" } }
}

/// An object of which nothing matters but its metadata.
struct Thing: KubernetesObject, Hashable {
    var metadata: ObjectMetadata

    /// Makes one with the name that all have.
    init(uid: String = "u", version: String) {
        metadata = ObjectMetadata(name: "thing", uid: uid, resourceVersion: version)
    }
}
