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
            // Behind a backslash the next line belongs to the last one.
            let isEnded = bytes.isEmpty || bytes.last == 0x0A && bytes.dropLast().last != UInt8(ascii: "\\")
            let end: [UInt8] = isEnded ? [] : [0x0A]
            return bytes + end + Array("\(variable)=\"\(flags)\"\n".utf8)
        }
        position += 1
        // Blanks in front of a value are none of it.
        while position < line.upperBound, bytes[position] == 0x20 || bytes[position] == 0x09 { position += 1 }
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
        while let start = line.indices.first(where: { isWhole(flag, line, at: $0) }) {
            remove(flag.count, start, &line)
        }
    }

    /// Whether a flag stands there, and not one that only begins or ends like it.
    private static func isWhole(_ flag: [UInt8], _ line: [UInt8], at start: Int) -> Bool {
        let ends: [UInt8] = [0x20, 0x09, 0x0D, 0x22, 0x27, 0x3D, 0x5C]
        guard line[start...].starts(with: flag), start == 0 || ends.contains(line[start - 1]) else { return false }
        return start + flag.count == line.count || ends.contains(line[start + flag.count])
    }

    private static func remove(_ count: Int, _ start: Int, _ line: inout [UInt8]) {
        var range = start..<(start + count)
        if range.upperBound < line.count, line[range.upperBound] == 0x20 {
            range = range.lowerBound..<(range.upperBound + 1)
        } else if start > 0, line[start - 1] == 0x20 {
            range = (start - 1)..<range.upperBound
        }
        line.removeSubrange(range)
    }

    /// Whether a variable is set there.
    static func sets(_ variable: String, _ bytes: [UInt8]) -> Bool {
        spans(of: bytes).contains { isAssignment(of: variable, bytes[$0]) }
    }

    /// As systemd reads it, which takes blanks around the name, and does not take `export`.
    private static func isAssignment(of variable: String, _ line: ArraySlice<UInt8>) -> Bool {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        let rest = line.drop(while: isBlank)
        guard rest.starts(with: variable.utf8) else { return false }
        return rest.dropFirst(variable.utf8.count).drop(while: isBlank).first == UInt8(ascii: "=")
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
