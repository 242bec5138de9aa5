import Configuration
import Credentials
import HTTPClient
import Testing

@testable import CredentialsTestSupport
@testable import Providers

@Suite struct `The challenge of an Azure registry` {
    private static let regional = "acme.eastus.geo.azurecr.io"

    @Test(
        arguments: [
            (
                regional, "https://acme.eastus.geo.azurecr.io/oauth2/token",
                "https://acme.eastus.geo.azurecr.io/oauth2/exchange"
            ),
            (regional, "https://acme.azurecr.io/oauth2/token", "https://acme.azurecr.io/oauth2/exchange"),
            (
                "acme.azurecr.io", "https://acme.westus.geo.azurecr.io/x?y",
                "https://acme.westus.geo.azurecr.io/oauth2/exchange"
            ),
            ("acme.azurecr.io", "https://u:p@acme.azurecr.io/oauth2/token", "https://acme.azurecr.io/oauth2/exchange"),
            ("registry.example.com", "https://registry.example.com/t", "https://registry.example.com/oauth2/exchange"),
            (regional, "https://other.azurecr.io/oauth2/token", nil),
            (regional, "http://acme.azurecr.io/oauth2/token", nil),
            (regional, "https://acme.azurecr.io:444/oauth2/token", nil),
            (regional, "https://acme.azurecr.cn/oauth2/token", nil),
            (regional, "https://acme.eastus.data.azurecr.io/oauth2/token", nil),
            (regional, "https://geo.azurecr.io/t", nil),
            (regional, "https://acme.azurecr.io.evil.example/t", nil), (regional, "acme.azurecr.io", nil),
            ("acme.azurecr.io", "https://evil.example@other.example/t", nil),
            ("registry.example.com", "https://acme.azurecr.io/oauth2/token", nil),
        ] as [(String, String, String?)]
    )
    func `leads to the registry itself, by any of its names`(host: String, realm: String, exchange: String?) {
        let registry = ACRChallenge.Registry(host: host, endpoint: nil)
        #expect(registry.exchange(realm)?.description == exchange)
    }

    @Test(
        arguments: [
            (regional, "acme.azurecr.io", true), (regional, regional, true), (regional, "ACME.azurecr.io", true),
            (regional, "acme.westus.geo.azurecr.io", false), (regional, "other.azurecr.io", false),
            (regional, "acme.azurecr.cn", false), (regional, "", false), ("acme.azurecr.io", regional, false),
            ("registry.example.com", "acme.azurecr.io", true), ("registry.example.com", "a b", false),
            ("registry.example.com", String(repeating: "a.", count: 200) + "a", false),
        ]
    )
    func `asks for a token of that registry`(host: String, service: String, isOwn: Bool) {
        #expect(ACRChallenge.Registry(host: host, endpoint: nil).isOwn(service: service) == isOwn)
    }

    @Test func `of a regional endpoint names the whole registry, and so does the exchange`() async throws {
        let answer: ProviderPeer.Answer = { request in
            request.path == "/v2/"
                ? AzureStub.challenge("https://a.eastus.geo.azurecr.io/oauth2/token", service: "a.azurecr.io")
                : AzureStub().answer(request)
        }
        try await withPeer(answer) { peer in
            let fetcher = try fetcher(
                "matchImages: [a.eastus.geo.azurecr.io]\ncredentials: { acr: { endpoint: \"\(peer.url)\", metadataEndpoint: \"\(peer.url)\" } }"
            )
            let fetched = try await fetched(by: fetcher)
            #expect(fetched.auths.entries.map(\.key) == ["a.eastus.geo.azurecr.io"])
            #expect(peer.requests.last?.parameters["service"] == "a.azurecr.io")
        }
    }

    @Test func `for another registry is refused, and no token is sent`() async throws {
        let answer: ProviderPeer.Answer = { request in
            request.path == "/v2/"
                ? AzureStub.challenge("https://a.azurecr.io/oauth2/token", service: "b.azurecr.io")
                : AzureStub().answer(request)
        }
        try await withPeer(answer) { peer in
            let fetcher = try fetcher(
                "matchImages: [a.azurecr.io]\ncredentials: { acr: { endpoint: \"\(peer.url)\", metadataEndpoint: \"\(peer.url)\" } }"
            )
            let error = try await failure(of: fetcher)
            #expect(error.kind == .refused && error.reason.contains("b.azurecr.io, which is another registry"))
            #expect(!peer.requests.contains { $0.path == "/oauth2/exchange" })
        }
    }

    @Test func `may send the probe of a regional endpoint to the whole registry`() throws {
        let registry = try registry("matchImages: [a.eastus.geo.azurecr.io, b.azurecr.io]\ncredentials: { acr: {} }")
        #expect(registry.credentialKind?.trustedEndpoints.map(\.description) == ["https://a.azurecr.io"])
    }
}
