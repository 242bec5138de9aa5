import HTTP

@testable import HTTPClient

extension FuzzBody {
    /// URLs of configurations, challenges and redirects: a line with a URL, one with a reference from there, one with hosts that no proxy is for.
    static let urls = FuzzBody(
        "urls",
        maximumLength: 512,
        seeds: [
            "https://registry.example:5000/v2/?scope=a:b#x\n../token?service=x\n*.example,10.0.0.0/8",
            "http://user:p%40ss@[::1]:80\n//other.example/a/./b/..\nlocalhost,::1",
            "https://a\nhttps://a:443/b\n.a,a:443", "https://A.Example./\n?q\n*",
            "http://h/a/b/c\ng/../../..\n[fd00::1]:443,10.1.2.3:80",
        ].map { Array($0.utf8) },
        words: [
            "https://", "http://", "[::1]", ":443", "@", "%40", "..", "./", "//", "?", "#", "\n", "10.0.0.0/8",
            "::ffff:10.0.0.1", "*.", ",",
        ]
    ) { bytes throws(BrokenPromise) in
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard let url = read(String(lines[0])) else { return }
        try check(url)
        let reference = lines.count > 1 ? String(lines[1]) : ""
        if let next = resolved(reference, from: url) {
            try check(next)
            try hold(next.userInfo == nil || next.hasSameOrigin(as: url), "a password stays with its origin: \(next)")
            try redirect(url, reference)
        }
        let exclusions = ProxyExclusions(lines.count > 2 ? String(lines[2]) : "")
        let isExcluded = exclusions.contains(url)
        try hold(ProxyExclusions("*").contains(url), "the star is every host")
        // A name that begins with a dot means what is below it, and one of dots alone means nothing.
        if !url.host.hasPrefix(".") {
            try hold(ProxyExclusions(url.host).contains(url), "a host stands for itself: \(url)")
        }
        guard let again = read("\(url.scheme.rawValue)://\(url.authority)/") else { return }
        try holdEqual(isExcluded, exclusions.contains(again), "only scheme, host and port matter to proxies")
    }

    private static func read(_ text: String) -> HTTPURL? { try? HTTPURL(parsing: text) }

    private static func resolved(_ reference: String, from url: HTTPURL) -> HTTPURL? { try? url.resolving(reference) }

    private static func check(_ url: HTTPURL) throws(BrokenPromise) {
        let isPlain = (url.host + url.target + url.authority).utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        try hold(isPlain, "nothing in a URL ends a line or a word: \(url)")
        try hold(url.target.utf8.first == UInt8(ascii: "/"), "a target starts with a slash: \(url.target)")
        try hold(
            !url.host.isEmpty && url.host == url.host.lowercased() && url.port > 0,
            "a host is there, in lower case: \(url)"
        )
        try hold(!url.host.contains { "/?#@".contains($0) }, "a host is no more than a host: \(url)")
        guard let again = read("\(url.scheme.rawValue)://\(url.authority)\(url.target)") else {
            throw BrokenPromise("broken promise: a URL that was read can be read again: \(url)")
        }
        try hold(
            again.hasSameOrigin(as: url) && again.target == url.target,
            "a URL that is written reads the same: \(url), \(again)"
        )
    }

    private static func redirect(_ url: HTTPURL, _ location: String) throws(BrokenPromise) {
        var fields = HTTPFields()
        fields.append(name: "Authorization", value: "Bearer secret")
        fields.append(name: "Accept", value: "application/json")
        for (method, status) in [(HTTPMethod.get, 307), (.post, 302), (.post, 307)] {
            let body: [UInt8]? = method == .post ? [1] : nil
            let request = HTTPClientRequest(method, url, fields: fields, body: body)
            guard let next = try? Redirect.next(after: request, status: status, location: location) else { continue }
            try hold(url.scheme == .http || next.url.scheme == .https, "https leads nowhere but to https: \(next)")
            let isSame = next.url.hasSameOrigin(as: url)
            try hold(isSame || !next.fields.contains("authorization"), "a credential is for its origin: \(next)")
            try hold(isSame || next.body == nil, "a body is for its origin: \(next)")
        }
    }
}
