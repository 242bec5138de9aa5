/// Makes a ``JSONValue`` of a JSON text, with as much stack as the depth that is allowed.
struct JSONValueReader {
    private var rest: ArraySlice<UInt8>
    private let maximumDepth: Int

    init(_ bytes: ArraySlice<UInt8>, maximumDepth: Int) {
        rest = bytes
        self.maximumDepth = maximumDepth
    }

    /// The value that the whole text is.
    mutating func whole() -> JSONValue? {
        guard let value = value(depth: 0) else { return nil }
        skipBlanks()
        return rest.isEmpty ? value : nil
    }

    private mutating func value(depth: Int) -> JSONValue? {
        if take("{") { return depth < maximumDepth ? object(depth: depth + 1) : nil }
        if take("[") { return depth < maximumDepth ? array(depth: depth + 1) : nil }
        if take("\"") { return string().map(JSONValue.string) }
        return word()
    }

    private mutating func object(depth: Int) -> JSONValue? {
        var members: [String: JSONValue] = [:]
        if take("}") { return .object(members) }
        repeat {
            guard take("\""), let key = string(), take(":"), let value = value(depth: depth) else { return nil }
            members[key] = value
        } while take(",")
        return take("}") ? .object(members) : nil
    }

    private mutating func array(depth: Int) -> JSONValue? {
        var elements: [JSONValue] = []
        if take("]") { return .array(elements) }
        repeat {
            guard let value = value(depth: depth) else { return nil }
            elements.append(value)
        } while take(",")
        return take("]") ? .array(elements) : nil
    }

    private mutating func word() -> JSONValue? {
        let word = rest.prefix { ASCII.isAlphanumeric($0) || Self.inNumbers.contains($0) }
        rest = rest[word.endIndex...]
        if let number = JSONNumber(word) { return number.value }
        if word.elementsEqual("null".utf8) { return .null }
        if word.elementsEqual("true".utf8) { return .bool(true) }
        return word.elementsEqual("false".utf8) ? .bool(false) : nil
    }

    private static let inNumbers = [UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: ".")]

    /// The rest of a string behind its quote.
    private mutating func string() -> String? {
        let plain = rest.prefix { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") && $0 >= 0x20 }
        rest = rest[plain.endIndex...]
        if rest.first == UInt8(ascii: "\"") {
            rest.removeFirst()
            return String(validating: plain, as: UTF8.self)
        }
        var escapes = JSONEscapes(before: Array(plain), rest)
        guard let text = escapes.read() else { return nil }
        rest = escapes.rest
        return text
    }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard rest.first == UInt8(ascii: byte) else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func skipBlanks() {
        rest = rest.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
    }
}
