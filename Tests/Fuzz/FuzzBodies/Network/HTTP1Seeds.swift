/// Messages of HTTP/1.x to start from.
enum HTTP1Seeds {
    static let requests = [
        "POST /mutate?timeout=5s HTTP/1.1\r\nHost: w.ns.svc:443\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\nHost: b\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;x=\"y\"\r\nhello\r\n00A \r\n0123456789\r\n0\r\nDigest: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\n\r\nGET http://h:1/p?q HTTP/1.0\r\nConnection: keep-alive\r\n\r\n\r\nOPTIONS * HTTP/1.1\r\nHost: x\r\n\r\nGE",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\nConnection: close\r\n\r\nabc",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nBad Name: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\ncontent-length: 1\r\n\r\nx",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\n\n",
        "\u{16}\u{3}\u{1}",
    ]

    static let responses = [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 404 x\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\nHTTP/1.1 304\r\n\r\n",
        "HTTP/1.0 200 OK\r\nContent-Type: x\r\n\r\nuntil the end",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nConnection: close\r\n\r\nbody",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok",
        "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
        "\u{15}\u{3}\u{3}\u{0}\u{2}",
    ]

    static let words = [
        "GET ", "POST ", "HEAD ", "OPTIONS * ", "CONNECT ", "PRI * HTTP/2.0\r\n\r\n", " HTTP/1.1\r\n", " HTTP/1.0\r\n",
        "HTTP/2.0",
        "Host: ", "Content-Length: ", "Transfer-Encoding: ", "chunked", "gzip", "identity", "Connection: ", "close",
        "keep-alive",
        "Expect: 100-continue\r\n", "Upgrade: h2c\r\n", "\r\n", "\r\n\r\n", "\n", "\r", "\t", " ", ",", ";", ":",
        "\u{0}", "0\r\n\r\n",
        "http://", "https://", "?", "#", "%00", "..", "+1", "-1", "0x1", "ffffffffffffffff", "18446744073709551616",
        "9223372036854775807",
    ]
}
