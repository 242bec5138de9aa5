import Testing
import Text

struct TextFlawTests {
    /// What people and machines really use, some of it odd.
    static let userNames = [
        "puller", "$oauthtoken", "$token", "$app", "robot$ci+puller", "robot$x", "_json_key", "_json_key_base64",
        "_token", "_dcgcr_0_0_0_token",
        "00000000-0000-0000-0000-000000000000", "<token>", "<none>", "AWS", "oauth2accesstoken", "BEARER_TOKEN",
        "iamapikey",
        "tenancy/oracleidentitycloudservice/jane@example.com", "org+robot", "gitlab+deploy-token-1", "gitlab-ci-token",
        "John Doe",
        "jos\u{E9}", "cp", "a", "$", "%", "x-access-token", "user@example.com", "{x}", "$UPPER", "%x",
    ]

    @Test(arguments: userNames)
    func `a user name that some registry has is left alone`(text: String) {
        #expect(TextFlaw(of: text, as: .userName) == nil)
    }

    static let key = "{\n  \"type\": \"service_account\",\n\t\"private_key\": \"-----BEGIN\\n\"\n}"
    static let passwords = [
        "s3cret", "a b  c", "p\u{E4}ssw\u{F6}rd \u{1F433}", "\u{2764}\u{FE0F}", "a$b", "$ecret", "$PASSWORD1", "${",
        "}", "$()", "{}", "a{{b}}c", "x${y}",
        "100%", "%%", "%a%", "%Summer2024%", "<Summer2024>", "{x}", "<>", "<3", "<b", "a>b<c", "\"quoted\"", "'q'",
        "a:b:c", "\\", "~!@#$%^&*()_+", "$P_a",
        "$_X", "#", "#{",
        "eyJhbGciOiJub25lIn0.e30.x", key, key + "\n", key.replacing("\n", with: "\r\n"),
        "{\"type\":\"service_account\"}\n", " {\"a\":1} ",
        "-----BEGIN PRIVATE KEY-----\nMII=\n-----END PRIVATE KEY-----\n",
    ]

    @Test(arguments: passwords)
    func `a password that somebody may have is left alone`(text: String) {
        #expect(TextFlaw(of: text, as: .secret) == nil)
    }

    @Test(
        arguments: [
            ("s\n", TextFlaw.lineBreak(.end)), ("s\r\n", .lineBreak(.end)), ("s\r", .lineBreak(.end)),
            ("\ns", .lineBreak(.start)),
            ("s\u{2028}", .lineBreak(.end)), ("s\u{85}", .lineBreak(.end)), ("s ", .blank(0x20, .end)),
            ("\ts", .blank(0x09, .start)),
            ("s\u{A0}", .blank(0xA0, .end)), ("\u{3000}s", .blank(0x3000, .start)),
            ("\u{FEFF}s", .invisible(0xFEFF, .start)),
            ("s\u{FEFF}", .invisible(0xFEFF, .end)), ("s\u{200B}", .invisible(0x200B, .end)),
            ("\u{200E}s", .invisible(0x200E, .start)),
            ("s\u{202C}", .invisible(0x202C, .end)), ("s\u{2069}", .invisible(0x2069, .end)),
            ("s\u{AD}", .invisible(0xAD, .end)),
            ("s\u{2060}", .invisible(0x2060, .end)), ("s\u{0}t", .control(0)), ("s\u{1B}[0m", .control(0x1B)),
            ("s\u{7F}t", .control(0x7F)),
            ("s\u{9B}t", .control(0x9B)), ("a\nb", .control(0x0A)), ("a\tb", .control(0x09)),
            ("\u{FEFF}{\n}", .invisible(0xFEFF, .start)),
            ("${TOKEN}", .placeholder("${…}")), ("${TOKEN:-none}", .placeholder("${…}")),
            ("${env.TOKEN}", .placeholder("${…}")),
            ("${{ secrets.TOKEN }}", .placeholder("${{ … }}")), ("{{ .Values.token }}", .placeholder("{{ … }}")),
            ("{{token}}", .placeholder("{{ … }}")),
            ("$(TOKEN)", .placeholder("$(…)")), ("$(cat /run/token)", .placeholder("$(…)")),
            ("%TOKEN%", .placeholder("%…%")), ("%TOKEN_1%", .placeholder("%…%")), ("<TOKEN_1>", .placeholder("<…>")),
            ("{x}\n", .lineBreak(.end)), ("{ s3cret }\r\n", .lineBreak(.end)),
            ("$REGISTRY_TOKEN", .placeholder("$…")), ("<token>", .placeholder("<…>")),
            ("<your-password>", .placeholder("<…>")),
            ("<path:secret/data/r#token>", .placeholder("<…>")), ("#{Token}", .placeholder("#{…}")),
            ("#{Token}#", .placeholder("#{…}")),
        ] as [(String, TextFlaw)]
    )
    func `what no registry takes is told`(text: String, flaw: TextFlaw) {
        #expect(TextFlaw(of: text, as: .secret) == flaw)
        // Texts of lines are looked at less closely, and user names as closely.
        if case .placeholder("<…>") = flaw { return }
        #expect(TextFlaw(of: text, as: .userName) == flaw)
    }

    @Test(arguments: ["a\nb", "a\nb\n", "a\tb", "\n-----BEGIN X-----\na\n", "two words\r\nand more\r\n", "{\n}\n\n"])
    func `a text of lines may have them`(text: String) {
        #expect(TextFlaw(of: text, as: .lines) == nil)
    }

    @Test(arguments: ["s\n", " s", "\u{FEFF}a\nb", "a\nb\u{0}", "{{ x }}"])
    func `but no other flaw`(text: String) { #expect(TextFlaw(of: text, as: .lines) != nil) }

    @Test(
        arguments: [
            (TextFlaw.lineBreak(.end), "ends in a line break: write it with printf instead of echo"),
            (.blank(0x20, .start), "starts with white space: write it without"),
            (.blank(0xA0, .end), "ends in white space (U+00A0, a no-break space): write it without"),
            (
                .invisible(0xFEFF, .start),
                "starts with an invisible character (U+FEFF, a byte order mark): write it as UTF-8 without a byte order mark"
            ),
            (.control(7), "has a control character in it (U+0007): write it without"),
            (
                .placeholder("${…}"),
                "is a placeholder of the form ${…}, which nobody has filled in: put the value itself there, or run what fills in the template"
            ),
        ] as [(TextFlaw, String)]
    )
    func `the words say what to do`(flaw: TextFlaw, text: String) { #expect("\(flaw.clause): \(flaw.fix)" == text) }

    @Test func `nothing of the text is in the words`() {
        for text in ["hunter2\n", "\u{FEFF}hunter2", "hunter2\u{0}x", "${hunter2}", "<hunter2-here>", "$(hunter2)"] {
            let words = TextFlaw(of: text, as: .secret).map { [$0.clause, $0.fix, $0.reason, $0.fixOfValue].joined() }
            #expect(words?.contains("hunter2") == false)
        }
    }
}
