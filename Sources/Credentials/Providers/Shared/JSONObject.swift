import Credentials

/// A JSON object to be sent, its keys in the order in which they are given.
enum JSONObject {
    /// A value of it.
    enum Value: Sendable {
        case string(String)
        case number(Int64)
        case strings([String])
    }

    /// The text of an object.
    static func bytes(_ pairs: [(String, Value)]) -> [UInt8] {
        var text = JSONText()
        text.append(raw: "{")
        for (index, pair) in pairs.enumerated() {
            if index > 0 { text.append(raw: ",") }
            text.append(string: pair.0)
            text.append(raw: ":")
            switch pair.1 {
            case .string(let value): text.append(string: value)
            case .number(let value): text.append(raw: String(value))
            case .strings(let values):
                text.append(raw: "[")
                for (place, value) in values.enumerated() {
                    if place > 0 { text.append(raw: ",") }
                    text.append(string: value)
                }
                text.append(raw: "]")
            }
        }
        text.append(raw: "}")
        return text.bytes
    }
}
