internal import FoundationEssentials
package import Text

/// One value of an object's JSON, not yet read.
package struct JSONPiece: Sendable {
    /// The levels of nesting that are read at all; Foundation's decoder has a limit of its own, and needs stack for each.
    static let maximumDepth = 64

    /// How faults call it: `spec.webhooks`.
    let name: String
    /// At its first byte; ends with it.
    private let start: JSONCursor

    init(_ name: String, _ bytes: ArraySlice<UInt8>) {
        self.name = name
        start = JSONCursor(bytes)
    }

    /// Its length in the text.
    package var count: Int { start.bytes.count }

    /// A text of at most so many bytes.
    package func text(atMost limit: Int) throws(ObjectFault) -> String {
        let bytes = start.bytes
        guard bytes.first == JSONByte.quote, bytes.count >= 2 else { throw ObjectFault("\(name) is no text") }
        guard let text = start.text(bytes.startIndex + 1..<bytes.endIndex - 1, atMost: limit) else {
            throw ObjectFault("\(name) has more than \(limit) bytes")
        }
        return text
    }

    /// True or false.
    package func flag() throws(ObjectFault) -> Bool {
        if start.bytes.elementsEqual("true".utf8) { return true }
        if start.bytes.elementsEqual("false".utf8) { return false }
        throw ObjectFault("\(name) is neither true nor false")
    }

    /// A member of this object; nil where it has none of that name, or null.
    package subscript(key: String) -> JSONPiece? {
        var found: JSONPiece?
        try? forEachMember { (cursor, range, value) throws(ObjectFault) in
            if cursor.isText(range, key) {
                found = value.first == UInt8(ascii: "n") ? nil : JSONPiece("\(name).\(key)", value)
            }
        }
        return found
    }

    /// The elements of this list, those that are null left out and no more than so many; none where it is no list.
    package func elements(atMost limit: Int) -> [JSONPiece] {
        guard start.bytes.first == JSONByte.openBracket else { return [] }
        var cursor = start
        var found: [JSONPiece] = []
        do throws(JSONFault) {
            var entries = try cursor.enter()
            while found.count < limit, try cursor.nextElement(&entries) {
                let value = start.bytes[try cursor.skipValue()]
                if value.first != UInt8(ascii: "n") { found.append(JSONPiece("\(name)[]", value)) }
            }
        } catch {}
        return found
    }

    /// A map of bytes in base64, as a Secret's `data`: a value that is null is empty.
    package func base64Values(atMost limit: Int = 4 << 20, entries: Int = 4096) throws(ObjectFault) -> [String: [UInt8]]
    {
        guard count <= limit else { throw ObjectFault("\(name) has more than \(limit) bytes") }
        var values: [String: [UInt8]] = [:]
        try forEachMember { (cursor, range, value) throws(ObjectFault) in
            guard let key = cursor.text(range, atMost: 253) else {
                throw ObjectFault("\(name) has a key of more than 253 bytes")
            }
            guard values.count < entries else { throw ObjectFault("\(name) has more than \(entries) entries") }
            let piece = JSONPiece("\(name).\(Printable.text(key))", value)
            values[key] = value.first == UInt8(ascii: "n") ? [] : try piece.base64(atMost: limit)
        }
        return values
    }

    /// Bytes in base64; of at most so many.
    package func base64(atMost limit: Int) throws(ObjectFault) -> [UInt8] {
        guard count <= limit / 3 * 4 + 8 else { throw ObjectFault("\(name) has more than \(limit) bytes") }
        // A server escapes no character of base64.
        guard start.bytes.first == JSONByte.quote,
            let decoded = Data(base64Encoded: Data(start.bytes.dropFirst().dropLast()))
        else { throw ObjectFault("\(name) is no base64") }
        return Array(decoded)
    }

    /// What a decoder makes of it, where it has at most so many bytes and is not nested deeper than ``maximumDepth``.
    package func decode<Value: Decodable>(
        _ type: Value.Type = Value.self,
        atMost limit: Int = 1 << 20
    ) throws(ObjectFault) -> Value {
        try check(atMost: limit)
        do { return try JSONText.decode(type, from: start.bytes) } catch {
            throw ObjectFault("\(name) cannot be read: \(JSONText.reason(error))")
        }
    }

    /// All of it, where it has at most so many bytes and is not nested deeper than ``maximumDepth``.
    package func value(atMost limit: Int = 1 << 20) throws(ObjectFault) -> JSONValue {
        try check(atMost: limit)
        guard let value = JSONValue(parsing: start.bytes, maximumDepth: Self.maximumDepth) else {
            throw ObjectFault("\(name) cannot be read: the whole text is malformed")
        }
        return value
    }

    private func check(atMost limit: Int) throws(ObjectFault) {
        guard count <= limit else { throw ObjectFault("\(name) has more than \(limit) bytes") }
        guard isShallow else { throw ObjectFault("\(name) is nested more than \(Self.maximumDepth) levels deep") }
    }

    private var isShallow: Bool {
        var depth = 0
        var isInText = false
        var isEscaped = false
        for byte in start.bytes {
            if isInText {
                if isEscaped {
                    isEscaped = false
                } else if byte == JSONByte.backslash {
                    isEscaped = true
                } else if byte == JSONByte.quote {
                    isInText = false
                }
                continue
            }
            switch byte {
            case JSONByte.quote: isInText = true
            case JSONByte.openBrace, JSONByte.openBracket:
                depth += 1
                guard depth <= Self.maximumDepth else { return false }
            case JSONByte.closeBrace, JSONByte.closeBracket: depth -= 1
            default: break
            }
        }
        return true
    }

    private func forEachMember(
        _ body: (JSONCursor, _ key: Range<Int>, _ value: ArraySlice<UInt8>) throws(ObjectFault) -> Void
    ) throws(ObjectFault) {
        var cursor = start
        guard start.bytes.first == JSONByte.openBrace else { throw ObjectFault("\(name) is no object") }
        do {
            var entries = try cursor.enter()
            while let key = try cursor.nextKey(&entries) {
                let value = try cursor.skipValue()
                try body(cursor, key, start.bytes[value])
            }
        } catch let fault as ObjectFault {
            throw fault
        } catch {
            throw ObjectFault("\(name) is no JSON")
        }
    }
}
