internal import Manifests
internal import Text
internal import YAML

/// Where the elements of `providers` stand in a text, and how another one is written between them.
struct ListSpans {
    /// The bytes of each element: whole lines in YAML, from brace to brace in JSON.
    let elements: [Range<Int>]
    /// Writes an element as it stands among the others.
    let write: (ManifestValue) -> [UInt8]
    /// What stands between two elements.
    let separator: [UInt8]

    /// The text without some elements, and with others in front of the element at `position`; nil where none would be there to go by.
    func changed(
        _ bytes: [UInt8],
        dropping isDropped: [Bool],
        adding: [ManifestValue],
        at position: Int
    ) -> [UInt8]? {
        guard let first = elements.first, let last = elements.last, isDropped.count == elements.count else {
            return nil
        }
        var edited = bytes[..<first.lowerBound]
        var isFirst = true
        var end = first.lowerBound
        func put(_ text: some Sequence<UInt8>, between: ArraySlice<UInt8>?) {
            if !isFirst { edited += between ?? separator[...] }
            edited += text
            isFirst = false
        }
        for (index, span) in elements.enumerated() {
            if index == position { adding.forEach { put(write($0), between: nil) } }
            // What people wrote between two elements belongs to the second.
            let gap = bytes[end..<span.lowerBound]
            end = span.upperBound
            guard !isDropped[index] else { continue }
            put(bytes[span], between: index == 0 ? nil : gap)
        }
        if position == elements.count { adding.forEach { put(write($0), between: nil) } }
        return Array(edited + bytes[last.upperBound...])
    }
}

/// The elements of `providers` in YAML's usual form, one behind the other with a `-` in front.
struct YAMLList {
    let spans: ListSpans

    /// Finds them; nil where they are laid out in another form.
    init?(_ document: YAMLNode, _ bytes: [UInt8]) {
        guard let elements = document["providers"]?.sequence, !elements.isEmpty else { return nil }
        let lines = Self.lines(of: bytes)
        var starts: [Int] = []
        var margin: Int?
        for element in elements {
            // The `-` stands in front of the first key, or alone on a line above it.
            var number = element.mark.line - 1
            while number >= 0, number < lines.count, Self.indent(bytes[lines[number]]) == nil { number -= 1 }
            if number >= 0, number < lines.count, !Self.isDash(bytes[lines[number]]) {
                number -= 1
                while number >= 0, Self.indent(bytes[lines[number]]) == nil { number -= 1 }
            }
            guard number >= 0, number < lines.count, Self.isDash(bytes[lines[number]]),
                let indent = Self.indent(bytes[lines[number]]), margin == nil || margin == indent,
                starts.last.map({ $0 < number }) ?? true
            else { return nil }
            margin = indent
            starts.append(number)
        }
        guard let margin, let last = starts.last else { return nil }
        // The last one ends where something stands no further to the right than its `-`.
        var end = last + 1
        while end < lines.count {
            if let indent = Self.indent(bytes[lines[end]]), indent <= margin { break }
            end += 1
        }
        let ends = starts.dropFirst() + [end]
        let ranges = zip(starts, ends).map { start, end in
            // Comments and blank lines belong to what follows them.
            var end = end
            while end > start + 1, Self.indent(bytes[lines[end - 1]]) == nil { end -= 1 }
            return lines[start].lowerBound..<Self.withoutLineEnd(lines[end - 1], bytes)
        }
        spans = ListSpans(
            elements: ranges,
            write: { Self.write($0, margin: margin) },
            separator: bytes.contains(0x0D) ? [0x0D, 0x0A] : [0x0A]
        )
    }

    private static func write(_ element: ManifestValue, margin: Int) -> [UInt8] {
        let blanks = String(repeating: " ", count: margin)
        let lines = ManifestValue.list([element]).yaml.split(separator: "\n")
        return Array(lines.map { blanks + $0 }.joined(separator: "\n").utf8)
    }

    /// Each line with its end.
    private static func lines(of bytes: [UInt8]) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
            lines.append(start..<end)
            start = end
        }
        return lines
    }

    private static func withoutLineEnd(_ line: Range<Int>, _ bytes: [UInt8]) -> Int {
        var end = line.upperBound
        while end > line.lowerBound, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        return end
    }

    /// How many blanks a line starts with; nil for one without content.
    private static func indent(_ line: ArraySlice<UInt8>) -> Int? {
        let blanks = line.prefix { $0 == 0x20 }.count
        let rest = line.dropFirst(blanks).drop { $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
        guard let first = rest.first, first != UInt8(ascii: "#") else { return nil }
        return blanks
    }

    private static func isDash(_ line: ArraySlice<UInt8>) -> Bool {
        let rest = line.drop { $0 == 0x20 }
        guard rest.first == UInt8(ascii: "-") else { return false }
        return rest.dropFirst().first.map { [0x20, 0x09, 0x0A, 0x0D].contains($0) } ?? true
    }
}

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
