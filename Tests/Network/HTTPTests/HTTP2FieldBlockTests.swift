import Testing

@testable import HTTP

@Suite struct `A response's field block of HTTP/2` {
    @Test(
        arguments: [
            ("a", "a"), (" a\t", "a"), ("\ra", "a"), ("a\n", "a"), ("\u{7F} a \u{0}", "a"), ("a\r\nb: c", "a  b: c"),
            ("\t\r", ""), ("a\tb", "a\tb"),
        ]
    )
    func `has no values with control bytes, nor with white space at their ends, made of them or not`(
        given: String,
        written: String
    ) {
        let block = HTTP2FieldBlock(HTTPResponse(status: 204, fields: [("X", given)]))
        let values = block.lines.map { String(decoding: block.bytes[$0.value], as: UTF8.self) }
        #expect(values == ["204", written])
    }
}
