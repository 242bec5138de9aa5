import Testing

@testable import Sockets

@Suite struct SocketAddressTests {
    @Test(
        "A listen address is read in every form that the flags document",
        arguments: [
            ("127.0.0.1:8443", "127.0.0.1:8443"),
            ("[::1]:8443", "[::1]:8443"),
            (":8443", "[::]:8443"),
            ("8443", "[::]:8443"),
            ("*:8443", "[::]:8443"),
            ("localhost:0", "127.0.0.1:0"),
            ("0.0.0.0:65535", "0.0.0.0:65535"),
        ]
    )
    func reads(text: String, expected: String) throws {
        #expect(try SocketAddress(parsing: text).description == expected)
    }

    @Test(
        "An address that cannot be read says what to write",
        arguments: [
            ("", "port must be a number"), ("127.0.0.1:", "port must be a number"), ("127.0.0.1:70000", "port must be"),
            ("127.0.0.1:-1", "port must be"), ("127.0.0.1:+1", "port must be"), ("example.com:80", "not an IP address"),
            ("::1:8443", "[address]:port"), ("[::1]", "[address]:port"), ("[::1:8443", "[address]:port"),
            ("[nonsense]:1", "not an IP address"), ("127.0.0.1.5:1", "not an IP address"),
        ]
    )
    func refuses(text: String, hint: String) {
        let error = #expect(throws: SocketAddressError.self) { try SocketAddress(parsing: text) }
        #expect(error?.description.contains(hint) == true)
    }
}
