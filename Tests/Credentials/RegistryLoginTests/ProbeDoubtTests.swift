import Configuration
import Credentials
import HTTP
import HTTPClient
import TLS
import TestSupport
import Testing
import Text

@testable import CredentialsTestSupport
@testable import RegistryLogin

/// What is said where a registry could not be asked: each doubt leads somewhere.
@Suite struct `A doubt about a credential` {
    /// The columns of `check` for registries of these lines, each asked by a client that believes nobody.
    private func text(_ entries: [String]) async throws -> String {
        let http = HTTPClient(
            loop: try fetchLoop.get(),
            tls: try TLSClientContext(trust: .systemAnd(ServerCertificate().authority))
        )
        var reports: [CredentialReport] = []
        for lines in entries {
            let registry = try registry(lines)
            let fetcher = try fetcher(lines, http: http)
            let check = CredentialCheck(registry, fetcher: fetcher, probe: RegistryProbe(http: http))
            reports.append(await Task(executorPreference: http.loop) { await check.run() }.value)
        }
        return CredentialReport.text(reports, now: noon.now())
    }

    /// The field's case: a certificate of a company's own CA, and a registry without TLS, both with a wrong password.
    @Test func `is a word of its own, with what to write`() async throws {
        try await withPeer(tls: ServerCertificate().context, { _ in HTTPResponse(status: 401) }) { harbor in
            try await withPeer({ _ in HTTPResponse(status: 401) }) { plain in
                let (own, other) = (harbor.url.dropFirst(8), plain.url.dropFirst(7))
                let text = try await text([
                    "matchImages: ['\(own)']\ncredentials: { harbor: { username: { value: robot }, secret: { value: wrong } } }",
                    "matchImages: ['\(other)']\ncredentials: { basic: { username: { value: puller }, password: { value: wrong } } }",
                ])
                let lines = text.split(separator: "\n")
                #expect(lines.count == 3)
                #expect(
                    lines[0].hasPrefix(
                        "r  harbor  UNKNOWN  fetched, but not known whether the registry takes it: TLS with \(own)"
                    )
                )
                #expect(lines[0].contains("unable to get local issuer certificate"))
                #expect(
                    lines[0].contains(
                        ": give Pullpass the CA: SSL_CERT_FILE (env, extraVolumes of the chart), in addition to the system's"
                    )
                )
                #expect(lines[1].hasPrefix("r  basic   UNKNOWN  fetched"))
                #expect(
                    lines[1].contains(
                        "the server does not speak TLS on this port: if that is meant, write endpoint: http://\(other) below "
                            + "credentials.basic; "
                    )
                )
                #expect(lines[2].hasPrefix("2 registries: 0 ok, 0 FAILED, 2 UNKNOWN ("))
                #expect(!text.contains("wrong"))
            }
        }
    }

    @Test(arguments: [
        "basic: { username: { value: u }, password: { value: p }, endpoint: 'URL' }",
        "harbor: { username: { value: u }, secret: { value: p }, endpoint: 'URL' }",
        "gitlab: { username: { value: u }, token: { value: p }, endpoint: 'URL' }",
        "jfrog: { username: { value: u }, token: { value: p }, endpoint: 'URL' }",
    ])
    func `about plain HTTP goes away by the endpoint that is advised`(kind: String) async throws {
        try await withPeer({ request in
            request.fields["authorization"] == nil
                ? HTTPResponse(status: 401, fields: [("WWW-Authenticate", "Basic realm=x")]) : HTTPResponse(status: 200)
        }) { peer in
            let host = peer.url.dropFirst(7)
            let without = kind.replacing(", endpoint: 'URL'", with: "")
            let name = kind.prefix { $0 != ":" }
            let doubt = try await text(["matchImages: ['\(host)']\ncredentials: { \(without) }"])
            // JFrog needs no endpoint only where nothing is exchanged.
            #expect(doubt.contains("write endpoint: http://\(host) below credentials.\(name)"), "\(doubt)")
            let lines = "matchImages: ['\(host)']\ncredentials: { \(kind.replacing("URL", with: peer.url)) }"
            #expect(try await text([lines]).contains("  ok "))
        }
    }

    @Test func `about wildcards, and about a registry that asks for nothing, says what to write`() async throws {
        let basic = "credentials: { basic: { username: { value: u }, password: { value: p } } }"
        #expect(
            try await text(["matchImages: ['*.example.com']\n\(basic)"]).contains(
                "as probe: { image: … } below this registry"
            )
        )
        try await withPeer({ _ in HTTPResponse(status: 200) }) { peer in
            let endpoint = basic.replacing("{ value: p }", with: "{ value: p }, endpoint: '\(peer.url)'")
            let said = try await text(["matchImages: [r.example.com]\n\(endpoint)"])
            #expect(said.contains("r.example.com asks nobody for a credential: look whether it needs one at all"))
        }
    }

    @Test(arguments: [
        (301, "where it has moved"), (404, "is a registry at all"), (400, "is a registry at all"), (407, "HTTPS_PROXY"),
        (408, "try again later"), (429, "try again later"), (500, "look at its log"), (503, "look at its log"),
        (418, "a proxy in between"),
    ])
    func `about an answer has a way on`(status: Int, words: String) async throws {
        try await withPeer({ _ in HTTPResponse(status: status) }) { peer in
            let finding = try await probed(probedBasic(), url: peer.url)
            #expect(finding.verdict.doubt.contains("(status \(status)): "))
            #expect(finding.verdict.doubt.contains(words), "\(finding)")
        }
    }

    @Test(
        arguments: [
            (HTTPClientError.Phase.resolve, "no such name", "where the name is known"),
            (.connect, "refused", "NetworkPolicies"), (.timeout, "connecting", "HTTPS_PROXY"),
            (.proxy, "403", "add r.example.com to NO_PROXY"), (.tls, "alert", "TLS versions"),
            (.send, "broken", "try again"),
            (.receive, "broken", "try again"), (.request, "no host", "correct matchImages"),
        ] as [(HTTPClientError.Phase, String, String)]
    )
    func `about a connection has a way on`(phase: HTTPClientError.Phase, cause: String, words: String) throws {
        let error = HTTPClientError(host: "r.example.com:443", phase: phase, cause: cause, isRetryable: true)
        let doubt = ProbeDoubt(host: "r.example.com", kind: nil)
        let url = try HTTPURL(parsing: "https://r.example.com/v2/")
        #expect(doubt.advice(on: error, asking: url)?.contains(words) ?? false)
    }

    @Test func `about a redirect says where it leads, and no more`() async throws {
        let answer = HTTPResponse.redirect(308, to: "https://r.example.com/v2/?token=hunter2")
        try await withPeer({ _ in answer }) { peer in
            let doubt = try await probed(probedBasic(), url: peer.url).verdict.doubt
            #expect(
                doubt.contains("(status 308, to https://r.example.com): correct the host") && !doubt.contains("hunter2")
            )
        }
    }

    @Test func `says nothing twice, and nothing to who gave up`() throws {
        let doubt = ProbeDoubt(host: "r.example.com", kind: nil)
        let url = try HTTPURL(parsing: "https://r.example.com/v2/")
        for (phase, cause) in [(HTTPClientError.Phase.proxy, "add it to NO_PROXY"), (.cancelled, "cancelled")] {
            let error = HTTPClientError(host: "r.example.com:443", phase: phase, cause: cause, isRetryable: true)
            #expect(doubt.advice(on: error, asking: url) == nil)
        }
    }
}
