import Status
import Testing
import Text

@Suite("Status: text and JSON")
struct RenderingTests {
    @Test("A fine report is a few lines, and says so first")
    func fine() {
        let text = SampleReport.fine().text()
        #expect(
            text == """
                all as it should be: Pullpass 1.2.3, namespace pullpass, as the leader knows it
                Leader:         pullpass-7d9f-x2v, for 3 h
                Configuration:  the file is in force, since 2026-05-01T08:00:00Z
                Injection:      webhook, 12 reviews answered by this replica, last 3 s ago
                Namespaces:     3 opted in

                REGISTRY  KIND  CREDENTIAL  LIFE         NEXT FETCH  SECRETS  MISSING
                ecr       ecr   ready       ends in 9 h  in 3 h      3/3

                """
        )
    }

    @Test("A poor one says what is missing where and why, each error below its registry, and what was told")
    func poor() {
        let text = SampleReport.poor().text()
        for line in [
            "something needs a hand: Pullpass 1.2.3, namespace pullpass, as the leader knows it",
            "problem: the watch of namespaces does not work: 403",
            "old       basic  no credential  -            -           0/3      3 no_credential",
            "  the token service answers 403 (for 1 h)",
            "team-a     pullpass-old  there is no credential to put there",
            "team-a     pullpass-ecr  somebody else's Secret has the name",
            "team-z                   a label that says nothing to Pullpass: pullpass.dev/injekt=enabled → pullpass.dev/inject=enabled",
            "and 2 more",
            "team-b     web-1  pullpass-ecr  2 h ago  it was made without the Secret, and goes without until it is made again",
            "team-b     job-1  pullpass-old  -        it names the Secret, which is not there or not right",
            "and 3 more; not all Pods that wait were looked at",
            "10 min ago  ForeignSecret  Secret team-a/pullpass-ecr  Secret team-a/pullpass-ecr is not Pullpass'.",
        ] { #expect(text.split(separator: "\n").contains(Substring(line)), "\(line)\n\(text)") }
    }

    @Test("What others have written drives no terminal")
    func hostile() {
        var report = SampleReport.poor()
        report.namespaces[0].name = "a\u{1B}[2Jb\u{202E}"
        report.events[0].message = "x\u{1B}]0;title\u{7}y\nz"
        report.problems = ["p\u{9B}31m\rq"]
        let text = report.text()
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || [0x9B, 0x202E].contains($0.value) })
        let json = String(decoding: report.json(), as: UTF8.self)
        #expect(
            json.contains(#"p\u009b31m\u000dq"#)
                && !json.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x9B }
        )
    }

    @Test("JSON can be read, has every fact, and null where nothing is known")
    func json() throws {
        let text = String(decoding: SampleReport.poor().json(), as: UTF8.self)
        #expect(!text.contains("\n"))
        for piece in [
            #""view":"leader","fine":false"#, #""leader":{"identity":"pullpass-7d9f-x2v_3k9""#, #""renewedAt":null"#,
            #""copies":{"wanted":3,"present":0,"missing":[{"reason":"no_credential","count":3}]}"#,
            #""lastError":"the token service answers 403","failingSince":"2026-05-01T11:00:00Z","probe":null"#,
            #""name":"team-a","missing":[{"registry":"old""#, #""furtherNamespaces":2"#, #""anonymousTry":null"#,
            #""name":"web-1","cause":"missed_admission","#, #""further":3,"whole":false}"#,
            #""labelSlip":"pullpass.dev/injekt=enabled"#, #""refusedCallers":[{"address":"10.0.0.7""#,
        ] { #expect(text.contains(piece), "\(piece)\n\(text)") }
        #expect(text.count(where: { $0 == "{" }) == text.count(where: { $0 == "}" }))
    }

    @Test(
        "Spans have two units, the largest ones",
        arguments: [
            (0, "less than 1 s"), (1, "1 s"), (61, "1 min 1 s"), (3600, "1 h"), (3661, "1 h 1 min"),
            (90_061, "1 d 1 h"), (86_400 * 400, "400 d"), (86_405, "1 d"),
        ]
    )
    func spans(seconds: Int, words: String) {
        var report = SampleReport.fine()
        report.leader.since = report.madeAt - .seconds(seconds)
        #expect(report.text().contains("Leader:         pullpass-7d9f-x2v, for \(words)\n"))
    }

    @Test("A picture begins where the one before began, clears what is left of it, and fits")
    func frames() {
        let first = TerminalFrame.draw("a\nb\n", rows: 10, isFirst: true)
        #expect(first == "\u{1B}[2J\u{1B}[H\u{1B}[?7la\u{1B}[K\r\nb\u{1B}[K\r\n\u{1B}[K\u{1B}[J\u{1B}[?7h")
        #expect(!TerminalFrame.draw("a\n", rows: 10, isFirst: false).contains("[2J"))
        let long = TerminalFrame.draw((1...50).map { "line \($0)\n" }.joined(), rows: 10, isFirst: false)
        #expect(long.split(separator: "\r\n").count == 9)
        #expect(long.contains("line 8\u{1B}[K") && !long.contains("line 9\u{1B}[K") && long.contains("… 42 more lines"))
    }
}
