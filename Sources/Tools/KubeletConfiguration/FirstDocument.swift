internal import YAML

/// What a kubelet reads of a file: the first YAML document, or all of it as JSON where it starts with a `{`.
struct FirstDocument {
    /// Its bytes, from the start of the file.
    let bytes: ArraySlice<UInt8>
    /// Whether it is read as JSON, so that nothing may follow.
    let isJSON: Bool
    /// The line of the first thing behind it, which nobody reads; nil where there is nothing.
    let restLine: Int?

    init(of bytes: [UInt8]) {
        let first = bytes.first { !Self.isSpace($0) }
        if first == UInt8(ascii: "{") {
            self.bytes = bytes[...]
            isJSON = true
            restLine = nil
            return
        }
        isJSON = false
        var end = bytes.count
        var restLine: Int?
        var hasStarted = false
        var isPast = false
        var number = 0
        var start = 0
        while start < bytes.count {
            number += 1
            let lineEnd = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            let line = bytes[start..<lineEnd]
            if !isPast, Self.isMarker(line, "-"), hasStarted {
                isPast = true
                end = start
                if Self.hasContent(line.dropFirst(3)) { restLine = number }
            } else if !isPast, Self.isMarker(line, "."), hasStarted {
                isPast = true
                end = start
            } else if isPast {
                if restLine == nil, !Self.isMarker(line, "-"), !Self.isMarker(line, "."), Self.hasContent(line) {
                    restLine = number
                }
            } else if Self.isMarker(line, "-") {
                // The second one would end an empty document.
                hasStarted = true
            } else if Self.hasContent(line), line.first != UInt8(ascii: "%") {
                hasStarted = true
            }
            start = lineEnd + 1
        }
        self.bytes = bytes[..<end]
        self.restLine = restLine
    }

    /// The document; nil where it is empty.
    ///
    /// - Throws: where it cannot be parsed.
    func read() throws(YAMLError) -> (node: YAMLNode?, duplicates: [YAMLDuplicateKey]) {
        if isJSON { try checkJSON() }
        let reading = try YAMLNode.read(yamlOrJSON: Array(bytes), limits: Self.limits)
        return (reading.documents.first, reading.duplicateKeys)
    }

    private func checkJSON() throws(YAMLError) {
        do throws(YAMLError) {
            let values = try YAMLNode.parse(json: Array(bytes), limits: Self.limits)
            guard values.count <= 1 else { throw YAMLError(at: values[1].mark, "something follows the JSON object") }
        } catch {
            // A key that stands twice is no fault of the text.
            guard !error.reason.hasPrefix("the key ") else { return }
            throw error
        }
    }

    static let limits = YAMLLimits(
        maximumBytes: ConfigFile.maximumBytes,
        maximumNodes: 50_000,
        maximumAliasBytes: 1 << 20,
        maximumDepth: 50
    )

    private static func isMarker(_ line: ArraySlice<UInt8>, _ letter: Character) -> Bool {
        let byte = letter.asciiValue ?? 0
        guard line.starts(with: [byte, byte, byte]) else { return false }
        return line.dropFirst(3).first.map(isSpace) ?? true
    }

    private static func hasContent(_ line: ArraySlice<UInt8>) -> Bool {
        guard let first = line.first(where: { !isSpace($0) }) else { return false }
        return first != UInt8(ascii: "#")
    }

    private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0D, 0x0A].contains(byte) }
}
