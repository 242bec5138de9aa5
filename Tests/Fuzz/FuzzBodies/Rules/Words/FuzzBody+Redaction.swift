import Text

extension FuzzBody {
    /// A credential, then what stands before and behind it in somebody else's words, a line each: it never comes out, in whatever form it goes
    /// in.
    static let redaction = FuzzBody(
        "redaction",
        maximumLength: 600,
        seeds: RedactionSeeds.texts.map { Array($0.utf8) },
        words: RedactionSeeds.words
    ) { bytes throws(BrokenPromise) in
        let lines = String(decoding: bytes, as: UTF8.self).split(
            separator: "\n",
            maxSplits: 2,
            omittingEmptySubsequences: false
        )
        guard let secret = lines.first.map(String.init) else { return }
        let before = lines.count > 1 ? String(lines[1]) : ""
        let after = lines.count > 2 ? String(lines[2]) : ""
        let redaction = Redaction(["another", secret])
        for text in [before, after, secret] { try holdLine(redaction.line(text), text) }
        try holdLine(Redaction().line(before + after), before + after)
        // Shorter ones are looked for as words only; and "<redacted>" itself may show none.
        let core = RedactionForm.seen(secret)
        guard core.count >= 6, !RedactionForm.seen(Redaction.mark).contains(sequence: core) else { return }
        for form in RedactionForm.allCases {
            let text = before + form.written(secret) + after
            guard text.unicodeScalars.count <= 4096 else { continue }
            let line = redaction.line(text)
            try holdLine(line, text)
            try hold(!RedactionForm.shows(line, secret), "\(form) of \(secret) is not shown: \(line)")
        }
    }

    /// A line is one, and of bounded length.
    private static func holdLine(_ line: String, _ text: String) throws(BrokenPromise) {
        try hold(line.unicodeScalars.count <= Printable.longestLine + 1, "a line is not longer than it may be")
        let isOneLine = line.unicodeScalars.allSatisfy {
            $0 == " " || ($0.value >= 0x20 && !$0.properties.isWhitespace)
        }
        try hold(isOneLine, "a line is one line: \(line) of \(text)")
    }
}
