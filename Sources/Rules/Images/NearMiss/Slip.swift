/// Differences between a pattern and an image that are most likely a slip of the hand: these alone are worth a warning to whoever creates a Pod,
/// since an image that differs in another way may well be public, or somebody else's.
///
/// Digits never make a slip: `team1` and `team2`, `eu-west-1` and `eu-west-2`, ports 8082 and 8083 are different things on purpose.
enum Slip {
    /// Shorter words have too many neighbours that are words as well.
    private static let shortestWord = 4

    /// Bytes of a host and its port that can be meant for another one: a name of DNS has 253 at most.
    ///
    /// Images may have longer ones by their grammar, up to megabytes, and whoever compares letters would take seconds for them.
    static let longestHost = 253 + ":65535".utf8.count

    /// Registries that are nobody's misspelling of another one.
    private static let knownHosts: [StaticString] = [
        "docker.io", "ghcr.io", "gcr.io", "k8s.gcr.io", "quay.io", "registry.k8s.io", "mcr.microsoft.com",
        "public.ecr.aws", "lscr.io",
        "nvcr.io", "icr.io", "registry.gitlab.com", "docker.elastic.co",
    ]

    /// Whether one side has a port and the other has none.
    static func isForgotten(_ one: String?, _ other: String?) -> Bool { (one == nil) != (other == nil) }

    /// Whether a host without wildcards differs from an image's by one letter that is missing, too many, another one, or changed about.
    static func isHost(_ wanted: Span<UInt8>, _ image: Span<UInt8>) -> Bool {
        isHost(wanted, 0..<wanted.count, image, 0..<image.count)
    }

    /// The same for parts of texts.
    static func isHost(
        _ wanted: Span<UInt8>,
        _ wantedRange: Range<Int>,
        _ image: Span<UInt8>,
        _ imageRange: Range<Int>
    ) -> Bool {
        guard abs(wantedRange.count - imageRange.count) <= 1 else { return false }
        let edit = OneEdit(wanted, wantedRange, image, imageRange, separator: ASCII.dot)
        guard edit.isWhole, edit.wordLength >= shortestWord else { return false }
        guard !wantedRange.contains(where: { Glob.isSpecial(wanted[$0]) }) else { return false }
        return !knownHosts.contains { image.equals($0, in: imageRange) }
    }

    /// Whether a path, without its first slash, differs in one letter from the beginning of an image's, or is all of it but for a last slash.
    static func isPath(_ wanted: Span<UInt8>, _ image: Span<UInt8>) -> Bool {
        isPath(wanted, 0..<wanted.count, image, 0..<image.count)
    }

    /// The same for parts of texts.
    static func isPath(
        _ wanted: Span<UInt8>,
        _ wantedRange: Range<Int>,
        _ image: Span<UInt8>,
        _ imageRange: Range<Int>
    ) -> Bool {
        guard let last = wantedRange.last else { return false }
        let endsInSlash = wanted[last] == ASCII.slash
        if endsInSlash, image.equals(wanted, wantedRange.dropLast(), in: imageRange) { return true }
        let edit = OneEdit(wanted, wantedRange, image, imageRange, separator: ASCII.slash)
        guard let end = edit.prefixEnd, edit.wordLength >= shortestWord else { return false }
        return endsInSlash || end == imageRange.upperBound || image[end] == ASCII.slash
    }
}

/// Whether two texts differ by one letter that is missing, too many, another one, or changed about with the next; allocates nothing.
struct OneEdit {
    /// Where the first text, with the change, ends within the second; nil where it takes more than one change.
    let prefixEnd: Int?
    /// Whether the second text ends there.
    let isWhole: Bool
    /// How long the changed word of the first text is, between separators.
    let wordLength: Int

    init(
        _ wanted: Span<UInt8>,
        _ wantedRange: Range<Int>,
        _ image: Span<UInt8>,
        _ imageRange: Range<Int>,
        separator: UInt8
    ) {
        var at = wantedRange.lowerBound
        var place = imageRange.lowerBound
        while at < wantedRange.upperBound, place < imageRange.upperBound, wanted[at] == image[place] {
            at += 1
            place += 1
        }
        /// The end of the first text's rest in the second, where it stands there.
        func end(_ skipped: Int, _ passed: Int) -> Int? {
            let rest = wantedRange.upperBound - at - skipped
            let start = place + passed
            guard rest >= 0, start + rest <= imageRange.upperBound else { return nil }
            for offset in 0..<rest where wanted[at + skipped + offset] != image[start + offset] { return nil }
            return start + rest
        }
        func isLetter(_ text: Span<UInt8>, _ index: Int, _ range: Range<Int>) -> Bool {
            index < range.upperBound && ASCII.isLower(text[index] | 0x20)
        }
        var found: Int?
        if isLetter(wanted, at, wantedRange) {
            if isLetter(image, place, imageRange) {
                found = end(1, 1)
                if found == nil, isLetter(wanted, at + 1, wantedRange), isLetter(image, place + 1, imageRange),
                    wanted[at] == image[place + 1], wanted[at + 1] == image[place]
                {
                    found = end(2, 2)
                }
            }
            if found == nil { found = end(1, 0) }
        }
        if found == nil, isLetter(image, place, imageRange) { found = end(0, 1) }
        prefixEnd = found
        isWhole = found == imageRange.upperBound
        guard found != nil else {
            wordLength = 0
            return
        }
        var low = at
        while low > wantedRange.lowerBound, wanted[low - 1] != separator { low -= 1 }
        var high = at
        while high < wantedRange.upperBound, wanted[high] != separator { high += 1 }
        wordLength = high - low
    }
}
