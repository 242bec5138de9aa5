import HTTP
import Testing

@Suite struct `HTTP/1 responses` {
    private func written(
        _ response: HTTPResponse,
        keepAlive: Bool = true,
        isHEAD: Bool = false,
        version: HTTPVersion = .http1_1
    ) -> String {
        var buffer = ByteBuffer(capacity: 0)
        HTTP1ResponseWriter.write(response, keepAlive: keepAlive, isHEAD: isHEAD, version: version, into: &buffer)
        return buffer.withBytes { string(of: $0) }
    }

    @Test func `a response carries its length`() {
        #expect(
            written(.json(Array("{}".utf8)))
                == "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
        )
        #expect(
            written(.text(404, "nothing here"))
                == "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 13\r\n\r\nnothing here\n"
        )
    }

    @Test func `HEAD gets the length and no body`() {
        #expect(
            written(HTTPResponse(status: 200, body: [1, 2, 3]), isHEAD: true)
                == "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"
        )
    }

    @Test("no body and no length", arguments: [204, 304])
    func noBody(status: Int) {
        let text = written(HTTPResponse(status: status, body: [1, 2, 3]))
        #expect(text.hasPrefix("HTTP/1.1 \(status) "))
        #expect(!text.contains("Content-Length") && text.hasSuffix("\r\n\r\n"))
    }

    @Test func `the end of the connection is announced`() {
        var response = HTTPResponse(status: 200)
        #expect(written(response, keepAlive: false).contains("\r\nConnection: close\r\n"))
        #expect(!written(response).contains("Connection"))
        #expect(written(response, version: .http1_0).contains("\r\nConnection: keep-alive\r\n"))
        response.closesConnection = true
        #expect(written(response, version: .http1_0).contains("\r\nConnection: close\r\n"))
    }

    @Test func `values and names cannot break out of their line`() {
        let response = HTTPResponse(
            status: 200,
            fields: [
                ("X-A", "a\r\nSet-Cookie: b\0c\u{7f}\td"), ("X\r\nY", "z"), ("", "e"), ("content-length", "99"),
                ("Transfer-Encoding", "chunked"), ("Connection", "upgrade"), ("X-É", "é"), ("X-B", "é"),
            ]
        )
        #expect(
            written(response)
                == "HTTP/1.1 200 OK\r\nX-A: a  Set-Cookie: b c \td\r\nX-B: é\r\nContent-Length: 0\r\n\r\n"
        )
    }

    @Test func `an error becomes a readable answer that closes`() {
        let error = HTTPError(status: 431, reason: "the header is longer than 32768 bytes")
        #expect(
            error.description == "431 Request Header Fields Too Large: the header is longer than 32768 bytes"
        )
        #expect(written(error.response).contains("Connection: close"))
        #expect(written(error.response).hasSuffix("\r\n\r\nthe header is longer than 32768 bytes\n"))
    }
}
