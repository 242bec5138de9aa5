/// Finds credentials that are known, in whichever form somebody else writes them.
///
/// White space does not count, nor does the case of letters. Of long forms, twelve characters anywhere are enough; of all, the first six where
/// a word begins and ends with them.
struct KnownSecrets: Sendable {
    private static let leastPrefix = 6
    private static let leastPiece = 12
    private static let windowLength = 8
    /// A Secret's content may be a megabyte; what is behind this is found by what is before.
    private static let longest = 1 << 14

    /// All forms, without white space, in lower case.
    private let forms: [[UInt8]]
    /// All pieces of eight bytes of forms that are long enough for pieces to tell them.
    private let windows: Set<UInt64>

    init(_ secrets: [String]) {
        var forms: Set<[UInt8]> = []
        for secret in secrets { forms.formUnion(SecretForms.all(of: secret)) }
        self.forms = forms.map { Array($0.prefix(Self.longest)) }.filter { $0.count >= 3 }
        var windows: Set<UInt64> = []
        for form in self.forms where form.count >= Self.leastPiece {
            Self.forEachWindow(of: form) { windows.insert($1) }
        }
        self.windows = windows
    }

    /// Where they are in what a text stands for, as ranges of the original.
    func origins(in text: DecodedText) -> [Range<Int>] {
        guard !forms.isEmpty else { return [] }
        // One that begins right behind such a sign goes on in characters that are decoded as the others.
        return ([text] + text.readBehindSigns(2 * Self.leastPiece)).flatMap { text in
            let view = CompactText(text.bytes)
            let ranges = pieces(view) + forms.flatMap { Self.beginnings(of: $0, view) }
            return ranges.map { text.origin(of: view.origin(of: $0)) }
        }
    }

    private func pieces(_ view: CompactText) -> [Range<Int>] {
        var found: [Range<Int>] = []
        guard !windows.isEmpty else { return found }
        var current = 0..<0
        Self.forEachWindow(of: view.bytes) { start, window in
            guard windows.contains(window) else { return }
            let end = start + Self.windowLength
            if start == current.upperBound - Self.windowLength + 1 {
                current = current.lowerBound..<end
            } else {
                if current.count >= Self.leastPiece { found.append(current) }
                current = start..<end
            }
        }
        if current.count >= Self.leastPiece { found.append(current) }
        return found
    }

    /// Whole forms anywhere (of short ones, whole words), and the first characters of forms as words.
    ///
    /// What is longer than a piece is left to ``pieces(_:)``, so that nobody can make this slow by a text of equal letters.
    private static func beginnings(of form: [UInt8], _ view: CompactText) -> [Range<Int>] {
        var found: [Range<Int>] = []
        let bytes = view.bytes
        let longest = min(form.count, leastPiece)
        var start = 0
        while start < bytes.count {
            defer { start += 1 }
            guard bytes[start] == form[0] else { continue }
            var length = 1
            while length < longest, start + length < bytes.count, bytes[start + length] == form[length] {
                length += 1
            }
            let isWord = view.isBoundary(start) && view.isBoundary(start + length)
            let isWhole = length == form.count
            if isWhole && (length >= leastPrefix || isWord) || length >= leastPrefix && isWord {
                found.append(start..<start + length)
            }
        }
        return found
    }

    private static func forEachWindow(of bytes: [UInt8], _ body: (_ start: Int, _ window: UInt64) -> Void) {
        var window: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            window = window << 8 | UInt64(byte)
            if index >= windowLength - 1 { body(index - windowLength + 1, window) }
        }
    }
}

/// A text without its white space and in lower case, that knows where words begin and end in it.
private struct CompactText {
    private(set) var bytes: [UInt8] = []
    private var places: [Int] = []
    private var isAfterSpace: [Bool] = []

    init(_ text: [UInt8]) {
        var isSpace = true
        for (index, byte) in text.enumerated() {
            if ASCII.isWhitespace(byte) {
                isSpace = true
                continue
            }
            bytes.append(ASCII.isUpper(byte) ? byte | 0x20 : byte)
            places.append(index)
            isAfterSpace.append(isSpace)
            isSpace = false
        }
    }

    /// Whether no letter or digit is left or none is right of a place, or white space is between.
    func isBoundary(_ index: Int) -> Bool {
        index == 0 || index == bytes.count || isAfterSpace[index] || !ASCII.isAlphanumeric(bytes[index])
            || !ASCII.isAlphanumeric(bytes[index - 1])
    }

    func origin(of range: Range<Int>) -> Range<Int> { places[range.lowerBound]..<places[range.upperBound - 1] + 1 }
}
