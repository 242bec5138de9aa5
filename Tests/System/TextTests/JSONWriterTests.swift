import Testing
import Text

struct JSONWriterTests {
    @Test func `lists and objects keep their order and have no white space`() {
        var writer = JSONWriter()
        writer.append(object: [("b", ["x\"", "y"]), ("a", [])]) { writer, texts in
            writer.append(list: texts) { $0.append(string: $1) }
        }
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #"{"b":["x\"","y"],"a":[]}"#)
    }

    @Test func `nothing is an empty object`() {
        var writer = JSONWriter()
        writer.append(object: [(String, String)]()) { $0.append(raw: $1) }
        #expect(writer.bytes == Array("{}".utf8))
    }
}
