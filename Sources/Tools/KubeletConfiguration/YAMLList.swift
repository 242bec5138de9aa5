internal import Manifests
internal import YAML

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
