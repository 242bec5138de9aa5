extension WireFamily {
    /// RFC 9110 section 10.1.1.
    static let expectations: [WireCase] = [
        .post(
            "with a body",
            "Expect: 100-continue\r\nContent-Length: 5",
            "hello",
            seen: "100",
            "200 POST /p 5",
            "next"
        ),
        .post("other case", "expect: 100-Continue\r\nContent-Length: 5", "hello", seen: "100", "200 POST /p 5", "next"),
        .post(
            "twice",
            "Expect: 100-continue\r\nExpect: 100-continue\r\nContent-Length: 5",
            "hello",
            seen: "100",
            "200 POST /p 5",
            "next"
        ),
        .post(
            "with chunks",
            "Expect: 100-continue\r\nTransfer-Encoding: chunked",
            "5\r\nhello\r\n0\r\n\r\n",
            seen: "100",
            "200 POST /p 5",
            "next"
        ),
        .post("without a body", "Expect: 100-continue", seen: "200 POST /p 0", "next"),
        .post("with an empty body", "Expect: 100-continue\r\nContent-Length: 0", seen: "200 POST /p 0", "next"),
        .post("empty", "Expect:\r\nContent-Length: 5", "hello", seen: "417"),
        .post("something else", "Expect: 200-ok\r\nContent-Length: 5", "hello", seen: "417"),
        .post("a list", "Expect: 100-continue, x\r\nContent-Length: 5", "hello", seen: "417"),
        .post("with a parameter", "Expect: 100-continue;q=1\r\nContent-Length: 5", "hello", seen: "417"),
        .post("known, then unknown", "Expect: 100-continue\r\nExpect: x\r\nContent-Length: 5", "hello", seen: "417"),
        // No 100 before what is refused, and the body that may or may not come is not read as a request.
        .post("and a bad length", "Expect: 100-continue\r\nContent-Length: x", "hello", seen: "400"),
        .post("and too long", "Expect: 100-continue\r\nContent-Length: 8388609", seen: "413"),
        WireCase(
            "of HTTP/1.0",
            "POST /p HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello",
            "200 POST /p 5"
        ),
        WireCase(
            "of what is refused by its header",
            "POST /refuse HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello",
            "415"
        ),
        WireCase(
            "of what is refused by its header, in chunks",
            "POST /refuse HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "415"
        ),
    ]

    private static func get(_ lines: String, stays: Bool) -> WireCase {
        let sent = "GET /c HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\r\n"
        return stays
            ? WireCase("[\(lines)]", sent, "200 GET /c 0", "next") : WireCase("[\(lines)]", sent, "200 GET /c 0")
    }

    private static func old(_ lines: String, stays: Bool) -> WireCase {
        let sent = "GET /c HTTP/1.0\r\n\(lines)\r\n\r\n"
        let name = "HTTP/1.0 [\(lines)]"
        return stays ? WireCase(name, sent, "200 GET /c 0", "next") : WireCase(name, sent, "200 GET /c 0")
    }

    /// RFC 9112 sections 9.3 and 9.6; requests that follow one another; protocols that are offered and not taken.
    static let connections: [WireCase] =
        [
            get("Connection: close", stays: false), get("connection:CLOSE", stays: false),
            get("Connection: keep-alive, close", stays: false), get("Connection: close, keep-alive", stays: false),
            get("Connection: x,\tclose ,y", stays: false), get("Connection: ,,close", stays: false),
            get("Connection: keep-alive\r\nConnection: close", stays: false),
            get("Connection: close\r\nConnection: keep-alive", stays: false),
            get("Connection: keep-alive", stays: true), get("Connection:", stays: true),
            get("Connection: closed", stays: true),
            get("Connection: \"close\"", stays: true), get("Connection: close;q=0", stays: true),
            get("Connection: not close", stays: true), get("Proxy-Connection: close", stays: true),
            get("Keep-Alive: timeout=1, max=1", stays: true), get("Connection: Host", stays: true),
            // Neither protocol is switched to, and no byte of the next request is taken for one of it (RFC 9113 section 3.1).
            get("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__", stays: true),
            get("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x", stays: true),
            get("Upgrade: TLS/1.0", stays: true), old("X: y", stays: false), old("Connection: keep-alive", stays: true),
            old("Connection: Keep-Alive, x", stays: true), old("Connection: keep-alive, close", stays: false),
            old("Keep-Alive: timeout=5", stays: false), old("Connection: x", stays: false),
        ] + pipelines

    private static let pipelines: [WireCase] = [
        WireCase(
            "three",
            "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                + "POST /3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
            "200 GET /1 0",
            "200 POST /2 3",
            "200 POST /3 2",
            "next"
        ),
        WireCase(
            "HEAD, then GET",
            "HEAD /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
            "200",
            "200 GET /2 0",
            "next"
        ),
        WireCase("a bad one after a good one", "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nBAD\r\n\r\n", "200 GET /1 0", "400"),
        WireCase("one after a bad one", "GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n", "400"),
        WireCase(
            "one after Connection: close",
            "GET /1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
            "200 GET /1 0"
        ),
        WireCase(
            "HTTP/2's preface after a request",
            "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "200 GET /1 0",
            "505"
        ),
        WireCase("HTTP/2's preface after an empty line", "\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505"),
        WireCase(
            "refused by its header, its body skipped",
            "POST /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
            "415",
            "next"
        ),
        WireCase(
            "refused by its header, its chunks too many to skip",
            "POST /refuse HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
            "415"
        ),
        WireCase("a body that never ends", "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\nhello"),
        WireCase(
            "chunks that never end",
            "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n500\r\nhello"
        ),
        // The next request is part of it, and its Host the second one.
        WireCase("a header that never ends", "GET /1 HTTP/1.1\r\nHost: a\r\nX: ", "400"),
    ]
}
