import Configuration
import Credentials
import FoundationEssentials
import HTTP
import HTTPClient
import Synchronization
import TestSupport
import Testing
import Text

@testable import CredentialsTestSupport
@testable import RegistryLogin

/// Trying credentials out before they replace others.
@Suite struct `A probe` {
    /// The kind of a verdict.
    enum Kind: Sendable { case good, refused, unknown }

    private func kind(_ finding: RegistryProbe.Finding) -> Kind {
        switch finding.verdict {
        case .good: .good
        case .refused: .refused
        case .unknown: .unknown
        }
    }

    private func reason(_ finding: RegistryProbe.Finding) -> String {
        finding.verdict.refusal + finding.verdict.doubt
    }

    @Test(arguments: ["Basic", "Bearer"])
    func `says good where the registry takes the credential`(scheme: String) async throws {
        try await ProbedRegistry(scheme: scheme).run { peer in
            let found = try await probed(probedBasic(), url: peer.url)
            #expect(found.verdict == .good)
            let paths = scheme == "Basic" ? ["/v2/", "/v2/"] : ["/v2/", "/token", "/v2/"]
            #expect(peer.requests.map(\.path) == paths)
            #expect(peer.requests[0].fields["authorization"] == nil)
            if scheme == "Bearer" { #expect(peer.requests[1].parameters == ["service": "the registry"]) }
        }
    }

    @Test(arguments: ["Basic", "Bearer"])
    func `sees the head of an image's manifest where one is configured`(scheme: String) async throws {
        try await ProbedRegistry(scheme: scheme).run { peer in
            let lines = probedBasic("r.example.com/team/", image: "r.example.com/team/app:1.2")
            let found = try await probed(lines, url: peer.url)
            #expect(found.verdict == .good)
            let last = try #require(peer.requests.last)
            #expect(last.method == "HEAD" && last.path == "/v2/team/app/manifests/1.2")
            #expect(last.fields["accept"]?.contains("application/vnd.oci.image.index.v1+json") == true)
            #expect(peer.requests.count == (scheme == "Basic" ? 2 : 3))
        }
    }

    @Test(arguments: [
        ("r.example.com/app", "latest"), ("r.example.com/app:1", "1"),
        (
            "r.example.com/app:1@sha256:\(String(repeating: "0", count: 64))",
            "sha256:\(String(repeating: "0", count: 64))"
        ),
    ])
    func `asks for an image as it is named`(image: String, reference: String) async throws {
        try await ProbedRegistry(scheme: "Basic").run { peer in
            _ = try await probed(probedBasic(image: image), url: peer.url)
            #expect(peer.requests.last?.path == "/v2/app/manifests/\(reference)")
        }
    }

    @Test(arguments: ["Basic", "Bearer"])
    func `says refused where the registry does not know the credential, and what to do`(scheme: String) async throws {
        try await ProbedRegistry(scheme: scheme).run { peer in
            let finding = try await probed(probedBasic(), url: peer.url, password: "hunter2-wrong")
            #expect(
                finding.verdict
                    == .refused(
                        "r.example.com refuses it at login (status 401, UNAUTHORIZED): "
                            + "make a new password or token at the registry, and put it where password says"
                    )
            )
        }
    }

    @Test(
        arguments: ["Basic", "Bearer"],
        [
            (
                HTTPResponse.json(403, #"{"errors":[{"code":"DENIED","message":"hunter2"}]}"#), Kind.refused,
                "(status 403, DENIED)"
            ),
            (HTTPResponse(status: 403), .refused, "(status 403)"),
            (HTTPResponse(status: 429, fields: [("Retry-After", "7")]), .unknown, "(status 429)"),
            (.json(500, #"{"hunter2":1}"#), .unknown, "(status 500)"),
            (HTTPResponse(status: 503), .unknown, "(status 503)"),
            (HTTPResponse(status: 400), .unknown, "(status 400)"),
            (.redirect(302, to: "https://evil.test/hunter2"), .unknown, "(status 302)"),
        ]
    )
    func `tells a refusal from an answer that says nothing`(scheme: String, answer: (HTTPResponse, Kind, String))
        async throws
    {
        try await ProbedRegistry(scheme: scheme, login: answer.0).run { peer in
            let finding = try await probed(probedBasic(), url: peer.url)
            #expect(kind(finding) == answer.1)
            #expect(reason(finding).contains(answer.2), "\(finding)")
            #expect(!printed(finding).contains("hunter2"))
        }
    }

    @Test(
        arguments: [
            .json(200, "{}"), .json(200, "hunter2"), .json(200, #"{"token":""}"#),
            .json(200, #"{"token":"a\r\nb: hunter2"}"#),
            .json(200, #"{"token":7}"#), HTTPResponse(status: 204),
            HTTPResponse(status: 200, body: [UInt8](repeating: 32, count: 2 << 20)),
        ] as [HTTPResponse]
    )
    func `cannot say without a token`(answer: HTTPResponse) async throws {
        try await ProbedRegistry(login: answer).run { peer in
            let finding = try await probed(probedBasic(), url: peer.url)
            #expect(kind(finding) == .unknown)
            #expect(!printed(finding).contains("hunter2"))
            #expect(peer.requests.count == 2)
        }
    }

    @Test(arguments: [
        (401, Kind.refused, "refuses it for r.example.com/app (status 401)"),
        (403, .refused, "refuses it for r.example.com/app (status 403)"),
        (404, .unknown, "is not there, or r.example.com hides it from this credential"),
        (429, .unknown, "(status 429)"), (500, .unknown, "(status 500)"), (307, .unknown, "(status 307)"),
    ])
    func `says what became of the image`(status: Int, expected: Kind, text: String) async throws {
        for scheme in ["Basic", "Bearer"] {
            try await ProbedRegistry(scheme: scheme, manifests: HTTPResponse(status: status)).run { peer in
                let finding = try await probed(probedBasic(image: "r.example.com/app"), url: peer.url)
                #expect(kind(finding) == expected)
                #expect(reason(finding).contains(text), "\(finding)")
            }
        }
    }

    @Test func `cannot say where nobody is asked for a credential`() async throws {
        try await ProbedRegistry(scheme: nil).run { peer in
            let finding = try await probed(probedBasic(), url: peer.url)
            #expect(reason(finding).hasPrefix("r.example.com asks nobody for a credential: look whether"))
            #expect(peer.requests.allSatisfy { $0.fields["authorization"] == nil })
        }
    }

    @Test(arguments: ["Negotiate", "Digest", "Bearer realm=ftp://x/", "Bearer"])
    func `cannot say where it does not understand the challenge`(challenge: String) async throws {
        try await withPeer({ _ in HTTPResponse(status: 401, fields: [("WWW-Authenticate", challenge)]) }) { peer in
            let found = try await probed(probedBasic(), url: peer.url)
            #expect(kind(found) == .unknown)
            #expect(peer.requests.count == 1)
        }
    }

    @Test func `sends no credential to a token service on a foreign host`() async throws {
        try await withPeer({ _ in .json(200, #"{"token":"t"}"#) }) { foreign in
            // Another port of this machine stands for another host: over plain HTTP the port must be the configured one.
            try await ProbedRegistry(realm: "\(foreign.url)/token").run { peer in
                let finding = try await probed(probedBasic(), url: peer.url)
                #expect(kind(finding) == .unknown)
                #expect(reason(finding).hasPrefix("token realm on a foreign host: r.example.com wants"), "\(finding)")
                #expect(reason(finding).contains("sent to \(foreign.url), which is not known"))
                #expect(reason(finding).hasSuffix(": a credential is sent over https only"))
                #expect(peer.requests.count == 1)
            }
            #expect(foreign.requests.isEmpty)
        }
    }

    @Test func `sends it to the token service that the configuration names`() async throws {
        try await ProbedRegistry().run { tokens in
            try await ProbedRegistry(realm: "\(tokens.url)/token").run { peer in
                let lines =
                    "matchImages: [docker.io]\nprobe: { image: nginx }\ncredentials: { dockerHub: { username: { env: U }, token: { env: P },"
                    + " endpoint: '\(peer.url)', authEndpoint: '\(tokens.url)' } }"
                let found = try await probed(lines)
                #expect(found.verdict == .good)
                #expect(tokens.requests.first?.parameters["scope"] == "repository:library/nginx:pull")
            }
        }
    }

    @Test func `cannot say where nobody answers`() async throws {
        let port = try BlockedPort(listens: false)
        let finding = try await probed(probedBasic(), url: "http://127.0.0.1:\(port.number)")
        #expect(kind(finding) == .unknown)
        #expect(reason(finding).contains("cannot connect"))
    }

    @Test func `cannot say where nobody says a word`() async throws {
        let clock = HandClock()
        let silence = try SilentPeer()
        let finding = try await withEventLoop(clock: clock.clock) { loop in
            let isDone = Atomic(false)
            async let finding = { () async throws -> RegistryProbe.Finding in
                defer { isDone.store(true, ordering: .releasing) }
                return try await probed(probedBasic(), url: silence.url, on: loop)
            }()
            while !isDone.load(ordering: .acquiring) {
                clock.advance(bySeconds: 1, wake: loop)
                await Task.yield()
            }
            return try await finding
        }
        #expect(kind(finding) == .unknown)
        #expect(reason(finding).contains("timed out"))
    }

    @Test func `is off unless the registry asks for it`() async throws {
        try await ProbedRegistry().run { peer in
            for probe in ["", "probe: { enabled: false }\n"] {
                let lines = probedBasic().replacing("probe: {}\n", with: probe).replacing("PROVIDER", with: peer.url)
                let registry = try registry(lines)
                let http = try network()
                let fetcher = try fetcher(lines, environment: ["U": "joe", "P": "wrong"], http: http)
                let found = try await Task(executorPreference: http.loop) {
                    let (fetched, probe) = (try await fetcher.fetch(), RegistryProbe(http: http))
                    return [
                        await probe.check(fetched, of: registry),
                        await probe.check(fetched, of: registry, replacing: nil),
                    ]
                }.value
                // That nobody was asked is no good word.
                #expect(found == [nil, nil])
            }
            #expect(peer.requests.isEmpty)
        }
    }

    @Test(
        arguments: [
            ("'*.example.com'", nil, 0), ("'*.example.com'", "r.example.com/x", 2),
            ("'*.example.com', r.example.com", nil, 2),
            ("r.example.com/a/, r.example.com/b/", nil, 2),
            ("r.example.com/a/, r.example.com/b/", "r.example.com/b/x", 2),
        ] as [(String, String?, Int)]
    )
    func `tries a credential once at each registry that is known`(patterns: String, image: String?, count: Int)
        async throws
    {
        try await ProbedRegistry(scheme: "Basic").run { peer in
            let finding = try await probed(probedBasic(patterns, image: image), url: peer.url)
            #expect(kind(finding) == (count == 0 ? .unknown : .good))
            #expect(peer.requests.count == count)
        }
    }

    @Test func `says the worst that it hears of several credentials`() async throws {
        let directory = try TemporaryDirectory()
        // The user name is the host, the password is p: the registry knows one of the two.
        let lines =
            "matchImages: [a.example.com, b.example.com]\nprobe: {}\ncredentials: { exec: { command: /bin/sh, args: "
            + "['\(FixtureFile.path("plugin.sh"))', record, '\(directory.path("log"))'], endpoint: 'PROVIDER' } }"
        for (known, expected) in [("a.example.com", Kind.refused), ("b.example.com", .refused), ("", .good)] {
            let answer: ProviderPeer.Answer = { request in
                guard let given = request.fields["authorization"] else {
                    return HTTPResponse(status: 401, fields: [("WWW-Authenticate", "Basic realm=x")])
                }
                let good = "Basic " + Data("\(known):p".utf8).base64EncodedString()
                return HTTPResponse(status: known.isEmpty || given == good ? 200 : 401)
            }
            try await withPeer(answer) { peer in
                let found = try await probed(lines, url: peer.url)
                #expect(kind(found) == expected)
                #expect(peer.requests.count == 4)
            }
        }
    }

    @Test(
        arguments: [
            // A login that has long been dead keeps no other one back.
            (["a": "good1", "b": "bad"], ["a": "good2", "b": "bad"], .good, 1),
            (["a": "good1", "b": "bad"], ["a": "bad2", "b": "bad"], .refused, 1),
            (["a": "good1", "b": "bad"], ["a": "good1"], nil, 0),
            // Nor does one where there was none before.
            (["a": "good1"], ["a": "good2", "b": "bad"], .unknown, 2),
            (["a": "good1"], ["a": "good1", "b": "bad"], .unknown, 1),
            (nil, ["a": "good1", "b": "bad"], .unknown, 2),
            // What is of no use at all is not taken.
            (nil, ["a": "bad", "b": "bad2"], .refused, 2),
            (["c": "good1"], ["a": "bad"], .refused, 1),
        ] as [([String: String]?, [String: String], Kind?, Int)]
    )
    func `of what replaces another credential tries what is new`(
        known: [String: String]?,
        new: [String: String],
        expected: Kind?,
        tried: Int
    ) async throws {
        let fetchedAt = noon.now()
        func auths(_ passwords: [String: String]) -> DockerAuths {
            DockerAuths(
                entries: passwords.map { name, password in
                    DockerAuths.Entry(
                        key: "\(name).example.com",
                        credential: RegistryCredential(
                            username: "joe",
                            password: SecretText(password),
                            fetchedAt: fetchedAt
                        )
                    )
                }
            )
        }
        let answer: ProviderPeer.Answer = { request in
            guard let given = request.fields["authorization"] else {
                return HTTPResponse(status: 401, fields: [("WWW-Authenticate", "Basic realm=x")])
            }
            let good = (1...2).map { "Basic " + Data("joe:good\($0)".utf8).base64EncodedString() }
            return HTTPResponse(status: good.contains(given) ? 200 : 401)
        }
        try await withPeer(answer) { peer in
            let registry = try registry(
                probedBasic("a.example.com, b.example.com").replacing("PROVIDER", with: peer.url)
            )
            let fetched = try FetchedCredential(auths: auths(new), fetchedAt: fetchedAt, identity: "test")
            let http = try network()
            let found = await Task(executorPreference: http.loop) {
                await RegistryProbe(http: http).check(fetched, of: registry, replacing: known.map(auths))
            }.value
            #expect(found.map(kind) == expected)
            #expect(peer.requests.count == 2 * tried)
        }
    }

    @Test func `prints nothing of a credential`() throws {
        let probe = RegistryProbe(http: try network())
        #expect(!printed(probe).contains("hunter2"))
    }
}
