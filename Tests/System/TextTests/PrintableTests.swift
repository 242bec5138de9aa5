import Testing
import Text

@Suite struct `Texts from outside` {
    @Test(arguments: [
        ("team-a", "team-a"),
        ("\u{FEFF}team-a", "\\u{FEFF}team-a"),
        ("a\u{202E}b\u{200B}c", "a\\u{202E}b\\u{200B}c"),
        ("a\u{1B}[31mb\nc", "a\\u{1B}[31mb\\nc"),
        ("a\u{A0}b c", "a\\u{00A0}b c"),
        ("bäcker-日本", "bäcker-日本"),
        (String(repeating: "x", count: 81), String(repeating: "x", count: 80) + "…"),
    ])
    func `names show what nobody would see of them, and are short`(text: String, shown: String) {
        #expect(Printable.text(text) == shown)
    }

    @Test(arguments: [
        ("first\r\nTrace ID: 1\n\n\tCorrelation ID: 2\n", "first Trace ID: 1 Correlation ID: 2"),
        ("\u{1B}[1;31mERROR\u{1B}[0m no such role", "ERROR no such role"),
        ("see \u{1B}]8;;https://example.com\u{1B}\\here\u{1B}]8;;\u{07}.", "see here."),
        ("a\u{202E}gro.live\u{202C}b", "agro.liveb"),
        ("pass\u{200B}word\u{AD}\u{FEFF}", "password"),
        ("e\u{301}\u{301}\u{301}\u{301}\u{301}", "e\u{301}\u{301}"),
        ("nul\u{0} bell\u{7} c1\u{9B}31m", "nul bell c131m"),
        ("tag\u{E0041}\u{E0042} private\u{E000}", "tag private"),
        ("  \n ", ""),
    ])
    func `sentences become one line of what can be seen`(text: String, line: String) {
        #expect(Printable.line(text) == line)
    }

    @Test func `a sentence of five hundred characters is whole, and none is endless`() {
        let whole = String(repeating: "word ", count: 100) + "end"
        #expect(Printable.line(whole) == whole)
        let endless = Printable.line(String(repeating: "ä", count: 1_000_000))
        #expect(endless.unicodeScalars.count == Printable.longestLine + 1)
        #expect(endless.hasSuffix("…"))
    }
}

@Suite struct `A path in a message` {
    @Test(arguments: [
        "/var/run/secrets/tokens/token", "config.json", "../certs/ca.crt", "~/.aws/credentials", "/a b/c",
        "/tmp/pullpass-3F2504E0-4F89-11D3-9A0C-0305E82C3301/key.json",
    ])
    func `is whole`(path: String) { #expect(Printable.path(path) == path) }

    @Test(arguments: [
        #"{"type":"service_account","private_key":"hunter2"}"#, " {\n\"auths\": {}}", "eyJhbGciOiJub25lIn0.e30.hunter2",
        "-----BEGIN PRIVATE KEY-----\nhunter2", "apiVersion: v1\nkind: Config", "ghp_hunter2hunter2hunter2hunter2",
        String(repeating: "hunter2", count: 1000),
    ])
    func `is not shown where it is what the file should hold`(path: String) {
        #expect(Printable.path(path) == "<redacted>")
    }

    @Test func `is one line of what can be seen`() {
        #expect(Printable.path("/run/\u{1B}[31mx\u{202E}y") == "/run/xy")
    }
}

@Suite struct `Errors that are too long for a place` {
    @Test(arguments: [16, 100, 1024])
    func `lose their middle and keep what to do`(bytes: Int) {
        for filler in ["x", "ü", "😀"] {
            let fitted = Printable.fitted("a" + String(repeating: filler, count: 2000) + "do", bytes: bytes)
            #expect(fitted.utf8.count <= bytes)
            #expect(fitted.hasPrefix("a") && fitted.hasSuffix("do") && fitted.contains(" … "))
        }
        #expect(Printable.fitted("short", bytes: bytes) == "short")
    }

    @Test(arguments: [
        (
            "Trace ID: 0a1b2c3d-4e5f-6a7b-8c9d-0e1f2a3b4c5d at 2026-01-18 00:19:04Z",
            "Trace ID: 9a1b2c3d-4e5f-6a7b-8c9d-0e1f2a3b4c5d at 2026-01-19 01:20:05Z", true
        ),
        ("status 401: no", "status 401: no", true), ("status 401: no", "status 403: no", false),
        ("no such role", "no such user", false),
    ])
    func `are the same where only numbers of requests and times differ`(one: String, other: String, isSame: Bool) {
        #expect(Printable.sayTheSame(one, other) == isSame)
    }
}
