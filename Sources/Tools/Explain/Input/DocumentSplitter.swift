internal import Text

/// A part of a text that is read on its own, so that a fault in it spoils nothing else.
struct DocumentText: Sendable, Hashable {
    var bytes: [UInt8]
    /// How many lines of the text stand in front of it.
    var linesBefore: Int
}

/// Cuts a text in front of each `---` line.
///
/// A line that starts with `---` and ends there, or goes on with white space, is a document marker wherever YAML allows
/// it to stand, in block scalars too. The marker stays with the document that it starts.
enum DocumentSplitter {
    static func split(_ text: [UInt8]) -> [DocumentText] {
        // A byte order mark would hide the marker behind it.
        let bytes = SavedText.withoutMarksOfLines(text)
        var documents: [DocumentText] = []
        var start = 0
        var startLine = 0
        var line = 0
        var lineStart = 0
        // Directives (`%YAML 1.1`) and comments belong to the document that the next marker starts.
        var hasContent = false
        while lineStart < bytes.count {
            let lineEnd = bytes[lineStart...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            let lineText = bytes[lineStart..<lineEnd]
            let startsDocument = isMarker(lineText)
            if startsDocument, hasContent {
                documents.append(DocumentText(bytes: Array(bytes[start..<lineStart]), linesBefore: startLine))
                start = lineStart
                startLine = line
            }
            hasContent = startsDocument || hasContent || isContent(lineText)
            lineStart = lineEnd + 1
            line += 1
        }
        if hasContent { documents.append(DocumentText(bytes: Array(bytes[start...]), linesBefore: startLine)) }
        return documents
    }

    private static func isMarker(_ line: ArraySlice<UInt8>) -> Bool {
        guard line.starts(with: Array("---".utf8)) else { return false }
        guard let next = line.dropFirst(3).first else { return true }
        return isBlank(next)
    }

    private static func isContent(_ line: ArraySlice<UInt8>) -> Bool {
        guard let first = line.first(where: { !isBlank($0) }) else { return false }
        return first != UInt8(ascii: "#") && first != UInt8(ascii: "%")
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}
