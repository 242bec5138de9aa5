/// The texts of a small XML document's elements by their path, such as `ErrorResponse/Error/Code`; of equal paths the first counts.
///
/// Reads what STS writes: no namespaces, and no document types, which are refused.
struct XMLElements: Sendable {
    private var texts: [String: String] = [:]

    /// An answer of STS has some ten elements; without bounds their paths could take thousands of times the room of a document.
    private static let (maximumCount, maximumNameBytes) = (256, 128)

    subscript(_ path: String) -> String? { texts[path] }

    /// Reads a document; nil when it is none, is more than 32 deep, or has more than 256 elements or a name of more than 128 bytes.
    init?(_ bytes: [UInt8]) {
        guard let document = String(validating: bytes, as: UTF8.self) else { return nil }
        var rest = document[...]
        var path: [Substring] = []
        var text = ""
        var hasRoot = false
        var count = 0
        while let open = rest.firstIndex(of: "<") {
            guard let decoded = Self.unescaped(rest[..<open]) else { return nil }
            text += decoded
            rest = rest[open...].dropFirst()
            if rest.hasPrefix("?") {
                guard Self.skip(past: "?>", in: &rest) != nil else { return nil }
            } else if rest.hasPrefix("!--") {
                guard Self.skip(past: "-->", in: &rest) != nil else { return nil }
            } else if rest.hasPrefix("![CDATA[") {
                rest = rest.dropFirst(8)
                guard let data = Self.skip(past: "]]>", in: &rest) else { return nil }
                text += data
            } else if rest.hasPrefix("!") {
                return nil
            } else {
                guard let tag = Self.skip(past: ">", in: &rest) else { return nil }
                if tag.hasPrefix("/") {
                    guard let name = path.last, tag.dropFirst().filter({ !$0.isWhitespace }) == name else { return nil }
                    let key = path.joined(separator: "/")
                    if texts[key] == nil { texts[key] = text }
                    path.removeLast()
                } else {
                    let name = tag.prefix { !$0.isWhitespace && $0 != "/" }
                    count += 1
                    guard !name.isEmpty, name.utf8.count <= Self.maximumNameBytes, count <= Self.maximumCount,
                        path.count < 32, !hasRoot || !path.isEmpty
                    else { return nil }
                    hasRoot = true
                    if !tag.hasSuffix("/") { path.append(name) }
                }
                text = ""
            }
        }
        guard hasRoot, path.isEmpty, rest.allSatisfy(\.isWhitespace) else { return nil }
    }

    /// Cuts `rest` after a text and gives what stood before it.
    private static func skip(past end: String, in rest: inout Substring) -> Substring? {
        var index = rest.startIndex
        while index < rest.endIndex {
            if rest[index...].hasPrefix(end) {
                let before = rest[..<index]
                rest = rest[index...].dropFirst(end.count)
                return before
            }
            index = rest.index(after: index)
        }
        return nil
    }

    private static func unescaped(_ text: Substring) -> String? {
        guard text.contains("&") else { return String(text) }
        var output = ""
        var rest = text
        while let ampersand = rest.firstIndex(of: "&") {
            output += rest[..<ampersand]
            rest = rest[ampersand...].dropFirst()
            guard let end = rest.firstIndex(of: ";") else { return nil }
            let name = rest[..<end]
            switch name {
            case "amp": output += "&"
            case "lt": output += "<"
            case "gt": output += ">"
            case "quot": output += "\""
            case "apos": output += "'"
            default:
                let isHexadecimal = name.hasPrefix("#x")
                guard name.hasPrefix("#"),
                    let number = UInt32(name.dropFirst(isHexadecimal ? 2 : 1), radix: isHexadecimal ? 16 : 10),
                    let scalar = Unicode.Scalar(number)
                else { return nil }
                output.unicodeScalars.append(scalar)
            }
            rest = rest[end...].dropFirst()
        }
        return output + rest
    }
}
