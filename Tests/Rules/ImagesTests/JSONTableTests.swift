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

    @Test func `means in its strings what Go reads`() throws {
        for text in JSONText.all {
            guard let meaning = text.meaning else { continue }
            var reader = GoJSONReader(text.bytes)
            #expect(String(decoding: try reader.readString(), as: UTF8.self) == meaning, "\(text)")
        }
    }
}
