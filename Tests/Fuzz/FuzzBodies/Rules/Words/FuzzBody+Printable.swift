import Images
import Text

extension FuzzBody {
    /// Anybody's text in a message: one line of a bounded length that drives no terminal, and that does not change when it is cleaned once more.
    static let printable = FuzzBody(
        "printable",
        maximumLength: 600,
        seeds: [
            "plain", "a\u{1B}[31mb\u{1B}]0;x\u{07}c\u{1B}\\", "e\u{301}\u{301}\u{301}\u{301}x", "\u{202E}abc\u{2066}",
            "a\r\n\tb\u{85}\u{2028}",
            "{\"a\":\"\\u0041\"}", "\u{0}\u{7F}\u{9B}1m", "/etc/pullpass/token", String(repeating: "x", count: 90),
            "\u{E0001}\u{FFFE}",
        ].map { Array($0.utf8) },
        words: [
            "\u{1B}[", "\u{1B}]", "\u{07}", "\u{9C}", "\u{200B}", "\u{301}", "\u{202E}", "\u{FEFF}", "\u{2028}",
            "\u{85}", "\n", "\t", "…",
        ]
    ) { bytes throws(BrokenPromise) in
        let text = String(decoding: bytes, as: UTF8.self)
        let line = Printable.line(text)
        try hold(line.unicodeScalars.allSatisfy(isSafe), "a line drives nothing: \(line.debugDescription)")
        try holdEqual(Printable.line(line), line, "a clean line stays as it is")
        try hold(line.unicodeScalars.count <= Printable.longestLine + 1, "a line is bounded")
        for limit in [0, 1, 7] {
            try hold(
                Printable.line(text, limit: limit).unicodeScalars.count <= limit + 1,
                "a line has no more than \(limit) characters"
            )
        }
        for shown in [
            Printable.text(text), Printable.visible(text), Printable.list([text, "a"]), Printable.path(text),
        ] {
            try hold(shown.unicodeScalars.allSatisfy(isSafe), "a name drives nothing: \(shown.debugDescription)")
        }
        try holdEqual(Printable.visible(Printable.visible(text)), Printable.visible(text), "what is visible stays so")
        for bytes in [16, 40] {
            let fitted = Printable.fitted(text, bytes: bytes)
            try hold(fitted.utf8.count <= bytes, "\(bytes) bytes are enough for \(fitted)")
            if text.utf8.count <= bytes { try holdEqual(fitted, text, "a short text stays") }
        }
        for escaping in [JSONEscaping.json, .terminal, .ascii] {
            let quoted = text.quotedJSON(escaping)
            try holdEqual(readString(quoted), text, "a JSON string says what it was made of")
            if escaping == .terminal || escaping == .ascii {
                try hold(
                    !quoted.unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) },
                    "no control stands in \(quoted)"
                )
            }
        }
        for purpose in [TextFlaw.Purpose.userName, .secret, .lines] {
            guard let flaw = TextFlaw(of: text, as: purpose) else { continue }
            let words = flaw.clause + flaw.fix + flaw.reason + flaw.fixOfValue
            try hold(text.utf8.count < 12 || !words.contains(text), "a flaw does not repeat the text")
        }
    }

    /// No control, no line end, nothing that turns the direction of writing.
    private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value) && ![0x2028, 0x2029].contains(scalar.value)
            && !(0x202A...0x202E).contains(scalar.value) && !(0x2066...0x2069).contains(scalar.value)
    }

    private static func readString(_ json: String) -> String? {
        var reader = GoJSONReader(Array(json.utf8))
        return (try? reader.readString()).map { String(decoding: $0, as: UTF8.self) }
    }
}
