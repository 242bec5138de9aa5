import Testing

@testable import Providers

@Suite struct `An XML answer` {
    @Test func `is read by the paths of its elements`() throws {
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- <A>no</A> -->
            <A xmlns="urn:x"><B>one</B><C a="&lt;"/><D>
              <E>a &amp; b &lt;c&gt; &#65;&#x42; &quot;&apos;</E></D><B>two</B><F><![CDATA[<raw> & more]]></F></A>
            """
        let elements = try #require(XMLElements(Array(text.utf8)))
        #expect(elements["A/B"] == "one")
        #expect(elements["A/D/E"] == "a & b <c> AB \"'")
        #expect(elements["A/F"] == "<raw> & more")
        #expect(elements["A/X"] == nil)
    }

    @Test(
        arguments: [
            "", "text", "{}", "<", "<>", "<a>", "<a></b>", "<a><b></a></b>", "<a>&nope;</a>", "<a>&</a>",
            "<a>&#xD800;</a>",
            "<a/><b/>", "</a>", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "<a>x</a> y", "<a><![CDATA[x</a>",
            "<a><!-- </a>",
            "<?xml", String(repeating: "<a>", count: 40) + String(repeating: "</a>", count: 40),
        ]
    )
    func `that is malformed is none`(text: String) {
        #expect(XMLElements(Array(text.utf8)) == nil)
    }

    @Test func `that would take more room than a document has is none`() {
        let long = String(repeating: "a", count: 129)
        #expect(XMLElements(Array("<\(long)>x</\(long)>".utf8)) == nil)
        let many = (0..<300).map { "<e\($0)>x</e\($0)>" }.joined()
        #expect(XMLElements(Array("<a>\(many)</a>".utf8)) == nil)
    }

    @Test func `is read by its bytes: a combining character hides no mark, and a quoted > ends no tag`() throws {
        let text =
            "<A b=\"c>d\" e='\u{301}\"/'>\u{301}x<!--\u{301}--><B>\u{338}<![CDATA[\u{301}]]>&amp;\u{301}</B>\u{338}y</A>"
        let elements = try #require(XMLElements(Array(text.utf8)))
        #expect(elements["A/B"] == "\u{338}\u{301}&\u{301}")
        #expect(elements["A"] == "\u{338}y")
        #expect(XMLElements(Array("<a>&#+65;</a>".utf8)) == nil)
        #expect(XMLElements(Array("<a b=\"></a>".utf8)) == nil)
    }

    @Test func `that is no UTF-8 is none`() {
        #expect(XMLElements(Array("<a>".utf8) + [0xFF] + Array("</a>".utf8)) == nil)
    }
}
