import Text

/// The texts of a small XML document's elements by their path, such as `ErrorResponse/Error/Code`; of equal paths the first counts.
///
/// Reads what STS writes: no namespaces, and no document types, which are refused. Byte by byte: what is a mark for XML stays one where a
/// combining character follows, which makes another `Character` of both.
struct XMLElements: Sendable {
    private var texts: [String: String] = [:]

    /// An answer of STS has some ten elements; without bounds their paths could take thousands of times the room of a document.
    private static let (maximumCount, maximumNameBytes) = (256, 128)

    subscript(_ path: String) -> String? { texts[path] }

    /// Reads a document; nil when it is none, is more than 32 deep, or has more than 256 elements or a name of more than 128 bytes.
    init?(_ bytes: [UInt8]) {
        guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
        var rest = bytes[...]
        var path: [ArraySlice<UInt8>] = []
        var text: [UInt8] = []
        var hasRoot = false
        var count = 0
        while let open = rest.firstIndex(of: UInt8(ascii: "<")) {
            guard let decoded = Self.unescaped(rest[..<open]) else { return nil }
            text += decoded
            rest = rest[open...].dropFirst()
            if rest.starts(with: "?".utf8) {
                guard Self.skip(past: "?>", in: &rest) != nil else { return nil }
            } else if rest.starts(with: "!--".utf8) {
                rest = rest.dropFirst(3)
                guard Self.skip(past: "-->", in: &rest) != nil else { return nil }
            } else if rest.starts(with: "![CDATA[".utf8) {
                rest = rest.dropFirst(8)
                guard let data = Self.skip(past: "]]>", in: &rest) else { return nil }
                text += data
            } else if rest.starts(with: "!".utf8) {
                return nil
            } else {
                guard let tag = Self.skipTag(in: &rest) else { return nil }
                if tag.first == UInt8(ascii: "/") {
                    guard let name = path.last, tag.dropFirst().filter({ !Self.isBlank($0) }) == Array(name) else {
                        return nil
                    }
                    let key = path.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
                    if texts[key] == nil { texts[key] = String(decoding: text, as: UTF8.self) }
                    path.removeLast()
                } else {
                    let name = tag.prefix { !Self.isBlank($0) && $0 != UInt8(ascii: "/") }
                    count += 1
                    guard !name.isEmpty, name.count <= Self.maximumNameBytes, count <= Self.maximumCount,
                        path.count < 32, !hasRoot || !path.isEmpty
                    else { return nil }
                    hasRoot = true
                    if tag.last != UInt8(ascii: "/") { path.append(name) }
                }
                text = []
            }
        }
        guard hasRoot, path.isEmpty, rest.allSatisfy(Self.isBlank) else { return nil }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { ASCII.isWhitespace(byte) }

    /// Cuts `rest` after a text and gives what stood before it.
    private static func skip(past end: String, in rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let found = rest.firstRange(of: end.utf8) else { return nil }
        defer { rest = rest[found.upperBound...] }
        return rest[..<found.lowerBound]
    }

    /// Cuts `rest` after the end of a tag and gives what stood before it; a `>` in quotes is part of a value.
    private static func skipTag(in rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var quote: UInt8?
        for index in rest.indices {
            let byte = rest[index]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                defer { rest = rest[(index + 1)...] }
                return rest[..<index]
            }
        }
        return nil
    }

    private static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var output: [UInt8] = []
        var rest = text
        while let ampersand = rest.firstIndex(of: UInt8(ascii: "&")) {
            output += rest[..<ampersand]
            rest = rest[ampersand...].dropFirst()
            guard let end = rest.firstIndex(of: UInt8(ascii: ";")),
                let character = character(String(decoding: rest[..<end], as: UTF8.self))
            else { return nil }
            output += Array(String(character).utf8)
            rest = rest[end...].dropFirst()
        }
        return output + rest
    }

    /// What the name between `&` and `;` stands for.
    private static func character(_ name: String) -> Unicode.Scalar? {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.hasPrefix("#") else { return nil }
            let isHexadecimal = name.hasPrefix("#x")
            let digits = name.utf8.dropFirst(isHexadecimal ? 2 : 1)
            // `UInt32` would take a sign.
            guard digits.first.map(ASCII.isAlphanumeric) ?? false else { return nil }
            return UInt32(String(decoding: digits, as: UTF8.self), radix: isHexadecimal ? 16 : 10)
                .flatMap(Unicode.Scalar.init)
        }
    }
}
