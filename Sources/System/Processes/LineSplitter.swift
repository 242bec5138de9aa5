/// Cuts a byte stream into lines of text.
///
/// Bytes that are not UTF-8 are replaced.
struct LineSplitter {
    private var unfinished: [UInt8] = []

    /// Takes the next bytes, and returns the lines that they complete, without their line feeds.
    mutating func add(_ bytes: [UInt8]) -> [String] {
        var lines: [String] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                lines.append(String(decoding: unfinished, as: UTF8.self))
                unfinished.removeAll(keepingCapacity: true)
            } else {
                unfinished.append(byte)
            }
        }
        return lines
    }

    /// The text after the last line feed, if there is any.
    consuming func finish() -> String? {
        unfinished.isEmpty ? nil : String(decoding: unfinished, as: UTF8.self)
    }
}
