import Explain
import Testing
import Text

@Suite("What reaches a terminal")
struct TerminalTests {
    @Test func `control characters of a manifest are shown, not sent`() throws {
        let metadata = #""metadata":{"name":"a\u001b[2Jb"}"#
        let spec = #""spec":{"containers":[{"name":"c\u0007","image":"n\u202eginx"}]}"#
        let text = #"{"apiVersion":"v1","kind":"Pod",\#(metadata),\#(spec)}"#
        let explanation = try explain(text: text)
        let output = TextRenderer(style: .plain).render(explanation)
        #expect(output.contains(#"a\u{1B}[2Jb"#))
        #expect(!output.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202E })
    }

    @Test func `colour comes only when it is asked for`() throws {
        let explanation = try explain("helm.yaml")
        #expect(!TextRenderer(style: .plain).render(explanation).contains("\u{1B}"))
        #expect(TextRenderer(style: .coloured).render(explanation).contains("\u{1B}[32mpullpass-dockerhub"))
    }

    @Test func `colour changes no text`() throws {
        let explanation = try explain("helm.yaml")
        var text = TextRenderer(style: .coloured).render(explanation)
        for code in ["0", "1", "2", "31", "32"] {
            text = text.split(separator: "\u{1B}[\(code)m", omittingEmptySubsequences: false).joined()
        }
        #expect(text == TextRenderer(style: .plain).render(explanation))
    }
}
