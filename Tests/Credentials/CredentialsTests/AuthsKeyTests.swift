import Testing

@testable import Credentials
@testable import CredentialsTestSupport

@Suite struct `A key of auths` {
    @Test(arguments: [
        ("ghcr.io", "ghcr.io", "", ""), ("https://ghcr.io", "ghcr.io", "", ""), ("http://ghcr.io/", "ghcr.io", "", ""),
        ("https://index.docker.io/v1/", "index.docker.io", "", ""), ("r.io:5000/v2/a", "r.io", ":5000", "/a"),
        ("r.io/v2", "r.io", "", "/v2"), ("u:p@r.io:1/x?q#f", "r.io", ":1", "/x"),
        ("[::1]:5000/x", "[::1]", ":5000", "/x"),
        ("[::1]", "[::1]", "", ""), ("", "", "", ""), ("/x", "", "", "/x"), ("https://", "", "", ""),
        ("a@b@c", "c", "", ""), ("r.io#/x", "r.io", "", ""), (":::", "::", ":", ""),
        ("docker.io:", "docker.io", "", ""),
        ("r.io:/x", "r.io", "", "/x"), ("index.docker.io:", "index.docker.io", ":", ""),
        ("oci://ghcr.io", "oci", ":", "//ghcr.io"),
    ])
    func `is read as host, port and path`(key: String, host: String, port: String, path: String) {
        let read = AuthsKey(key: key)
        #expect([read.host, read.port, read.path] == [host, port, path])
    }

    @Test(arguments: [
        ("ghcr.io/team/", "ghcr.io/team/"), ("docker.io", "https://index.docker.io/v1/"),
        ("docker.io/", "https://index.docker.io/v1/"), ("docker.io/team/", "docker.io/team/"),
        ("docker.io:443", "docker.io:443"), ("docker.io:", "https://index.docker.io/v1/"),
        ("docker.io:/", "https://index.docker.io/v1/"), ("docker.io:/team/", "docker.io:/team/"),
        ("r.io:1/v2x/", "r.io:1/v2x/"),
        ("r.io/v2/", "r.io/v2/v2/"), ("r.io:1/v1/team", "r.io:1/v1/v1/team"),
    ])
    func `is the pattern verbatim unless the kubelet would cut it, or it is all of Docker Hub`(
        pattern: String,
        key: String
    ) {
        #expect(AuthsKey.key(forPattern: pattern) == key)
    }

    @Test(arguments: [
        "oci://robot:s3cretpw@ghcr.io", "HTTPS://robot:s3cretpw@ghcr.io", "https://bob:ab/s3cretpw@ghcr.io",
        "bob:s3cretpw@ghcr.io",
    ])
    func `is shown without a password`(key: String) {
        #expect(AuthsKey(key: key).description.hasSuffix("ghcr.io"))
        #expect(!AuthsKey(key: key).description.contains("s3cretpw"))
    }

    @Test(
        "serves images of the patterns that it shares some with",
        arguments: [
            ("ghcr.io", "ghcr.io/team/", true), ("ghcr.io/team/a", "ghcr.io/team/", true),
            ("ghcr.io/a/", "ghcr.io/b/", false),
            ("https://index.docker.io/v1/", "docker.io", true),
            ("https://index.docker.io/v1/", "docker.io/team/", true),
            ("https://index.docker.io/v1/", "*.io", true), ("https://index.docker.io/v1/", "ghcr.io", false),
            ("https://registry-1.docker.io", "docker.io", false), ("r.io:5000", "r.io", false),
            ("*.gcr.io", "eu.gcr.io", true), ("eu.gcr.io", "*.gcr.io", true), ("eu*.gcr.io", "*us.gcr.io", true),
            ("eu*.gcr.io", "us*.gcr.io", false), ("gcr.io", "*.gcr.io", false),
            ("https://ghcr.io/v2/", "ghcr.io", true), ("docker.io:", "docker.io", true),
            ("docker.io", "docker.io:", true), ("https://index.docker.io/v1/", "docker.io:", true),
            ("https://index.docker.io:/v1/", "docker.io", false),
        ]
    )
    func serving(key: String, pattern: String, serves: Bool) {
        #expect(AuthsKey(key: key).serves(AuthsKey(pattern: pattern)) == serves)
    }
}

@Suite struct `Hosts with stars` {
    /// All texts of up to four characters of a small alphabet.
    private static func texts(_ alphabet: [String], upTo length: Int) -> [String] {
        var all = [""]
        var last = [""]
        for _ in 0..<length {
            last = last.flatMap { text in alphabet.map { text + $0 } }
            all += last
        }
        return all
    }

    /// A matcher so simple that it is surely right.
    private static func matches(_ pattern: Substring, _ text: Substring) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "*" {
            return matches(pattern.dropFirst(), text)
                || (text.first.map { $0 != "." } ?? false) && matches(pattern, text.dropFirst())
        }
        return text.first == first && matches(pattern.dropFirst(), text.dropFirst())
    }

    @Test func `intersect and cover as the hosts that they match do`() {
        let patterns = Self.texts(["a", "b", "*", "."], upTo: 3)
        // Each pair that meets does so in one of these: every star needs to take two characters at most.
        let hosts = Self.texts(["a", "b", "."], upTo: 5)
        let matched = Dictionary(
            uniqueKeysWithValues: patterns.map { pattern in
                (pattern, Set(hosts.filter { Self.matches(pattern[...], $0[...]) }))
            }
        )
        for one in patterns {
            for other in patterns {
                let (mine, others) = (matched[one, default: []], matched[other, default: []])
                if HostGlob.intersect(one, other) == mine.isDisjoint(with: others) {
                    Issue.record("\(one) and \(other) are said to meet wrongly")
                }
                if HostGlob.covers(one, other), !others.isSubset(of: mine) {
                    Issue.record("\(one) does not cover \(other)")
                }
                // Without an alphabet of only two letters it would be exact; a cover that is missed costs one attempt.
                if !one.contains("*"), HostGlob.covers(one, other) != (one == other) {
                    Issue.record("\(one) covers \(other)")
                }
            }
        }
    }

    @Test func `with an address are equal or different`() {
        #expect(HostGlob.intersect("[::1]", "[::1]"))
        #expect(!HostGlob.intersect("[::1]", "*"))
        #expect(!HostGlob.covers("*", "[::1]"))
    }
}
