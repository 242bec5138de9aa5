import Configuration
import Credentials
import FoundationEssentials
import HTTP
import Testing
import Text

@testable import CredentialsTestSupport
@testable import Providers

/// A token without a signature worth the name.
private func jwt(_ claims: String) -> String { "eyJhbGciOiJub25lIn0." + Base64.encodeURL(Array(claims.utf8)) + ".c2ln" }

private let serviceAccount = jwt(
    #"{"sub":"system:serviceaccount:pullpass:pullpass","aud":["registry"],"exp":1700000600,"hunter2":1}"#
)

/// Tokens of registries for a projected ServiceAccount token.
@Suite struct `An exchange of a ServiceAccount token` {
    static let kinds: [(kind: String, keys: String, status: Int)] = [
        ("quay", "username: { value: acme+pull }, oidc: { tokenFile: /sa }", 200),
        ("jfrog", "oidc: { providerName: k8s, tokenFile: /sa }", 200),
        ("cloudsmith", "oidc: { organization: acme, service: k8s, tokenFile: /sa }", 201),
    ]

    private func lines(_ kind: String, _ keys: String, _ url: String, patterns: String = "r.example.com") -> String {
        "matchImages: [\(patterns)]\ncredentials: { \(kind): { \(keys), endpoint: '\(url)' } }"
    }

    private func answer(_ kind: String, _ token: String, _ more: String = "") -> String {
        kind == "jfrog"
            ? #"{"access_token":"\#(token)","username":"joe"\#(more)}"# : #"{"token":"\#(token)"\#(more)}"#
    }

    @Test(arguments: kinds)
    func `names the ServiceAccount, and lives as long as the token`(kind: String, keys: String, status: Int)
        async throws
    {
        let token = jwt(#"{"exp":1700001800}"#)
        try await withPeer({ _ in .json(status, answer(kind, token)) }) { peer in
            let files = FakeFiles(["/sa": serviceAccount])
            let fetched = try await fetched(by: fetcher(lines(kind, keys, peer.url), files: files))
            #expect(fetched.expiresAt == Timestamp(seconds: 1_700_001_800))
            #expect(fetched.identity.contains("system:serviceaccount:pullpass:pullpass for audience registry"))
            let entry = try #require(fetched.auths.entries.first)
            #expect(entry.credential.password.reveal() == token)
            #expect(entry.credential.username == ["quay": "acme+pull", "jfrog": "joe", "cloudsmith": "token"][kind])
        }
    }

    @Test(arguments: kinds)
    func `has a life where the token does not tell it`(kind: String, keys: String, status: Int) async throws {
        try await withPeer({ _ in .json(status, answer(kind, "opaque")) }) { peer in
            let fetched = try await fetched(
                by: fetcher(lines(kind, keys, peer.url), files: FakeFiles(["/sa": serviceAccount]))
            )
            #expect(fetched.expiresAt == Timestamp(seconds: kind == "cloudsmith" ? 1_700_000_900 : 1_700_003_600))
        }
    }

    @Test(arguments: kinds)
    func `reads the file anew each time`(kind: String, keys: String, status: Int) async throws {
        try await withPeer({ _ in .json(status, answer(kind, "opaque")) }) { peer in
            let files = FakeFiles(["/sa": "first"])
            let fetcher = try fetcher(lines(kind, keys, peer.url), files: files)
            _ = try await fetched(by: fetcher)
            files.set("/sa", Array("second".utf8))
            _ = try await fetched(by: fetcher)
            let sent = peer.requests.map { request in
                let basic = request.fields["authorization"]?.dropFirst("Basic ".count)
                return basic.flatMap { Base64.decode(String($0)) }.map { String(decoding: $0, as: UTF8.self) }
                    ?? request.text
            }
            #expect(sent.count == 2 && sent[0].contains("first") && sent[1].contains("second"))
        }
    }

    @Test(arguments: kinds)
    func `is not tried with a token that has ended`(kind: String, keys: String, status: Int) async throws {
        try await withPeer({ _ in .json(status, answer(kind, "opaque")) }) { peer in
            let files = FakeFiles(["/sa": jwt(#"{"exp":1700000000,"sub":"hunter2"}"#)])
            let error = try await failure(of: fetcher(lines(kind, keys, peer.url), files: files))
            #expect(error.kind == .misconfigured)
            #expect(
                error.description.hasPrefix(
                    "ServiceAccount token from file /sa: its time was over at 2023-11-14T22:13:20Z"
                )
            )
            #expect(peer.requests.isEmpty)
        }
    }

    @Test(
        arguments: kinds,
        [
            (400, #"{"error":"invalid_request"}"#, "invalid_request"),
            (401, #"{"errors":[{"code":"UNAUTHORIZED","message":"no mapping matches"}]}"#, "UNAUTHORIZED"),
            (403, #"{"message":"denied"}"#, nil), (404, "", nil), (422, #"{"detail":"hunter2"}"#, nil),
        ]
    )
    func `that is refused says who was not believed, and what to do`(
        kind: (kind: String, keys: String, status: Int),
        answer: (Int, String, String?)
    ) async throws {
        try await withPeer({ _ in .json(answer.0, answer.1) }) { peer in
            let files = FakeFiles(["/sa": serviceAccount])
            let error = try await failure(of: fetcher(lines(kind.kind, kind.keys, peer.url), files: files))
            #expect(error.kind == .refused)
            #expect(error.code == answer.2)
            #expect(error.identity.contains("system:serviceaccount:pullpass:pullpass for audience registry"))
            #expect(error.fix != nil)
            #expect(!printed(error).contains("hunter2") && !printed(error).contains(serviceAccount))
        }
    }

    @Test(arguments: kinds)
    func `that brings a token that has ended is no success`(kind: String, keys: String, status: Int) async throws {
        let token = jwt(#"{"exp":1699999999}"#)
        try await withPeer({ _ in .json(status, answer(kind, token)) }) { peer in
            let files = FakeFiles(["/sa": serviceAccount])
            let error = try await failure(of: fetcher(lines(kind, keys, peer.url), files: files))
            #expect(error.kind == .unavailable)
        }
    }

    @Test(arguments: [
        ("quay", "username: { value: acme+pull }, oidc: { tokenFile: /sa }"),
        ("jfrog", "oidc: { providerName: k8s, tokenFile: /sa }"),
    ])
    func `needs one host to ask, or an endpoint`(kind: String, keys: String) async throws {
        let lines = "matchImages: [a.example.com, b.example.com]\ncredentials: { \(kind): { \(keys) } }"
        let error = try await failure(of: fetcher(lines, files: FakeFiles(["/sa": serviceAccount])))
        #expect(error.kind == .misconfigured)
        #expect(error.reason == "matchImages does not name one host that could be asked for the token")
    }

    @Test func `at JFrog says all that is configured`() async throws {
        try await withPeer({ _ in .json(200, #"{"access_token":"t","username":"joe","expires_in":"60"}"#) }) { peer in
            let keys =
                "oidc: { providerName: 'k8s \"prod\"', tokenFile: /sa, audience: jf, projectKey: p, identityMapping: m }"
            let fetched = try await fetched(
                by: fetcher(lines("jfrog", keys, peer.url), files: FakeFiles(["/sa": "sa"]))
            )
            #expect(fetched.expiresAt == Timestamp(seconds: 1_700_000_060))
            #expect(
                peer.requests.map(\.text) == [
                    #"{"grant_type":"urn:ietf:params:oauth:grant-type:token-exchange","#
                        + #""subject_token_type":"urn:ietf:params:oauth:token-type:id_token","subject_token":"sa","#
                        + #""provider_name":"k8s \"prod\"","audience":"jf","project_key":"p","identity_mapping_name":"m"}"#
                ]
            )
        }
    }

    @Test(
        arguments: [
            (#"{"sub":"jfac@01h/users/acme-pull"}"#, "", "acme-pull"),
            (#"{"sub":"acme-pull"}"#, "", "acme-pull"),
            (#"{"sub":"jfac@01h/users/acme-pull"}"#, #","username":"joe""#, "joe"),
            (#"{"sub":"jfac@01h/users/acme-pull"}"#, #","username":"""#, "acme-pull"),
            (#"{"sub":"jfac@01h/groups/x"}"#, "", nil), (#"{"sub":"a:b"}"#, "", nil), ("{}", "", nil),
        ] as [(String, String, String?)]
    )
    func `at JFrog finds the user name`(claims: String, more: String, name: String?) async throws {
        let token = jwt(claims)
        try await withPeer({ _ in .json(200, #"{"access_token":"\#(token)"\#(more)}"#) }) { peer in
            let fetcher = try fetcher(
                lines("jfrog", "oidc: { providerName: k8s, tokenFile: /sa }", peer.url),
                files: FakeFiles(["/sa": "sa"])
            )
            if let name {
                let fetched = try await fetched(by: fetcher)
                #expect(fetched.auths.entries.map(\.credential.username) == [name])
            } else {
                let error = try await failure(of: fetcher)
                #expect(error.kind == .unavailable)
                #expect(error.reason.contains("no user name"))
            }
        }
    }

    @Test func `at Cloudsmith names the organisation in the path`() async throws {
        try await withPeer({ _ in .json(201, #"{"token":"t"}"#) }) { peer in
            let keys = "oidc: { organization: 'a b/c', service: k8s, tokenFile: /sa }"
            let files = FakeFiles(["/sa": "sa"])
            _ = try await fetched(by: fetcher(lines("cloudsmith", keys, peer.url), files: files))
            #expect(peer.requests.map(\.path) == ["/openid/a%20b%2Fc/"])
        }
    }

    @Test(
        arguments: [
            ("quay.io", [], "quay.io", nil), ("quay.io", ["quay.io"], "quay.io", nil),
            (nil, ["quay.io"], "quay.io", nil),
            (nil, [], "https://kubernetes.default.svc", nil),
            (
                "quay.io", [], "https://kubernetes.default.svc",
                "the token is for audience https://kubernetes.default.svc, and not for quay.io"
            ),
            ("quay.example.com", [], "quay.io", "not for quay.example.com"),
            (nil, ["quay.io"], "https://kubernetes.default.svc", "Token does not match robot|Invalid audience"),
        ] as [(String?, [String], String, String?)]
    )
    func `at Quay is for the audience of the configuration and of the federation`(
        configured: String?,
        audiences: [String],
        given: String,
        failing: String?
    ) async throws {
        var stub = QuayStub()
        stub.audiences = audiences
        try await withPeer({ [stub] in stub.answer($0) }) { peer in
            let audience = configured.map { ", audience: '\($0)'" } ?? ""
            let keys = "username: { value: \(QuayStub.robot) }, oidc: { tokenFile: /sa\(audience) }"
            let fetcher = try fetcher(
                lines("quay", keys, peer.url),
                files: FakeFiles(["/sa": QuayStub.serviceAccount(for: given)])
            )
            guard let failing else {
                #expect(try await fetched(by: fetcher).expiresAt == noon.now() + .seconds(3600))
                return
            }
            let error = try await failure(of: fetcher)
            #expect(failing.split(separator: "|").contains { error.description.contains($0) }, "\(error)")
            #expect(peer.requests.isEmpty == (error.kind == .misconfigured))
            #expect(!printed(error).contains("hunter2-"))
        }
    }
}
