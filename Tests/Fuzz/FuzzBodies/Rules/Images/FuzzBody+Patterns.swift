import Images
import PlainReadings

extension FuzzBody {
    /// Entries of `matchImages`, a line each, against an image, the last line: the compiled matcher, entry by entry and the kubelet's own rules
    /// agree.
    static let patterns = FuzzBody(
        "patterns",
        maximumLength: 600,
        seeds: ImageSeeds.matches.map { Array($0.utf8) },
        words: ImageSeeds.words + ["\n"]
    ) { bytes throws(BrokenPromise) in
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
        let imageBytes = lines.removeLast()
        guard lines.count <= 40 else { return }
        let texts = lines.map { String(decoding: $0, as: UTF8.self) }
        var patterns: [[ImagePattern]] = []
        for text in texts {
            let pattern = try? ImagePattern(parsing: text)
            try holdEqual(
                pattern != nil,
                PlainPattern(text.utf8) != nil,
                "what the kubelet can read of \(text) can be read"
            )
            if let pattern {
                patterns.append([pattern])
                _ = pattern.advice
                try holdEqual(pattern.description, text, "a pattern stays as it was given")
            }
        }
        let image = String(decoding: imageBytes, as: UTF8.self)
        var set = RegistrySet()
        let isReadable = ImageMatcher(patterns).collect(matching: imageBytes.span, into: &set)
        guard isReadable, let reference = try? ImageReference(parsing: image) else {
            return try hold(set.isEmpty, "an image that nobody can read matches nothing")
        }
        for (index, pattern) in patterns.enumerated() {
            let isMatch = PlainPattern(pattern[0].text.utf8)?.matches(reference.repository) ?? false
            try holdEqual(set.contains(index), isMatch, "\(pattern[0]) against \(image)")
            try holdEqual(pattern[0].matches(reference), isMatch, "\(pattern[0]) by itself against \(image)")
        }
        try holdBudget(patterns, imageBytes, set)
        try holdSlips(patterns, imageBytes, reference)
    }

    /// The first look at an image that matches nothing passes over no slip, but of official images,
    /// which are public, and of hosts with capitals, of which it takes only the plain ones.
    private static func holdSlips(
        _ patterns: [[ImagePattern]],
        _ image: [UInt8],
        _ reference: ImageReference
    ) throws(BrokenPromise) {
        let text = String(decoding: image, as: UTF8.self)
        guard !reference.repository.hasPrefix("docker.io/library/"),
            !reference.repository.utf8.contains(where: { (0x41...0x5A).contains($0) })
        else { return }
        for pattern in patterns.map({ $0[0] }) where !pattern.matches(reference) {
            let isSlip = NearMiss(pattern, reference)?.isSlip ?? false
            let index = SlipIndex([[pattern]])
            let mayHaveSlip = index.mayHaveSlip(image.span)
            try hold(!isSlip || mayHaveSlip, "\(text) may have been meant for \(pattern)")
            let found = index.nearest(to: text, among: { _ in true })?.pattern
            try holdEqual(found, isSlip ? pattern.text : nil, "\(text) was meant for \(pattern)")
        }
        let index = SlipIndex(patterns)
        let isAny = index.nearest(to: text, among: { _ in true }) != nil
        try hold(!isAny || index.mayHaveSlip(image.span), "\(text) may have been meant for one")
    }

    /// Within a budget nothing is found that is not found without one.
    private static func holdBudget(_ patterns: [[ImagePattern]], _ image: [UInt8], _ all: RegistrySet)
        throws(BrokenPromise)
    {
        var budget = MatchBudget()
        var some = RegistrySet()
        let matcher = ImageMatcher(patterns)
        for _ in 0..<3 { _ = matcher.collect(matching: image.span, into: &some, offset: 0, budget: &budget) }
        try hold(budget.isSpent ? some.allSatisfy(all.contains) : Array(some) == Array(all), "a budget only leaves out")
    }
}
