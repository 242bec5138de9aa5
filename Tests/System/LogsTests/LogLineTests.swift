import Logging
import Testing
import Text

@testable import Logs

@Suite struct LogLineTests {
    private func line(_ message: String, _ metadata: [(String, String)] = []) -> LogLine {
        LogLine(
            timestamp: Timestamp(seconds: 1_795_253_400) + .milliseconds(7),
            level: .info,
            label: "serve",
            message: message,
            metadata: metadata.map { (key: $0.0, value: $0.1) }
        )
    }

    @Test(
        "A time is written as RFC 3339 in UTC",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_400, "2000-02-29T00:00:00.000Z"),
            (1_795_253_400, "2026-11-21T09:30:00.000Z"), (4_107_542_399, "2100-02-28T23:59:59.000Z"),
            (-1, "1969-12-31T23:59:59.000Z"),
        ] as [(Double, String)]
    )
    func timestamps(seconds: Double, expected: String) {
        #expect(Timestamp(seconds: seconds).milli == expected)
    }

    @Test("Text is for people: level, logger, message, then fields, quoted where needed")
    func text() {
        let rendered = line("listening", [("address", "[::]:8443"), ("why", "a b")]).rendered(as: .text)
        #expect(rendered == "2026-11-21T09:30:00.007Z info     serve: listening address=[::]:8443 why=\"a b\"\n")
    }

    @Test("JSON is one object a line, and a field cannot hide the line's own keys")
    func json() {
        let rendered = line("a \"b\"\n", [("level", "x"), ("n", "\u{1}")]).rendered(as: .json)
        #expect(
            rendered
                == #"{"time":"2026-11-21T09:30:00.007Z","level":"info","logger":"serve","message":"a \"b\"\n","metadata.level":"x","n":"\u0001"}"#
                + "\n"
        )
    }

    @Test("Nothing in a message can begin another line or drive a terminal", arguments: [LogFormat.text, .json])
    func injection(format: LogFormat) {
        let rendered = line("x\nfake\u{1b}[2J", [("k", "y\r\nfake\u{9b}2J")]).rendered(as: format)
        #expect(rendered.filter(\.isNewline) == "\n")
        #expect(!rendered.unicodeScalars.contains { $0 == "\u{1b}" || $0 == "\u{9b}" })
    }
}
