import Configuration
import Credentials
import FoundationEssentials
import HTTP
import TestSupport
import Testing
import Text

@testable import CredentialsTestSupport
@testable import Providers

/// Installation tokens of GitHub Apps.
@Suite struct `A GitHub App` {
    private func lines(_ url: String, appID: String = "12345", _ more: String = "") -> String {
        "matchImages: [ghcr.io/acme/]\ncredentials: { github: { app: { appID: \(appID), installationID: 678, "
            + "privateKey: { env: KEY }\(more) }, endpoint: '\(url)' } }"
    }

    private func environment() throws -> [String: String] { ["KEY": try SigningKey.shared.pem] }

    private static let good =
        #"{"token":"ghs_hunter2","expires_at":"2023-11-14T23:13:20Z","permissions":{"packages":"read"}}"#

    /// Patterns, and what an App without an endpoint asks; nil for api.github.com.
    static let places: [(patterns: String, api: String?)] = [
        ("ghcr.io", nil), ("ghcr.mirror.example", nil), ("containers.octo.ghe.com", "https://api.octo.ghe.com"),
        ("containers.octo.ghe.com/a, containers.octo.ghe.com/b", "https://api.octo.ghe.com"),
    ]

    @Test(arguments: places)
    func `asks the API of its registry's own subdomain`(patterns: String, api: String?) throws {
        let read = try registry(
            "matchImages: [\(patterns)]\ncredentials: { github: { app: { appID: 1, installationID: 2, privateKey: { env: KEY } } } }"
        )
        #expect(try #require(read.credentials?.base as? GitHubSource).endpoint?.description == api)
    }

    @Test func `of two subdomains has a token of its own for each`() throws {
        let scopes = try ["a", "b"].map { name in
            try fetcher(
                "matchImages: [containers.\(name).ghe.com]\ncredentials: { github: { app: { appID: 1, installationID: 2, privateKey: { env: KEY } } } }"
            ).scope
        }
        #expect(scopes[0] != scopes[1])
    }

    @Test(arguments: [("12345", "12345"), ("Iv23liABCDEF", "Iv23liABCDEF")])
    func `asks for a token with a JSON Web Token that its key signed`(appID: String, issuer: String) async throws {
        struct Header: Decodable { let alg, typ: String }
        struct Claims: Decodable {
            let iss: String
            let iat, exp: Int
        }
        let environment = try environment()
        try await withPeer({ _ in .json(201, Self.good) }) { peer in
            let fetched = try await fetched(by: fetcher(lines(peer.url, appID: appID), environment: environment))
            #expect(fetched.expiresAt == Timestamp(seconds: 1_700_003_600))
            #expect(fetched.identity == "GitHub App \(appID), installation 678")
            #expect(try attempts([fetched.dockerConfigJSON], "ghcr.io/acme/x") == ["x-access-token"])

            let request = try #require(peer.requests.first)
            #expect(peer.requests.count == 1)
            #expect(request.method == "POST" && request.path == "/app/installations/678/access_tokens")
            #expect(request.fields.values(of: "accept") == ["application/vnd.github+json"])
            #expect(request.fields["x-github-api-version"] == "2022-11-28")
            #expect(request.fields["user-agent"] != nil)
            #expect(request.text == #"{"permissions":{"packages":"read"}}"#)

            let token = try #require(request.fields["authorization"]?.dropFirst("Bearer ".count))
            let parts = token.split(separator: ".").map(String.init)
            try #require(parts.count == 3)
            let header = try JSONDecoder().decode(Header.self, from: Data(try #require(Base64.decode(parts[0]))))
            let claims = try JSONDecoder().decode(Claims.self, from: Data(try #require(Base64.decode(parts[1]))))
            #expect(header.alg == "RS256" && header.typ == "JWT")
            #expect(claims.iss == issuer)
            // Not from the future, and of ten minutes at most.
            #expect(claims.iat == 1_699_999_940 && claims.exp == 1_700_000_540)
            let signature = try #require(Base64.decode(parts[2]))
            let verifies = try await SigningKey.verifies(
                signature,
                of: "\(parts[0]).\(parts[1])",
                by: SigningKey.shared.publicKey
            )
            #expect(verifies)
        }
    }

    @Test func `limits the token to the repositories that are configured`() async throws {
        let environment = try environment()
        try await withPeer({ _ in .json(201, Self.good) }) { peer in
            let lines = lines(peer.url, ", repositories: [shop, 'a\"b']")
            _ = try await fetched(by: fetcher(lines, environment: environment))
            #expect(
                peer.requests.map(\.text) == [#"{"permissions":{"packages":"read"},"repositories":["shop","a\"b"]}"#]
            )
        }
    }

    @Test(
        arguments: [
            (
                401, #"{"message":"A JSON web token could not be decoded","documentation_url":"https://docs"}"#, [:],
                .refused, "A JSON web token could not be decoded"
            ),
            (403, #"{"message":"This installation has been suspended"}"#, [:], .refused, "suspended"),
            (404, #"{"message":"Integration not found"}"#, [:], .refused, "Integration not found"),
            (
                422, #"{"message":"The permissions requested are not granted to this installation."}"#, [:], .refused,
                "not granted"
            ),
            (
                403, #"{"message":"You have exceeded a secondary rate limit"}"#, ["Retry-After": "60"], .unavailable,
                "too often"
            ),
            (403, #"{"message":"API rate limit exceeded"}"#, ["X-RateLimit-Remaining": "0"], .unavailable, "too often"),
            (429, "{}", ["Retry-After": "60"], .unavailable, "status 429"),
            (201, #"{"token":"ghs_hunter2","expires_at":"soon"}"#, [:], .unavailable, "expires_at"),
            (201, #"{"token":"","expires_at":"2023-11-14T23:13:20Z"}"#, [:], .unavailable, "no token"),
            (
                201, #"{"token":"ghs_hunter2","expires_at":"2023-11-14T22:13:20Z"}"#, [:], .unavailable,
                "expired already"
            ),
        ] as [(Int, String, [String: String], CredentialError.Kind, String)]
    )
    func `reports what GitHub says`(
        status: Int,
        body: String,
        fields: [String: String],
        kind: CredentialError.Kind,
        text: String
    ) async throws {
        let environment = try environment()
        try await withPeer({ _ in .json(status, body, fields.map { (name: $0.key, value: $0.value) }) }) { peer in
            let error = try await failure(of: fetcher(lines(peer.url), environment: environment))
            #expect(error.kind == kind)
            #expect(error.description.contains(text), "\(error)")
            #expect(error.identity == "GitHub App 12345, installation 678")
            #expect(error.retryAfter == fields["Retry-After"].map { _ in .seconds(60) })
            #expect(!printed(error).contains("hunter2"))
        }
    }

    @Test(arguments: ["hunter2", "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n", "EC"])
    func `needs an RSA key`(key: String) async throws {
        let made = try await Tool.run("openssl", ["ecparam", "-name", "prime256v1", "-genkey", "-noout"]).outputText
        try await withPeer({ _ in .json(201, Self.good) }) { peer in
            let error = try await failure(of: fetcher(lines(peer.url), environment: ["KEY": key == "EC" ? made : key]))
            #expect(error.kind == .misconfigured)
            #expect(error.identity == "private key from environment variable KEY")
            #expect(!printed(error).contains("hunter2"))
            #expect(peer.requests.isEmpty)
        }
    }

    @Test func `has a token that ends in an hour where GitHub does not say`() async throws {
        let environment = try environment()
        try await withPeer({ _ in .json(201, #"{"token":"ghs_hunter2"}"#) }) { peer in
            let fetched = try await fetched(by: fetcher(lines(peer.url), environment: environment))
            #expect(fetched.expiresAt == Timestamp(seconds: 1_700_003_600))
        }
    }
}
