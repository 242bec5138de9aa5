import Credentials
internal import Text

/// A JSON object to be sent, its keys in the order in which they are given.
enum JSONObject {
    /// A value of it.
    enum Value: Sendable {
        case string(String)
        case number(Int64)
        case strings([String])
        case object([(String, String)])
    }

    /// The text of an object.
    static func bytes(_ pairs: [(String, Value)]) -> [UInt8] {
        var text = JSONWriter()
        text.append(object: pairs) { text, value in
            switch value {
            case .string(let value): text.append(string: value)
            case .number(let value): text.append(raw: String(value))
            case .strings(let values): text.append(list: values) { $0.append(string: $1) }
            case .object(let members): text.append(object: members) { $0.append(string: $1) }
            }
        }
        return text.bytes
    }
}
