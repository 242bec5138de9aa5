internal import Text

/// A file of variables that systemd reads for a unit, of which one holds a program's flags.
enum EnvironmentFile {
    /// The file with flags in front of the others that a variable holds; with the variable where it lacks it.
    ///
    /// In front, since a value may end anywhere: behind quotes, or on the next line behind a backslash.
    static func adding(_ flags: String, to variable: String, in bytes: [UInt8]) -> [UInt8] {
        let lines = spans(of: bytes)
        guard let line = lines.last(where: { isAssignment(of: variable, bytes[$0]) }),
            var position = bytes[line].firstIndex(of: UInt8(ascii: "="))
        else {
            let end: [UInt8] = bytes.isEmpty || bytes.last == 0x0A ? [] : [0x0A]
            return bytes + end + Array("\(variable)=\"\(flags)\"\n".utf8)
        }
        position += 1
        let quote = position < line.upperBound ? bytes[position] : 0
        if quote == 0x22 || quote == 0x27 { position += 1 }
        let rest = bytes[position..<line.upperBound]
        let isLast = rest.isEmpty || rest.first == quote && (quote == 0x22 || quote == 0x27)
        return bytes[..<position] + Array((flags + (isLast ? "" : " ")).utf8) + bytes[position...]
    }

    /// The file without such flags, wherever they stand but in comments.
    static func removing(_ flags: [String], from bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var end = 0
        for line in spans(of: bytes) {
            result += bytes[end..<line.lowerBound]
            end = line.upperBound
            var kept = Array(bytes[line])
            if kept.first(where: { $0 != 0x20 && $0 != 0x09 }) != UInt8(ascii: "#") {
                for flag in flags { remove(Array(flag.utf8), &kept) }
            }
            result += kept
        }
        return result + bytes[end...]
    }

    private static func remove(_ flag: [UInt8], _ line: inout [UInt8]) {
        guard let start = line.indices.first(where: { line[$0...].starts(with: flag) }) else { return }
        var range = start..<(start + flag.count)
        if range.upperBound < line.count, line[range.upperBound] == 0x20 {
            range = range.lowerBound..<(range.upperBound + 1)
        } else if start > 0, line[start - 1] == 0x20 {
            range = (start - 1)..<range.upperBound
        }
        line.removeSubrange(range)
    }

    private static func isAssignment(of variable: String, _ line: ArraySlice<UInt8>) -> Bool {
        var rest = line.drop { $0 == 0x20 || $0 == 0x09 }
        if rest.starts(with: "export ".utf8) { rest = rest.dropFirst(7) }
        return rest.starts(with: Array("\(variable)=".utf8))
    }

    /// The lines, without what ends them.
    private static func spans(of bytes: [UInt8]) -> [Range<Int>] {
        var spans: [Range<Int>] = []
        var start = 0
        for (index, byte) in bytes.enumerated() where byte == 0x0A {
            spans.append(start..<index)
            start = index + 1
        }
        if start < bytes.count { spans.append(start..<bytes.count) }
        return spans
    }
}
