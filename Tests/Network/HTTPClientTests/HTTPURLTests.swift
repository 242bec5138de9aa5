import HTTP
import Testing

@testable import HTTPClient

@Suite struct `URLs` {
    @Test(
        "are taken apart",
        arguments: [
            ("https://a.example", "https", "a.example", 443, "/"),
            ("http://a.example", "http", "a.example", 80, "/"),
            ("HTTPS://A.Example:8443/Path?Q=1#frag", "https", "a.example", 8443, "/Path?Q=1"),
            ("https://a.example?q", "https", "a.example", 443, "/?q"),
            ("https://a.example#f", "https", "a.example", 443, "/"),
            ("https://a.example:/x", "https", "a.example", 443, "/x"),
            ("https://[::1]:6443/api", "https", "::1", 6443, "/api"),
            ("https://[FD00::1]", "https", "fd00::1", 443, "/"),
            ("http://169.254.169.254/latest/", "http", "169.254.169.254", 80, "/latest/"),
            ("https://user:pass@a.example/", "https", "a.example", 443, "/"),
            ("https://u%40s@b:p@a.example:1/", "https", "a.example", 1, "/"),
            ("https://a_b.example./x//y/%2F?a=b&c=%20", "https", "a_b.example.", 443, "/x//y/%2F?a=b&c=%20"),
        ] as [(String, String, String, UInt16, String)]
    )
    func parts(text: String, scheme: String, host: String, port: UInt16, target: String) throws {
        let url = try HTTPURL(parsing: text)
        #expect(url.scheme.rawValue == scheme && url.host == host && url.port == port && url.target == target)
    }

    @Test(
        "are refused with a reason where they cannot be meant",
        arguments: [
            ("", "https://"), ("a.example/x", "https://"), ("/x", "https://"), ("https:/a", "https://"),
            ("ftp://a", "scheme"), ("://a", "scheme"), ("https://", "no host"), ("https:///x", "no host"),
            ("https://:443/", "no host"), ("https://a:0", "port"), ("https://a:65536", "port"),
            ("https://a:+1", "port"),
            ("https://a:1:2", "port"), ("https://a b/", "character"), ("https://a%41/", "character"),
            ("https://a\r\nX: y/", "character"), ("https://müller.example", "xn--"), ("https://a/ü", "percent-encoded"),
            ("https://a/b c", "percent-encoded"), ("https://a/b\nc", "percent-encoded"), ("https://[::1", "]"),
            ("https://[::1]x", "port may follow"), ("https://[a]/", "IPv6"), ("https://[fe80::1%25eth0]/", "IPv6"),
            ("https://::1/", "no host"), ("https://fd00::1/", "port"), ("https://u%4@a/", "percent sign"),
            ("https://\(String(repeating: "a", count: 254))/", "253"), ("https://./", "dots"), ("https://../", "dots"),
            ("https://u@.:443/", "dots"), ("https://.a/", "dots"), ("https://a..b/", "dots"), ("https://a../", "dots"),
        ]
    )
    func refused(text: String, reason: String) {
        let error = #expect(throws: HTTPURLError.self) { try HTTPURL(parsing: text) }
        #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    }

    @Test(
        "are named in Host without a default port",
        arguments: [
            ("https://a:443", "a"), ("https://a:80", "a:80"), ("http://a:80", "a"), ("https://[::1]", "[::1]"),
            ("https://[::1]:1", "[::1]:1"),
        ]
    )
    func authority(text: String, authority: String) throws {
        #expect(try HTTPURL(parsing: text).authority == authority)
    }

    @Test func `never show what may be a credential`() throws {
        let url = try HTTPURL(parsing: "https://user:hunter2@a.example:1/path?token=hunter2#hunter2")
        var dumped = ""
        dump(url, to: &dumped)
        for text in ["\(url)", String(reflecting: url), dumped, "\(HTTPClientRequest(.get, url))"] {
            #expect(!text.contains("hunter2") && !text.contains("user"), "\(text)")
        }
        #expect("\(url)" == "https://a.example:1/path?...")
        for text in [
            "https://user:hunter2@a b/", "https://user:hunter2%@a/", "hunter2", "hunter2://a", "https://a:hunter2",
        ] {
            let error = #expect(throws: HTTPURLError.self) { try HTTPURL(parsing: text) }
            #expect(error?.description.contains("hunter2") == false)
        }
    }

    @Test(
        "are resolved against another",
        arguments: [
            ("https://b.example/x", "https://b.example/x"), ("//b.example/x", "https://b.example/x"),
            ("/x?y", "https://a.example/x?y"), ("x", "https://a.example/one/x"), ("../x", "https://a.example/x"),
            ("../../../x", "https://a.example/x"), ("./x/.", "https://a.example/one/x/"),
            ("x/..", "https://a.example/one/"),
            ("?z", "https://a.example/one/two?z"), ("#f", "https://a.example/one/two?q"),
            ("", "https://a.example/one/two?q"),
            ("/a:b", "https://a.example/a:b"), ("x?a=../b", "https://a.example/one/x?a=../b"),
            ("http://b.example", "http://b.example/"),
        ]
    )
    func resolved(reference: String, expected: String) throws {
        let base = try HTTPURL(parsing: "https://a.example/one/two?q")
        #expect(try base.resolving(reference) == HTTPURL(parsing: expected))
    }

    @Test(
        "are not resolved where the reference is no HTTP URL",
        arguments: ["javascript:alert(1)", "file:///x", "https://", "/a b"]
    )
    func unresolved(reference: String) throws {
        let base = try HTTPURL(parsing: "https://a.example/one/two?q")
        #expect(throws: HTTPURLError.self) { try base.resolving(reference) }
    }
}
