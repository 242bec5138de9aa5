import Testing
import Text

struct TextStyleTests {
    @Test(
        "Colours come on a terminal alone, and not where its user wants none",
        arguments: [
            (true, [:], TextStyle.coloured),
            (false, [:], .plain),
            (true, ["NO_COLOR": "1"], .plain),
            (true, ["NO_COLOR": "anything"], .plain),
            (true, ["NO_COLOR": ""], .coloured),
            (true, ["TERM": "dumb"], .plain),
            (true, ["TERM": "xterm-256color"], .coloured),
            (false, ["TERM": "xterm-256color", "NO_COLOR": ""], .plain),
        ] as [(Bool, [String: String], TextStyle)]
    )
    func rule(isTerminal: Bool, environment: [String: String], style: TextStyle) {
        #expect(TextStyle(isTerminal: isTerminal, environment: environment) == style)
    }

    @Test func `plain text is left as it is`() {
        let style = TextStyle.plain
        #expect(style.strong("a") + style.good("b") + style.bad("c") + style.faint("d") == "abcd")
    }
}
