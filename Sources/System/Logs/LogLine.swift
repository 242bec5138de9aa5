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
    let metadata: [(key: String, value: String)]

    func rendered(as format: LogFormat) -> String {
        switch format {
        case .text:
            let name = level.rawValue.padding(to: 8)
            let fields = metadata.map { " \($0.key)=\(Self.quoted($0.value))" }.joined()
            return "\(timestamp.milli) \(name) \(label): \(Self.escaped(message))\(fields)\n"
        case .json:
            var fields = [
                ("time", timestamp.milli), ("level", level.rawValue), ("logger", label), ("message", message),
            ]
            let taken = Set(fields.map(\.0))
            // A key of the line itself cannot be had twice in an object.
            fields += metadata.map { (taken.contains($0.key) ? "metadata.\($0.key)" : $0.key, $0.value) }
            return "{" + fields.map { "\(Self.json($0.0)):\(Self.json($0.1))" }.joined(separator: ",") + "}\n"
        }
    }

    private static func quoted(_ value: String) -> String {
        let isPlain = !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x22 && $0 != 0x3d }
        return isPlain ? value : json(value)
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
