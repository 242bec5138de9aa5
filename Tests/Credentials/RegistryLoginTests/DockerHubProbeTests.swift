import Credentials
import HTTP
import TestSupport
import Testing

@testable import CredentialsTestSupport
@testable import RegistryLogin

/// Docker Hub's quota.
@Suite struct `A probe of Docker Hub` {
    private func lines(_ peer: ProviderPeer, _ probe: String = "{}") -> String {
        "matchImages: [docker.io]\nprobe: \(probe)\n"
            + "credentials: { dockerHub: { username: { env: U }, token: { env: P }, endpoint: '\(peer.url)' } }"
    }

    private func manifests(_ status: Int = 200, limit: String?, remaining: String?) -> HTTPResponse {
        var fields: [(name: String, value: String)] = [("docker-ratelimit-source", "203.0.113.7")]
        if let limit { fields.append(("RateLimit-Limit", limit)) }
        if let remaining { fields.append(("ratelimit-remaining", remaining)) }
        return HTTPResponse(status: status, fields: fields)
    }

    @Test(
        arguments: [
            ("100;w=21600", "76;w=21600", 100, 76, 21600), ("200;w=21600", "0;w=21600", 200, 0, 21600),
            ("5000", "4999", 5000, 4999, nil), ("100; w=3600", "1;x=2;w=3600", 100, 1, 3600),
        ] as [(String, String, Int, Int, Int64?)]
    )
    func `reads the quota, which that does not spend`(
        limit: String,
        remaining: String,
        pulls: Int,
        left: Int,
        window: Int64?
    ) async throws {
        let registry = ProbedRegistry(manifests: manifests(limit: limit, remaining: remaining))
        try await registry.run { peer in
            let finding = try await probed(lines(peer))
            let quota = try #require(finding.quota)
            #expect(finding.verdict == .good)
            #expect(quota.limit == pulls && quota.remaining == left && quota.source == "203.0.113.7")
            #expect(quota.window == window.map { .seconds($0) })
            #expect(
                peer.requests.map(\.path) == ["/v2/", "/token", "/token", "/v2/ratelimitpreview/test/manifests/latest"]
            )
            #expect(peer.requests.allSatisfy { !$0.path.contains("/manifests/") || $0.method == "HEAD" })
            #expect(peer.requests[2].parameters["scope"] == "repository:ratelimitpreview/test:pull")
        }
    }

    @Test(
        arguments: [
            (nil, nil), ("100;w=21600", nil), ("many", "few"), ("-1", "-1"), ("", ""), ("99999999999999999999", "1"),
        ] as [(String?, String?)]
    )
    func `finds no quota where there is none`(limit: String?, remaining: String?) async throws {
        try await ProbedRegistry(manifests: manifests(limit: limit, remaining: remaining)).run { peer in
            let finding = try await probed(lines(peer))
            #expect(finding == RegistryProbe.Finding(verdict: .good))
        }
    }

    @Test(arguments: [401, 403, 404, 429, 500])
    func `takes no offence at the quota's answer`(status: Int) async throws {
        // Organisations' tokens may not see that image.
        let registry = ProbedRegistry(manifests: manifests(status, limit: "100;w=21600", remaining: "0;w=21600"))
        try await registry.run { peer in
            let finding = try await probed(lines(peer))
            #expect(finding.verdict == .good)
            #expect(finding.quota?.remaining == 0)
        }
    }

    @Test func `reports a wrong token with what to do`() async throws {
        try await ProbedRegistry().run { peer in
            let finding = try await probed(lines(peer), password: "wrong")
            let reason = finding.verdict.refusal
            #expect(reason.hasPrefix("docker.io refuses it at login (status 401, UNAUTHORIZED): make an access token"))
            #expect(finding.quota == nil)
        }
    }

    @Test func `reads the quota with any kind of credential`() async throws {
        let registry = ProbedRegistry(manifests: manifests(limit: "100;w=21600", remaining: "76;w=21600"))
        try await registry.run { peer in
            let found = try await probed(probedBasic("docker.io/team/"), url: peer.url)
            #expect(found.quota?.remaining == 76)
        }
    }
}
