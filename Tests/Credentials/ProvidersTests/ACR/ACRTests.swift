import Configuration
import FoundationEssentials
import HTTP
import Synchronization
import TLS
import Testing
import Text

@testable import Credentials
@testable import CredentialsTestSupport
@testable import Providers

@Suite struct `A token of an Azure registry` {
    private static func lines(_ credential: String, _ images: String) -> String {
        "matchImages: [\(images)]\ncredentials: { acr: { endpoint: PROVIDER, \(credential) } }"
    }

    private static let machine = "metadataEndpoint: PROVIDER"

    private func fetch(
        _ credential: String,
        images: String = "a.azurecr.io",
        files: [String: String] = [:],
        answer: @escaping ProviderPeer.Answer = AzureStub.atNoon
    ) async throws -> (FetchedCredential, [ProviderRequest]) {
        try await withPeer(answer) { peer in
            let fetcher = try fetcher(
                Self.lines(credential, images).replacing("PROVIDER", with: peer.url),
                files: FakeFiles(files)
            )
            return (try await fetched(by: fetcher), peer.requests)
        }
    }

    private func refusal(
        _ credential: String,
        files: [String: String] = [:],
        environment: [String: String] = [:],
        answer: @escaping ProviderPeer.Answer = AzureStub.atNoon
    ) async throws -> (CredentialError, [ProviderRequest]) {
        try await withPeer(answer) { peer in
            let fetcher = try fetcher(
                Self.lines(credential, "a.azurecr.io").replacing("PROVIDER", with: peer.url),
                environment: environment.mapValues { $0.replacing("PROVIDER", with: peer.url) },
                files: FakeFiles(files)
            )
            let error = try await failure(of: fetcher)
            #expect(!printed(error).contains("hunter2"))
            return (error, peer.requests)
        }
    }

    @Test func `ends when it says so`() async throws {
        let (fetched, requests) = try await fetch(Self.machine)
        #expect(fetched.auths.entries.map(\.key) == ["a.azurecr.io"])
        #expect(fetched.expiresAt == noon.now() + .seconds(7200))
        #expect(fetched.identity == "managed identity of the machine")
        #expect(fetched.auths.entries[0].credential.password.reveal() == AzureStub().refreshToken)
        #expect(requests.map(\.path) == ["/metadata/identity/oauth2/token", "/v2/", "/oauth2/exchange"])
        #expect(requests[2].parameters["tenant"] == "t0")
        // Nobody is told who comes before the challenge is checked.
        #expect(requests[1].fields["authorization"] == nil)
    }

    @Test func `lives for three hours when it does not say`() async throws {
        let (fetched, _) = try await fetch(Self.machine) { request in
            request.path == "/oauth2/exchange"
                ? .json(200, #"{"refresh_token":"opaque"}"#) : AzureStub().answer(request)
        }
        #expect(fetched.expiresAt == noon.now() + .seconds(10_800))
    }

    @Test func `is one for each registry that the list names, under its own keys`() async throws {
        let asked = Atomic(0)
        let (fetched, requests) = try await fetch(
            "\(Self.machine), tenantID: t2, registries: [a.azurecr.io, b.azurecr.io]",
            images: #""*.azurecr.io/team", a.azurecr.io"#
        ) { request in
            guard request.path == "/v2/" else { return AzureStub().answer(request) }
            let name = asked.add(1, ordering: .relaxed).oldValue == 0 ? "a" : "b"
            // The endpoint itself may be named as well.
            return AzureStub.challenge(
                "http://\(request.fields["host"] ?? "")/oauth2/token",
                service: "\(name).azurecr.io"
            )
        }
        #expect(fetched.auths.entries.map(\.key) == ["a.azurecr.io", "a.azurecr.io/team", "b.azurecr.io/team"])
        let exchanges = requests.filter { $0.path == "/oauth2/exchange" }
        #expect(exchanges.map { $0.parameters["service"] } == ["a.azurecr.io", "b.azurecr.io"])
        #expect(exchanges.allSatisfy { $0.parameters["tenant"] == "t2" })
    }

    @Test func `is given for one registry where another one refuses, which is told`() async throws {
        let two = "\(Self.machine), registries: [a.azurecr.io, b.azurecr.io]"
        let (fetched, _) = try await fetch(two, images: "'*.azurecr.io'") { request in
            if request.path == "/oauth2/exchange", request.parameters["service"] == "b.azurecr.io" {
                return .json(401, #"{"errors":[{"code":"UNAUTHORIZED","message":"no role"}]}"#)
            }
            return AzureStub.atNoon(request)
        }
        #expect(fetched.auths.entries.count + fetched.missing.count == 2)
        #expect(fetched.faults.count == fetched.missing.count && fetched.missing.count == 1)
    }

    @Test func `that nobody can have is asked for once, however many registries want it`() async throws {
        var counts: [Int] = []
        for registries in ["[a.azurecr.io]", "[a.azurecr.io, b.azurecr.io, c.azurecr.io]"] {
            try await withPeer({ _ in .json(400, #"{"error":"invalid_request","error_description":"none"}"#) }) {
                peer in
                let lines = Self.lines("\(Self.machine), registries: \(registries)", "'*.azurecr.io'")
                _ = try await failure(of: fetcher(lines.replacing("PROVIDER", with: peer.url)))
                counts.append(peer.requests.count)
            }
        }
        #expect(counts[0] > 0 && counts[0] == counts[1])
    }

    @Test(arguments: [
        ("clientID: c1", "client_id", "c1"), ("resourceID: /subscriptions/s/x", "msi_res_id", "/subscriptions/s/x"),
        ("objectID: o1", "object_id", "o1"),
    ])
    func `is for the identity of the machine that is named`(key: String, name: String, value: String) async throws {
        let (fetched, requests) = try await fetch("\(Self.machine), managedIdentity: { \(key) }")
        #expect(requests.first?.parameters[name] == value)
        #expect(fetched.identity.hasSuffix(value))
    }

    @Test func `is asked for with an assertion that the certificate's key signed`() async throws {
        let (fetched, requests) = try await fetch(
            "authorityEndpoint: PROVIDER, servicePrincipal: { tenantID: t1, clientID: c1, certificate: { file: /c } }",
            files: ["/c": AzureStub.certificate]
        )
        #expect(fetched.identity == "client c1 of tenant t1")
        let assertion = try SentToken(try #require(requests.first?.parameters["client_assertion"]))
        let certificate = try Certificate.parse(pem: Array(SigningKey.fixture("application.pem").utf8), what: "it")[0]
        #expect(
            assertion.header == [
                "alg": "PS256", "typ": "JWT", "x5t#S256": .text(Base64.encodeURL(certificate.sha256)),
            ]
        )
        #expect(assertion.claims["iss"] == "c1" && assertion.claims["sub"] == "c1")
        #expect(assertion.claims["exp"] == 1_700_000_600 && assertion.claims["nbf"] == 1_699_999_990)
        guard case .text(let audience)? = assertion.claims["aud"] else { throw CancellationError() }
        #expect(audience.hasPrefix("http://127.0.0.1:") && audience.hasSuffix("/t1/oauth2/v2.0/token"))
        let publicKey = try SigningKey.shared.publicKey
        #expect(try await SigningKey.verifies(assertion.signature, of: assertion.signed, by: publicKey, isPSS: true))
        #expect(assertion.isSigned)
    }

    @Test(
        arguments: [
            ("hunter2", "private key"), (SigningKey.fixture("leaf.key"), "BEGIN CERTIFICATE"),
            (SigningKey.fixture("application.pem"), "BEGIN PRIVATE KEY"),
            (SigningKey.fixture("leaf.key") + SigningKey.fixture("intermediate.pem"), "belongs to none"),
        ]
    )
    func `needs certificate and key`(pem: String, reason: String) async throws {
        let (error, requests) = try await refusal(
            "authorityEndpoint: PROVIDER, servicePrincipal: { tenantID: t1, clientID: c1, certificate: { file: /c } }",
            files: ["/c": pem]
        )
        #expect(error.kind == .misconfigured && requests.isEmpty)
        #expect(error.description.contains(reason) && error.description.contains("file /c"), "\(error)")
    }

    @Test(
        arguments: [
            "https://evil.example/oauth2/token", "http://a.azurecr.io/oauth2/token", "https://a.azurecr.io.evil/x",
            "https://a.azurecr.io:8443/x", "//a.azurecr.io", "",
        ]
    )
    func `is not asked for where a challenge leads away`(realm: String) async throws {
        let (error, requests) = try await refusal(Self.machine) { request in
            request.path == "/v2/" ? AzureStub.challenge(realm) : AzureStub().answer(request)
        }
        #expect(error.kind == .refused)
        #expect(!requests.contains { $0.path == "/oauth2/exchange" })
    }

    @Test(arguments: ["Basic realm=\"x\"", "Bearer", "Bearer realm", "Bearer service=\"a.azurecr.io\""])
    func `needs a challenge`(value: String) async throws {
        let (error, _) = try await refusal(Self.machine) { request in
            request.path == "/v2/"
                ? HTTPResponse(status: 401, fields: [("WWW-Authenticate", value)]) : AzureStub().answer(request)
        }
        #expect(error.kind == .unavailable && error.description.contains("no Bearer challenge"))
    }

    @Test func `that Entra ID refuses is reported with its own number`() async throws {
        let (error, _) = try await refusal(
            "authorityEndpoint: PROVIDER, servicePrincipal: { tenantID: t1, clientID: c1, clientSecret: { value: hunter2-x } }"
        )
        #expect(error.kind == .refused && error.code == "invalid_client, AADSTS7000215")
        #expect(
            error.reason.hasPrefix(#"it says no (status 401): "AADSTS7000215: Invalid client secret provided. (Trace"#)
        )
        #expect(error.fix?.contains("not its ID") == true)
        #expect(error.identity == "client c1 of tenant t1")
    }

    @Test func `that the registry refuses names the role that is missing`() async throws {
        let (error, _) = try await refusal("\(Self.machine), tenantID: t9")
        #expect(error.kind == .refused && error.code == "UNAUTHORIZED")
        #expect(error.fix?.contains("Container Registry Repository Reader") == true)
        #expect(error.fix?.contains("AcrPull") == true && error.fix?.contains("a.azurecr.io") == true)
    }

    @Test(arguments: ["AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_FEDERATED_TOKEN_FILE"])
    func `of a ServiceAccount needs every variable`(missing: String) async throws {
        var environment = ["AZURE_CLIENT_ID": "c1", "AZURE_TENANT_ID": "t1", "AZURE_FEDERATED_TOKEN_FILE": "/token"]
        environment[missing] = nil
        let (error, _) = try await refusal(
            "workloadIdentity: {}",
            files: ["/token": "hunter2"],
            environment: environment
        )
        #expect(error.kind == .misconfigured && error.description.contains(missing))
    }

    @Test func `is not asked for without encryption at AZURE_AUTHORITY_HOST`() async throws {
        let (error, requests) = try await refusal(
            "workloadIdentity: {}",
            files: ["/token": "hunter2-subject"],
            environment: [
                "AZURE_CLIENT_ID": "c1", "AZURE_TENANT_ID": "t1", "AZURE_FEDERATED_TOKEN_FILE": "/token",
                "AZURE_AUTHORITY_HOST": "PROVIDER/",
            ]
        )
        #expect(error.kind == .misconfigured && error.description.contains("AZURE_AUTHORITY_HOST"))
        #expect(requests.isEmpty)
    }

    @Test(
        arguments: [
            ("a.azurecr.io", "https://login.microsoftonline.com"), ("a.azurecr.cn", "https://login.chinacloudapi.cn"),
            ("a.azurecr.us", "https://login.microsoftonline.us"), ("a.azurecr.de", "https://login.microsoftonline.de"),
            ("registry.example.com", "https://login.microsoftonline.com"),
            ("azurecr.cn.example.com", "https://login.microsoftonline.com"),
            ("a.azurecr.sovcloud-azure.fr", "https://login.sovcloud-identity.fr"),
            ("a.azurecr.sovcloud-azure.de", "https://login.sovcloud-identity.de"),
            ("a.francecentral.geo.azurecr.sovcloud-azure.fr", "https://login.sovcloud-identity.fr"),
            ("a.eastus.geo.azurecr.io", "https://login.microsoftonline.com"),
            ("a.usgovvirginia.geo.azurecr.us", "https://login.microsoftonline.us"),
            ("xazurecr.us", "https://login.microsoftonline.com"),
        ]
    )
    func `comes from the cloud of the registry`(host: String, authority: String) {
        #expect(AzureCloud(registry: host).authority == authority)
    }
}
