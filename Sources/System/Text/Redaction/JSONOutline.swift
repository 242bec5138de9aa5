/// The keys and texts of a JSON text, for whoever must know what is in it and decodes nothing.
struct JSONOutline {
    enum Kind { case object, array, string, other }

    /// What the whole is.
    private(set) var kind = Kind.other
    /// The keys of the whole, where it is an object.
    private(set) var keys: [String] = []
    /// Every text with the key that it stands below, the nearest one; texts of the whole itself have none.
    private(set) var texts: [(key: String?, depth: Int, text: String)] = []
    /// Every number as it is written, with the key that it stands below.
    private(set) var numbers: [(key: String?, text: String)] = []

    private var rest: ArraySlice<UInt8>
    private static let maximumDepth = 64

    /// Reads a text; nil where it is no JSON, or deeper than 64 levels.
    init?(_ bytes: [UInt8]) {
        rest = bytes[...]
        guard readValue(key: nil, depth: 0) else { return nil }
        skipBlanks()
        guard rest.isEmpty else { return nil }
    }

    /// The text of a key of the whole.
    func text(of key: String) -> String? { texts.first { $0.depth == 1 && $0.key == key }?.text }

    /// Blanks, tabs and line ends, and no other white space.
    private mutating func skipBlanks() { rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D } }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard rest.first == UInt8(ascii: byte) else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func readValue(key: String?, depth: Int) -> Bool {
        guard depth <= Self.maximumDepth else { return false }
        if take("{") {
            if depth == 0 { kind = .object }
            return readList(until: "}") { outline in
                guard outline.take("\""), let name = outline.readString(), outline.take(":") else { return false }
                if depth == 0 { outline.keys.append(name) }
                return outline.readValue(key: name, depth: depth + 1)
            }
        }
        if take("[") {
            if depth == 0 { kind = .array }
            return readList(until: "]") { $0.readValue(key: key, depth: depth + 1) }
        }
        if take("\"") {
            if depth == 0 { kind = .string }
            guard let text = readString() else { return false }
            texts.append((key, depth, text))
            return true
        }
        let word = rest.prefix { ASCII.isAlphanumeric($0) || Array("+-.".utf8).contains($0) }
        rest = rest[word.endIndex...]
        let text = String(decoding: word, as: UTF8.self)
        guard JSONNumber(word) != nil else { return ["null", "true", "false"].contains(text) }
        numbers.append((key, text))
        return true
    }

    private mutating func readList(until end: Unicode.Scalar, _ element: (inout JSONOutline) -> Bool) -> Bool {
        if take(end) { return true }
        repeat {
            guard element(&self) else { return false }
        } while take(",")
        return take(end)
    }

    /// The rest of a string behind its quote; half a surrogate pair is left out.
    private mutating func readString() -> String? {
        var escapes = JSONEscapes(before: [], rest, half: "")
        guard let text = escapes.read() else { return nil }
        rest = escapes.rest
        return text
    }
}
