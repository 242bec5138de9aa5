import Testing

@testable import HTTP

@Suite("Room for a body over HTTP/2") struct BodyRoomTests {
    /// A stream that has announced a body of so many bytes, if any.
    private func stream(announcing length: Int?) -> HTTP2Stream {
        let stream = HTTP2Stream(id: 1)
        if let length {
            stream.add(name: "content-length".utf8Span.span, value: String(length).utf8Span.span, limits: HTTPLimits())
        }
        return stream
    }

    @Test(
        "A body that is announced is in one place from its first bytes on, up to 16 KiB",
        arguments: [300, 14_000, 16_384]
    )
    func announced(length: Int) {
        let stream = stream(announcing: length)
        stream.makeRoom(for: 100, limits: HTTPLimits())
        #expect(stream.body.capacity >= length)
        #expect(stream.body.capacity < length + 64)
    }

    @Test("What is announced beyond that costs nothing before it comes")
    func large() {
        let stream = stream(announcing: 8 << 20)
        stream.makeRoom(for: 100, limits: HTTPLimits())
        #expect((16_384..<16_448).contains(stream.body.capacity))
    }

    @Test("A body that is not announced gets what it brings")
    func unannounced() {
        let stream = stream(announcing: nil)
        stream.makeRoom(for: 100, limits: HTTPLimits())
        #expect((100..<164).contains(stream.body.capacity))
    }
}
