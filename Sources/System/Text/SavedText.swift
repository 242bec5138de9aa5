/// The bytes of a text that a person saved with some editor, shell or Secret.
package enum SavedText {
    /// What some editors of Windows put in front of UTF-8.
    package static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// The bytes without a byte order mark in front.
    package static func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
        bytes.starts(with: byteOrderMark) ? Array(bytes.dropFirst(byteOrderMark.count)) : bytes
    }

    /// The bytes without the byte order marks in front of lines, where they stand in files that were put together of several.
    ///
    /// For YAML and JSON: in front of the first line a mark means nothing, and libyaml takes it nowhere else.
    package static func withoutMarksOfLines(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(byteOrderMark[0]) else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        var isLineStart = true
        while index < bytes.count {
            if isLineStart, bytes[index...].starts(with: byteOrderMark) {
                index += byteOrderMark.count
                continue
            }
            isLineStart = bytes[index] == UInt8(ascii: "\n")
            result.append(bytes[index])
            index += 1
        }
        return result
    }

    /// Which other encoding than UTF-8 a text surely has, told by its mark or by the zero bytes of its first letters; nil in doubt.
    package static func otherEncoding(of bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return "UTF-32" }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
        let head = bytes.prefix(64)
        guard head.count >= 4, head.contains(0) else { return nil }
        let pairs = stride(from: 0, to: head.count - 1, by: 2).map { (head[$0] == 0, head[$0 + 1] == 0) }
        let zeros = head.dropLast(head.count % 4).map { $0 == 0 }
        let quads = stride(from: 0, to: zeros.count, by: 4).map { Array(zeros[$0..<$0 + 4]) }
        let isUTF32 = [[false, true, true, true], [true, true, true, false]].contains { order in
            quads.allSatisfy { $0 == order }
        }
        if isUTF32 { return "UTF-32" }
        let isUTF16 = pairs.allSatisfy { $0 == (false, true) } || pairs.allSatisfy { $0 == (true, false) }
        return isUTF16 ? "UTF-16" : nil
    }

    /// What to do about another encoding.
    package static let fix = "save it as UTF-8 (in Windows PowerShell: Out-File -Encoding utf8)"
}
