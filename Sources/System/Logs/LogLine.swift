internal import Logging
internal import Text

/// How log lines look.
package enum LogFormat: Sendable, Hashable {
    /// For people: `2026-11-21T09:30:00.125Z info  serve: message key=value`.
    case text
    /// For machines: one JSON object a line with `time`, `level`, `logger`, `message` and the metadata's keys.
    case json
}

/// One log line before it is written.
struct LogLine {
    let timestamp: Timestamp
    let level: Logger.Level
    let label: String
    let message: String
    /// Sorted by key, so that lines can be compared.
    let metadata: [(key: String, value: Logger.MetadataValue)]

    func rendered(as format: LogFormat) -> String {
        switch format {
        case .text:
            let name = level.rawValue.padding(to: 8)
            let fields = metadata.map { " \($0.key)=\(Self.quoted(Self.text($0.value)))" }.joined()
            return "\(timestamp.milli) \(name) \(label): \(Self.escaped(message))\(fields)\n"
        case .json:
            let own = [
                ("time", timestamp.milli), ("level", level.rawValue), ("logger", label), ("message", message),
            ]
            let taken = Set(own.map(\.0))
            var fields = own.map { "\(Self.json($0.0)):\(Self.json($0.1))" }
            // A key of the line itself cannot be had twice in an object.
            fields += metadata.map {
                "\(Self.json(taken.contains($0.key) ? "metadata.\($0.key)" : $0.key)):\(Self.json($0.value))"
            }
            return "{" + fields.joined(separator: ",") + "}\n"
        }
    }

    private static func quoted(_ value: String) -> String {
        let isPlain = !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x22 && $0 != 0x3d }
        return isPlain ? value : json(value)
    }

    /// A value as people read it: of several one after the other.
    private static func text(_ value: Logger.MetadataValue) -> String {
        switch value {
        case .string(let text): text
        case .stringConvertible(let value): "\(value)"
        case .array(let values): values.map(text).joined(separator: ",")
        case .dictionary(let fields):
            fields.sorted { $0.key < $1.key }.map { "\($0.key):\(text($0.value))" }.joined(separator: ",")
        }
    }

    /// A value as JSON: what is a number, a truth or a list stays one.
    private static func json(_ value: Logger.MetadataValue) -> String {
        switch value {
        case .string(let text): return json(text)
        case .stringConvertible(let value):
            switch value {
            case let number as any BinaryInteger: return "\(number)"
            case let number as Double where number.isFinite: return "\(number)"
            case let flag as Bool: return "\(flag)"
            default: return json("\(value)")
            }
        case .array(let values): return "[" + values.map { json($0) }.joined(separator: ",") + "]"
        case .dictionary(let fields):
            let members = fields.sorted { $0.key < $1.key }.map { "\(json($0.key)):\(json($0.value))" }
            return "{" + members.joined(separator: ",") + "}"
        }
    }

    /// Control characters shown as escapes: nothing from outside may begin a line of its own or drive a terminal.
    private static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7f..<0xa0).contains($0.value) }) else {
            return text
        }
        return String(json(text).dropFirst().dropLast())
    }

    /// Of U+0080 to U+009F, too, nothing stands for itself: to some terminals U+009B is what ESC [ is to all of them.
    private static func json(_ text: String) -> String { text.quotedJSON(.terminal) }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - utf8.count))
    }
}
