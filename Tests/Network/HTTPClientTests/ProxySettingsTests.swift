import Testing

@testable import HTTPClient

@Suite struct `Proxy variables` {
    /// Whether a request to `url` goes through the proxy with this `NO_PROXY`.
    private func isProxied(_ url: String, _ exclusions: String) throws -> Bool {
        let settings = try ProxySettings(environment: [
            "HTTPS_PROXY": "http://p:1", "HTTP_PROXY": "http://q:2", "NO_PROXY": exclusions,
        ])
        let proxy = try settings.proxy(for: HTTPURL(parsing: url))
        if let proxy { #expect(proxy.host == (url.hasPrefix("https") ? "p" : "q")) }
        return proxy != nil
    }

    @Test(
        "NO_PROXY is read as Go reads it",
        arguments: [
            ("https://a.example/", "", true), ("http://a.example/", "", true),
            ("https://a.example/", "*", false), ("https://10.0.0.1/", "*", false),
            ("https://a.example/", "a.example", false), ("https://b.a.example/", "a.example", false),
            ("https://ba.example/", "a.example", true), ("https://a.example/", "A.EXAMPLE", false),
            ("https://a.example./", "a.example", false), ("https://a.example/", "a.example.", false),
            ("https://a.example/", ".a.example", true), ("https://b.a.example/", ".a.example", false),
            ("https://a.example/", "*.a.example", true), ("https://b.a.example/", "*.a.example", false),
            ("https://a.example/", "x, a.example ,y", false), ("https://a.example/", "x a.example", false),
            ("https://a.example/", "a.example:443", false), ("https://a.example/", "a.example:80", true),
            ("https://a.example:8443/", "a.example:8443", false), ("https://a.example/", "a.example:x", true),
            ("https://a.example/", "a.*", true), ("https://a.example/", ",,", true),
            ("https://a.example/", "example", false),
            ("https://10.1.2.3/", "10.0.0.0/8", false), ("https://11.1.2.3/", "10.0.0.0/8", true),
            ("https://10.1.2.3/", "::ffff:10.0.0.0/104", false), ("https://11.1.2.3/", "::ffff:10.0.0.0/104", true),
            ("https://10.1.2.3/", "10.1.2.0/23", false), ("https://10.1.4.3/", "10.1.2.0/23", true),
            ("https://10.1.2.3/", "10.1.2.3", false), ("https://10.1.2.3/", "10.1.2.3:443", false),
            ("https://10.1.2.3/", "10.1.2.3:80", true), ("https://10.1.2.3/", "10.1.2.3/33", true),
            ("https://10.1.2.3/", "0.0.0.0/0", false), ("https://[fd01::1]/", "fd01::/16", false),
            ("https://[fd01::1]/", "fd02::/16", true), ("https://[fd01::1]/", "[fd01::1]:443", false),
            ("https://[fd01::1]/", "fd01::1", false), ("https://[fd01::1]/", "0.0.0.0/0", true),
            ("https://[::ffff:10.1.2.3]/", "10.0.0.0/8", false), ("https://10.1.2.3/", "2.3", true),
            ("https://ten.example/", "10.0.0.0/8", true),
            // Letters that a Character takes the comma behind, or in front of them, into.
            ("https://a.example/", "x\u{70F},a.example", false), ("https://a.example/", "a.example,\u{301}x", false),
        ]
    )
    func exclusions(url: String, exclusions: String, isProxied: Bool) throws {
        #expect(try self.isProxied(url, exclusions) == isProxied)
    }

    @Test(
        "the own machine and metadata services are never asked through a proxy",
        arguments: [
            "localhost", "LOCALHOST", "localhost.", "a.localhost", "127.0.0.1", "127.9.9.9", "[::1]", "169.254.169.254",
            "169.254.170.2", "[fe80::1]", "[fd00:ec2::254]", "[fd20:ce::254]", "metadata.google.internal",
            "metadata.google.internal.", "metadata", "168.63.129.16", "100.100.100.200", "[::ffff:169.254.169.254]",
        ]
    )
    func never(host: String) throws {
        #expect(try !isProxied("http://\(host)/", ""))
        #expect(try !isProxied("https://\(host)/", ""))
    }

    @Test(
        "others are",
        arguments: ["localhost.example", "metadata.example", "128.0.0.1", "169.253.1.1", "[fd00:ec3::1]", "10.0.0.1"]
    )
    func others(host: String) throws {
        #expect(try isProxied("https://\(host)/", ""))
    }

    @Test func `upper case comes before lower case, and empty is not set`() throws {
        let both = try ProxySettings(environment: ["HTTPS_PROXY": "http://upper", "https_proxy": "http://lower"])
        #expect(try both.proxy(for: HTTPURL(parsing: "https://a"))?.host == "upper")
        let lower = try ProxySettings(environment: ["HTTPS_PROXY": "", "https_proxy": "lower:3128"])
        #expect(try lower.proxy(for: HTTPURL(parsing: "https://a"))?.endpoint == "lower:3128")
        #expect(try lower.proxy(for: HTTPURL(parsing: "http://a")) == nil)
    }

    @Test(
        "a proxy that cannot be used is an error without its credentials",
        arguments: [
            "https://user:hunter2@p", "socks5://user:hunter2@p", "http://user:hunter2@", "http://user:hunter2@p:x",
            "user:hunter2@a b", "http://user:hunter2@p:3128\n", "\u{FEFF}http://user:hunter2@p",
        ]
    )
    func unusable(text: String) {
        let error = #expect(throws: ProxySettingsError.self) { try ProxySettings(environment: ["https_proxy": text]) }
        #expect(error?.description.contains("https_proxy") == true && error?.description.contains("hunter2") == false)
    }

    @Test(arguments: [
        "http://p:3128\n", "http://p:3128\r\n", " http://p:3128", "\u{FEFF}http://p:3128", "p:3128\u{200B}",
    ])
    func `an end that nobody sees is told as what it is`(text: String) {
        let error = #expect(throws: ProxySettingsError.self) { try ProxySettings(environment: ["HTTPS_PROXY": text]) }
        #expect(error?.reason.hasSuffix("at its start or end") == true, "\(error?.reason ?? "")")
    }

    @Test func `settings do not show credentials`() throws {
        let settings = try ProxySettings(environment: ["HTTPS_PROXY": "http://user:hunter2@p"])
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!"\(settings)\(String(reflecting: settings))\(dumped)".contains("hunter2"))
    }
}
