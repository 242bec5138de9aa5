internal import Manifests
internal import Text
internal import YAML

/// The elements of `providers` in JSON.
struct JSONList {
    let spans: ListSpans

    /// Finds them; nil where there are none.
    init?(_ document: YAMLNode, _ bytes: [UInt8]) {
        guard let elements = document["providers"]?.sequence, !elements.isEmpty else { return nil }
        var ranges: [Range<Int>] = []
        for element in elements {
            guard let start = Self.offset(of: element.mark, in: bytes), let end = Self.end(from: start, bytes) else {
                return nil
            }
            ranges.append(start..<end)
        }
        let first = ranges[0].lowerBound
        let lineStart = bytes[..<first].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let before = bytes[lineStart..<first]
        // One behind the other, where the first starts a line.
        let margin = before.allSatisfy { $0 == 0x20 || $0 == 0x09 } && lineStart > 0 ? Array(before) : nil
        spans = ListSpans(
            elements: ranges,
            write: { element in
                let lines = element.json(escaping: .json).split(separator: "\n").map { Array($0.utf8) }
                guard let margin else {
                    return Array(lines.map { $0.drop { $0 == 0x20 } }.joined(separator: []))
                }
                return Array(lines.joined(separator: [0x0A] + margin))
            },
            separator: margin.map { [UInt8(ascii: ","), 0x0A] + $0 } ?? [UInt8(ascii: ","), 0x20]
        )
    }

    private static func offset(of mark: YAMLMark, in bytes: [UInt8]) -> Int? {
        var start = 0
        for _ in 1..<mark.line {
            guard let end = bytes[start...].firstIndex(of: 0x0A) else { return nil }
            start = end + 1
        }
        // Columns count characters.
        var column = 1
        var index = start
        while index < bytes.count, column < mark.column || bytes[index] & 0xC0 == 0x80 {
            if bytes[index] & 0xC0 != 0x80 { column += 1 }
            index += 1
        }
        return index < bytes.count && bytes[index] == UInt8(ascii: "{") ? index : nil
    }

    /// The index behind the brace that closes the one at `start`.
    private static func end(from start: Int, _ bytes: [UInt8]) -> Int? {
        var depth = 0
        var isText = false
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\\") where isText: index += 1
            case UInt8(ascii: "\""): isText.toggle()
            case UInt8(ascii: "{") where !isText: depth += 1
            case UInt8(ascii: "}") where !isText:
                depth -= 1
                if depth == 0 { return index + 1 }
            default: break
            }
            index += 1
        }
        return nil
    }
}
