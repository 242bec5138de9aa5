import Explain
import Testing
import Text
import YAML

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

    @Test func `programs are sent nothing that drives a terminal either, and read the same text`() throws {
        let image = "ghcr.io/x\u{9B}31m\u{7F}\u{2028}"
        let text = #"{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"name":"c","image":"\#(image)"}]}}"#
        let output = JSONRenderer().render(try explain(text: text))
        #expect(output.contains(#"ghcr.io/x\u009b31m\u007f\u2028"#))
        #expect(!output.unicodeScalars.contains { (0x7F..<0xA0).contains($0.value) || $0.value == 0x2028 })
        let read = try #require(YAMLNode.parse(json: Array(output.utf8)).first)
        #expect(read["pods"]?.sequence?.first?["images"]?.sequence?.first?["image"]?.string == image)
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
