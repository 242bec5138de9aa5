import Configuration
import Credentials
import EventLoop
import FoundationEssentials
import HTTP
import HTTPClient
import Images
import Processes
import RegistryLogin
import TLS
import TestSupport
import Testing
import Text
@testable import CredentialsTestSupport

/// Debian's registry and skopeo, over TLS, with both ways of logging in.
@Suite(
    .serialized,
    .enabled(if: TestRegistry.isPossible, "docker-registry, skopeo, htpasswd or openssl is not installed")
)
struct `A real registry` {
    /// What a Docker configuration and a probe make of a credential.
    private func expect(_ registry: TestRegistry, entry: (String, String) -> String) async throws {
        let http = try await network(trusting: registry)
        func verdict(_ lines: String, password: String = "hunter2") async throws -> LoginVerdict {
            try await probed(lines, password: password, http: http).verdict
        }

        let good = entry(registry.host, "{}")
        let written = try await fetch(good, password: "hunter2", http)
        let pulled = try await registry.pull(with: written.dockerConfigJSON)
        #expect(pulled.status.isSuccess, "\(pulled.errorText)")
        let wrong = try await fetch(good, password: "wrong", http)
        #expect(try await !registry.pull(with: wrong.dockerConfigJSON).status.isSuccess)

        #expect(try await verdict(good) == .good)
        #expect(try await verdict(entry(registry.host, "{ image: '\(registry.host)/team/app:1' }")) == .good)
        let absent = try await verdict(entry(registry.host, "{ image: '\(registry.host)/team/absent:1' }"))
        #expect(absent.doubt.contains("is not there"), "\(absent)")
        for lines in [good, entry(registry.host, "{ image: '\(registry.host)/team/app:1' }")] {
            let refused = try await verdict(lines, password: "wrong")
            let reason = refused.refusal
            #expect(reason.contains("(status 401"), "\(refused)")
            #expect(!reason.contains("wrong"))
        }

        await registry.stop()
        let gone = try await verdict(good)
        #expect(gone.doubt.contains("cannot connect"), "\(gone)")
    }

    private func fetch(_ lines: String, password: String, _ http: HTTPClient) async throws -> FetchedCredential {
        try await CredentialsTestSupport.fetched(
            by: fetcher(lines, environment: ["U": "joe", "P": password], http: http)
        )
    }

    /// A client that believes the registry's CA and nobody else.
    private func network(trusting registry: TestRegistry) async throws -> HTTPClient {
        let loop = try CredentialsTestSupport.network().loop
        return HTTPClient(loop: loop, tls: try TLSClientContext(trust: .authorities(try registry.authority)))
    }

    @Test func `with htpasswd takes what we write`() async throws {
        let registry = try await TestRegistry { folder in
            "{ htpasswd: { realm: Registry, path: '\(folder.path("htpasswd"))' } }"
        }
        try await expect(registry) { patterns, probe in
            "matchImages: ['\(patterns)']\nprobe: \(probe)\n"
                + "credentials: { harbor: { username: { env: U }, secret: { env: P } } }"
        }
    }

    @Test func `with a token service takes what we write`() async throws {
        let service = try await TokenServer()
        try await withPeer(service.answer) { peer in
            let registry = try await TestRegistry { folder in
                let bundle = try folder.write("tokens.pem", service.certificate)
                return
                    "{ token: { realm: '\(peer.url)/token', service: registry, issuer: tests, rootcertbundle: '\(bundle)' } }"
            }
            try await expect(registry) { patterns, probe in
                "matchImages: ['\(patterns)']\nprobe: \(probe)\n"
                    + "credentials: { gitlab: { username: { env: U }, token: { env: P }, endpoint: '\(peer.url)' } }"
            }
        }
    }

    @Test func `does not get the credential sent to a token service that nobody configured`() async throws {
        let service = try await TokenServer()
        try await withPeer(service.answer) { peer in
            let registry = try await TestRegistry { folder in
                let bundle = try folder.write("tokens.pem", service.certificate)
                return
                    "{ token: { realm: '\(peer.url)/token', service: registry, issuer: tests, rootcertbundle: '\(bundle)' } }"
            }
            let pushed = peer.requests.count
            let lines =
                "matchImages: ['\(registry.host)']\nprobe: {}\n"
                + "credentials: { basic: { username: { env: U }, password: { env: P } } }"
            let verdict = try await probed(lines, http: network(trusting: registry)).verdict
            let reason = verdict.doubt
            #expect(reason.hasPrefix("token realm on a foreign host"), "\(verdict)")
            #expect(peer.requests.count == pushed)
        }
    }
}

/// A token service as registries know it (`distribution/docs/spec/auth/token`): it gives joe what he asks for.
private struct TokenServer: Sendable {
    /// The certificate that tokens carry and the registry believes, PEM.
    let certificate: String
    private let key: PrivateKey
    private let chain: String

    init() async throws {
        let folder = try TemporaryDirectory()
        let (keyFile, file) = (folder.path("key.pem"), folder.path("cert.pem"))
        let made = try await Tool.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", keyFile, "-out", file, "-days", "2",
                "-subj",
                "/CN=tokens",
            ]
        )
        try #require(made.status.isSuccess, "\(made.errorText)")
        certificate = String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
        chain = certificate.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
        key = try PrivateKey.parse(pem: Array(try Data(contentsOf: URL(filePath: keyFile))), what: "the key")
    }

    var answer: ProviderPeer.Answer {
        { request in
            guard request.path == "/token", request.fields["authorization"] == ProbedRegistry.authorization else {
                return .json(401, #"{"errors":[{"code":"UNAUTHORIZED","message":"who are you?"}]}"#)
            }
            guard let token = try? token(scope: request.parameters["scope"]) else { return HTTPResponse(status: 500) }
            return .json(200, #"{"token":"\#(token)","expires_in":300}"#)
        }
    }

    private func token(scope: String?) throws -> String {
        var access = ""
        // `repository:team/app:pull,push`
        if let parts = scope?.split(separator: ":"), parts.count == 3 {
            let actions = parts[2].split(separator: ",").map { "\"\($0)\"" }.joined(separator: ",")
            access = #"{"type":"repository","name":"\#(parts[1])","actions":[\#(actions)]}"#
        }
        let now = Int(Date().timeIntervalSince1970)
        let header = #"{"typ":"JWT","alg":"RS256","x5c":["\#(chain)"]}"#
        let claims =
            #"{"iss":"tests","sub":"joe","aud":"registry","exp":\#(now + 300),"nbf":\#(now - 60),"iat":\#(now - 60),"jti":"\#(UUID().uuidString)","access":[\#(access)]}"#
        let signed = Base64.encodeURL(Array(header.utf8)) + "." + Base64.encodeURL(Array(claims.utf8))
        return signed + "." + Base64.encodeURL(try key.signRS256(Array(signed.utf8)))
    }
}
