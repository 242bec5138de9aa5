import Images
import JSONTexts
import Testing

@Suite struct `What is JSON to a kubelet that reads a Secret` {
    @Test func `is what Go takes: RFC 8259's JSON, and strings of any bytes`() {
        #expect(
            JSONText.misjudged(accepted: JSONText.withoutUTF8) { bytes in
                var reader = GoJSONReader(bytes)
                do {
                    try reader.skipValue()
                    try reader.finish()
                    return true
                } catch {
                    return false
                }
            } == []
        )
    }

    @Test(arguments: JSONText.nestings)
    func `is as deep as Go takes it`(nesting: [String]) {
        for (depth, isRead) in [(1, true), (10_000, true), (10_001, false), (100_000, false)] {
            var reader = GoJSONReader(JSONText.nested(depth, in: nesting))
            #expect(((try? reader.skipValue()) != nil) == isRead, "\(depth)")
        }
    }

    @Test func `means in its strings what Go reads`() throws {
        for text in JSONText.all {
            guard let meaning = text.meaning else { continue }
            var reader = GoJSONReader(text.bytes)
            #expect(String(decoding: try reader.readString(), as: UTF8.self) == meaning, "\(text)")
        }
    }
}
