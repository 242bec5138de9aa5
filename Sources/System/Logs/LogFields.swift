package import Logging

/// What a line says for machines, by its keys; the same stands in its message in words.
package typealias LogFields = [LogKey: LogValue]

/// What a key of a line has.
package enum LogValue: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// A text.
    case text(String)
    /// A number, which stays one in JSON.
    case whole(Int64)
    /// Several texts.
    case list([String])

    /// A text.
    package init(stringLiteral text: String) { self = .text(text) }

    /// A number.
    package static func number(_ value: some BinaryInteger) -> Self { .whole(Int64(clamping: value)) }

    /// As the logger takes it.
    var metadata: Logger.MetadataValue {
        switch self {
        case .text(let text): .string(text)
        case .whole(let number): .stringConvertible(number)
        case .list(let texts): .array(texts.map { .string($0) })
        }
    }
}

extension Dictionary<LogKey, LogValue> {
    /// As the logger takes it.
    var metadata: Logger.Metadata {
        Logger.Metadata(uniqueKeysWithValues: map { ($0.key.rawValue, $0.value.metadata) })
    }

    /// These, and others where they have no such key.
    package func adding(_ others: LogFields) -> LogFields { merging(others) { own, _ in own } }
}

extension Logger {
    /// Writes a line with fields; neither it nor they are made where the level is not written.
    package func log(
        _ level: Level,
        _ message: @autoclosure () -> Message,
        _ fields: @autoclosure () -> LogFields
    ) {
        guard logLevel <= level else { return }
        log(level: level, message(), metadata: fields().metadata)
    }

    /// A line that only whoever looks for a fault reads.
    package func debug(_ message: @autoclosure () -> Message, _ fields: @autoclosure () -> LogFields) {
        log(.debug, message(), fields())
    }

    /// A line about what went as it should.
    package func info(_ message: @autoclosure () -> Message, _ fields: @autoclosure () -> LogFields) {
        log(.info, message(), fields())
    }

    /// A line about a change that somebody may look for.
    package func notice(_ message: @autoclosure () -> Message, _ fields: @autoclosure () -> LogFields) {
        log(.notice, message(), fields())
    }

    /// A line about what is to be mended before it is an error.
    package func warning(_ message: @autoclosure () -> Message, _ fields: @autoclosure () -> LogFields) {
        log(.warning, message(), fields())
    }

    /// A line about what does not work.
    package func error(_ message: @autoclosure () -> Message, _ fields: @autoclosure () -> LogFields) {
        log(.error, message(), fields())
    }
}
