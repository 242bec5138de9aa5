extension WireFamily {
    /// A whole request line, with a Host.
    private static func line(_ line: String, _ seen: String...) -> WireCase {
        let sent = "\(line)\r\nHost: a\r\n\r\n"
        return switch seen.count {
        case 1: WireCase("[\(line.prefix(60))] of \(line.utf8.count)", sent, seen[0])
        default: WireCase("[\(line.prefix(60))] of \(line.utf8.count)", sent, seen[0], seen[1])
        }
    }

    /// A request target of GET.
    private static func target(_ target: String, _ path: String?) -> WireCase {
        path.map { line("GET \(target) HTTP/1.1", "200 GET \($0) 0", "next") } ?? line("GET \(target) HTTP/1.1", "400")
    }

    /// RFC 9112 section 3: method, target and version with one blank between them.
    static let requestLines: [WireCase] =
        [
            line("GET / HTTP/1.1", "200 GET / 0", "next"), line("get / HTTP/1.1", "200 get / 0", "next"),
            line("M!#$%&'*+-.^_`|~9 / HTTP/1.1", "200 M!#$%&'*+-.^_`|~9 / 0", "next"),
            line("GET  / HTTP/1.1", "400"),
            line("GET /  HTTP/1.1", "400"), line("GET / HTTP/1.1 ", "400"), line(" GET / HTTP/1.1", "400"),
            line("\tGET / HTTP/1.1", "400"), line("GET\t/ HTTP/1.1", "400"), line("GET /\tHTTP/1.1", "400"),
            line("GET\u{0B}/ HTTP/1.1", "400"), line("GET\u{0C}/ HTTP/1.1", "400"), line("GET\r/ HTTP/1.1", "400"),
            line("GET\0/ HTTP/1.1", "400"), line("GET\u{A0}/ HTTP/1.1", "400"), line("G(T / HTTP/1.1", "400"),
            line("G:T / HTTP/1.1", "400"), line("\u{FEFF}GET / HTTP/1.1", "400"), line("GET", "400"),
            line("GET /", "400"),
            line("GET / ", "400"), line("GET HTTP/1.1", "400"), line("/ HTTP/1.1", "400"),
            line("GET /a b HTTP/1.1", "400"), line("GET / HTTP/1.1 HTTP/1.1", "400"),
            line("HTTP/1.1 200 OK", "400"),
            line("\u{16}\u{3}\u{1}", "400"), line("SSH-2.0-OpenSSH_9.2", "400"), line("{\"a\":1}", "400"),
        ] + versions + targets + lengths414

    private static let versions: [WireCase] = [
        line("GET / HTTP/1.2", "200 GET / 0", "next"), line("GET / HTTP/1.9", "200 GET / 0", "next"),
        line("GET / HTTP/1.0", "200 GET / 0"), line("GET / HTTP/0.9", "505"), line("GET / HTTP/2.0", "505"),
        line("GET / HTTP/3.0", "505"), line("GET / HTTP/9.1", "505"), line("GET / HTTP/2", "400"),
        line("GET / HTTP/1", "400"),
        line("GET / HTTP/1.", "400"), line("GET / HTTP/.1", "400"), line("GET / HTTP/11", "400"),
        line("GET / HTTP/1.10", "400"), line("GET / HTTP/1.01", "400"), line("GET / HTTP/01.1", "400"),
        line("GET / HTTP/1,1", "400"), line("GET / HTTP/1.1x", "400"), line("GET / HTTP/1.x", "400"),
        line("GET / HTTP/-1.1", "400"), line("GET / HTTP/\u{FF11}.1", "400"), line("GET / HTTP /1.1", "400"),
        line("GET / http/1.1", "400"), line("GET / HTTPS/1.1", "400"), line("GET / HTCPCP/1.0", "400"),
        line("GET / RTSP/1.0", "400"), line("GET / HTTP/1.1\0", "400"), line("GET / HTTP/1.1\u{0B}", "400"),
        line("PRI / HTTP/2.0", "505"),
    ]

    private static let targets: [WireCase] = [
        target("/a?b=c", "/a"), target("/a?b?c", "/a"), target("/?", "/"), target("//b/c", "//b/c"),
        target("/../a", "/../a"), target("/%2e%2e/a", "/%2e%2e/a"), target("/%00", "/%00"), target("/%", "/%"),
        target("/a;b", "/a;b"), target("/a\\b", "/a\\b"), target("/\"<>[]{}|^`", "/\"<>[]{}|^`"),
        target("/a#b", nil), target("/#", nil), target("/\u{E9}", nil), target("/\0", nil), target("/\u{7F}", nil),
        target("/\r", nil), target("/a\u{B}b", nil), target("a", nil), target("a/b", nil), target("?a", nil),
        target("", nil),
        target("\\", nil), target("*", nil), target("*/", nil), target("/*", "/*"),
        // Absolute form: its authority counts, and it is the same server.
        target("http://b/c", "/c"), target("http://b", "/"), target("http://b?c", "/"), target("HTTP://B/c", "/c"),
        target("https://b:443/c?d", "/c"), target("http://[::1]:80/c", "/c"), target("http://", nil),
        target("http:///c", nil),
        target("http://?c", nil), target("http:/b", nil), target("http:b", nil), target("//", "//"),
        target("http://u@b/c", nil), target("http://u:p@b/c", nil), target("http://b\u{E9}/c", nil),
        target("http://b#c", nil), target("http://b c/", nil), target("ftp://b/c", nil), target("file:///c", nil),
        target("javascript:1", nil), target("b:443", nil), target("[::1]:443", nil),
        line("OPTIONS * HTTP/1.1", "200 OPTIONS * 0", "next"), line("POST * HTTP/1.1", "400"),
        line("CONNECT b:443 HTTP/1.1", "501"), line("CONNECT / HTTP/1.1", "501"),
        line("connect / HTTP/1.1", "200 connect / 0", "next"),
    ]

    private static let lengths414: [WireCase] = [
        target("/" + String(repeating: "a", count: 8191), "/" + String(repeating: "a", count: 8191)),
        line("GET /\(String(repeating: "a", count: 8192)) HTTP/1.1", "414"),
        line("GET /\(String(repeating: "b", count: 40_000)) HTTP/1.1", "414"),
        line("\(String(repeating: "M", count: 40_000)) / HTTP/1.1", "414"),
        line("GET / \(String(repeating: "H", count: 40_000))", "414"),
        WireCase("no end", String(repeating: "G", count: 40_000), "414"),
    ]
}
