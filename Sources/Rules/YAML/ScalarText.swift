internal import Text

/// The text of one YAML scalar before its type is known.
struct ScalarText {
    let text: String
    /// The tag in its long form, or nil without one (or with the tag `!`).
    let tag: String?
    /// Whether the text stands without quotes and without a tag.
    let isPlain: Bool

    static let tagPrefix = "tag:yaml.org,2002:"
    static let mergeTag = tagPrefix + "merge"

    /// The value, by the rules of go-yaml v2 `resolve.go` with JSON as the target.
    ///
    /// Timestamps stay text; infinities and NaN are errors, for JSON has no such numbers; text under an unknown tag is a string.
    func resolved(at mark: YAMLMark) throws(YAMLError) -> YAMLNode.Value {
        guard let tag else { return isPlain ? try plain(at: mark) : .string(text) }
        guard tag.hasPrefix(Self.tagPrefix) else { return .string(text) }
        switch tag.dropFirst(Self.tagPrefix.count) {
        case "null":
            if case .null = try plain(at: mark) { return .null }
            throw mismatch("null", at: mark)
        case "bool":
            if case .bool(let flag) = try plain(at: mark) { return .bool(flag) }
            throw mismatch("bool", at: mark)
        case "int":
            if case .integer(let number) = try plain(at: mark) { return .integer(number) }
            throw mismatch("int", at: mark)
        case "float":
            switch try plain(at: mark) {
            case .integer(let number), .float(let number): return .float(number)
            default: throw mismatch("float", at: mark)
            }
        case "binary":
            return .string(try decodedBinary(at: mark))
        default:
            return .string(text)
        }
    }

    private func mismatch(_ type: String, at mark: YAMLMark) -> YAMLError {
        YAMLError(at: mark, "the tag !!\(type) on a value that is no \(type)")
    }

    private func decodedBinary(at mark: YAMLMark) throws(YAMLError) -> String {
        guard let bytes = Base64.decodeAsGo(text.utf8, isPadded: true) else {
            throw YAMLError(at: mark, "a !!binary value that is not base64")
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else {
            throw YAMLError(
                at: mark,
                "a !!binary value that is not UTF-8 text, which JSON cannot hold; leave the tag out"
            )
        }
        return decoded
    }

    /// The value of text that decides its own type.
    private func plain(at mark: YAMLMark) throws(YAMLError) -> YAMLNode.Value {
        guard let first = text.utf8.first else { return .null }
        switch first {
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "0")...UInt8(ascii: "9"):
            if Self.unrepresentable.contains(text) {
                throw YAMLError(at: mark, "infinity and NaN cannot be written in JSON; put the text in quotes")
            }
            return NumberText.resolve(text) ?? .string(text)
        default:
            return Self.words[text] ?? .string(text)
        }
    }

    private static let unrepresentable: Set<String> = [
        ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF",
    ]

    private static let words: [String: YAMLNode.Value] = {
        var words: [String: YAMLNode.Value] = [:]
        for word in ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"] {
            words[word] = .bool(true)
        }
        for word in ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"] {
            words[word] = .bool(false)
        }
        for word in ["~", "null", "Null", "NULL"] { words[word] = .null }
        return words
    }()
}
