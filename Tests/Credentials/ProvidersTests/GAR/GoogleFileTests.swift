import Configuration
import Credentials
import HTTP
import HTTPClient
import Testing
import Text

@testable import CredentialsTestSupport
@testable import Providers

@Suite struct `A credential file of Google` {
    private static func lines(_ credential: String) -> String {
        "matchImages: [gcr.io]\ncredentials: { gar: { \(credential) } }"
    }

    private func fetch(
        _ credential: String,
        environment: [String: String] = [:],
        files: [String: String] = [:],
        answer: @escaping ProviderPeer.Answer = GoogleStub.atNoon
    ) async throws -> (Result<FetchedCredential, CredentialError>, [ProviderRequest]) {
        try await withPeer(answer) { peer in
            let fetcher = try fetcher(
                Self.lines(credential.replacing("PROVIDER", with: peer.url)),
                environment: environment.mapValues { $0.replacing("PROVIDER", with: String(peer.url.dropFirst(7))) },
                files: FakeFiles(files.mapValues { $0.replacing("PROVIDER", with: peer.url) })
            )
            do {
                return (.success(try await fetched(by: fetcher)), peer.requests)
            } catch let error as CredentialError {
                #expect(!printed(error).contains("hunter2"))
                return (.failure(error), peer.requests)
            }
        }
    }

    private func refusal(_ json: String, _ credential: String = "", universe: String? = nil) async throws
        -> CredentialError
    {
        let (result, requests) = try await fetch(
            "\(universe.map { "universeDomain: \($0), " } ?? "") serviceAccountKey: { file: /key }, \(credential)",
            files: ["/key": json, "/t": "hunter2-t", "/token": "hunter2-t"]
        )
        #expect(requests.isEmpty)
        guard case .failure(let error) = result else { throw UnexpectedSuccess(text: json) }
        return error
    }

    // MARK: The default chain

    @Test(
        arguments: [
            ["GOOGLE_APPLICATION_CREDENTIALS": "/adc.json", "HOME": "/home/u"],
            ["CLOUDSDK_CONFIG": "/sdk", "HOME": "/home/u"],
            ["HOME": "/home/u"],
        ]
    )
    func `comes before the metadata server`(environment: [String: String]) async throws {
        let folder = environment["CLOUDSDK_CONFIG"] ?? "/home/u/.config/gcloud"
        let named = environment["GOOGLE_APPLICATION_CREDENTIALS"]
        let (result, requests) = try await fetch(
            "endpoint: PROVIDER",
            environment: environment.merging(["GCE_METADATA_HOST": "PROVIDER"]) { $1 },
            files: [named ?? "\(folder)/application_default_credentials.json": GoogleStub.serviceAccount]
        )
        #expect(try result.get().identity == GoogleStub.account && requests.map(\.path) == ["/token"])
    }

    @Test func `that is named has to be there, and an empty name is none`() async throws {
        let host = ["GCE_METADATA_HOST": "PROVIDER"]
        let (missing, _) = try await fetch(
            "",
            environment: host.merging(["GOOGLE_APPLICATION_CREDENTIALS": "/no"]) { $1 }
        )
        let error = #expect(throws: CredentialError.self) { try missing.get() }
        #expect(error?.kind == .misconfigured && error?.description.contains("file /no") == true)
        let (empty, _) = try await fetch("", environment: host.merging(["GOOGLE_APPLICATION_CREDENTIALS": ""]) { $1 })
        #expect(try empty.get().identity.hasSuffix("by the metadata server"))
        let (broken, _) = try await fetch(
            "",
            environment: host.merging(["GOOGLE_APPLICATION_CREDENTIALS": "/a\n"]) { $1 }
        )
        let named = #expect(throws: CredentialError.self) { try broken.get() }
        #expect(named?.description.contains("GOOGLE_APPLICATION_CREDENTIALS") == true)
    }

    @Test func `does not come before a metadata server that the configuration names`() async throws {
        let (result, _) = try await fetch(
            "metadataEndpoint: PROVIDER",
            environment: ["GOOGLE_APPLICATION_CREDENTIALS": "/no"]
        )
        #expect(try result.get().identity.hasSuffix("by the metadata server"))
    }

    @Test func `is an input that can be watched`() throws {
        let fetcher = try fetcher(Self.lines(""), environment: ["GOOGLE_APPLICATION_CREDENTIALS": "/adc.json"])
        #expect(fetcher.inputs.filePaths == ["/adc.json"])
    }

    @Test func `is advised where there is no metadata server`() async throws {
        let error = try await failure(
            of: fetcher(Self.lines(""), environment: ["GCE_METADATA_HOST": "127.0.0.1:1"])
        )
        #expect(error.kind == .unavailable && error.fix?.contains("GOOGLE_APPLICATION_CREDENTIALS") == true)
    }

    // MARK: Impersonation

    @Test(
        arguments: [
            (GoogleStub.authorizedUser, 0), (GoogleStub.serviceAccount, 0), (GoogleStub.impersonated, 1),
        ]
    )
    func `of somebody who acts as a service account is followed to its end`(source: String, more: Int) async throws {
        let json = GoogleStub.impersonated.replacing(GoogleStub.authorizedUser, with: source)
        let answer: ProviderPeer.Answer = { request in
            // The account in the middle acts with its own token.
            guard request.fields["authorization"] == "Bearer hunter2-account" else {
                return GoogleStub().answer(request)
            }
            return .json(200, #"{"accessToken":"hunter2-last","expireTime":"2023-11-14T23:13:20Z"}"#)
        }
        let (result, requests) = try await fetch(
            "endpoint: PROVIDER, iamEndpoint: PROVIDER, serviceAccountKey: { file: /key }",
            files: ["/key": json],
            answer: answer
        )
        let credential = try #require(result.get().auths.entries.first?.credential)
        #expect(credential.password.reveal() == (more == 0 ? "hunter2-account" : "hunter2-last"))
        #expect(requests.count == 2 + more)
        #expect(
            requests.last?.text.contains(#""delegates":["projects/-/serviceAccounts/d@p.iam.gserviceaccount.com"]"#)
                == true
        )
    }

    @Test func `with too many others in it is refused`() async throws {
        var json = GoogleStub.authorizedUser
        for _ in 0..<5 { json = GoogleStub.impersonated.replacing(GoogleStub.authorizedUser, with: json) }
        #expect(try await refusal(json).reason.contains("too many credentials"))
    }

    // MARK: What is refused

    private static func external(_ more: String, source: String = #"{"file":"/t"}"#) -> String {
        GoogleStub.external(source: source, more: more)
    }

    @Test(
        arguments: [
            (
                GoogleStub.impersonated.replacing("iamcredentials.googleapis.com", with: "evil.example"),
                "which is not Google's"
            ),
            (
                GoogleStub.impersonated.replacing(":generateAccessToken", with: ":generateIdToken"),
                "names no service account"
            ),
            (
                GoogleStub.impersonated.replacing("\(GoogleStub.account):", with: ":"), "names no service account"
            ),
            (
                #"{"type":"impersonated_service_account","service_account_impersonation_url":"x"}"#,
                "no source_credentials"
            ),
            (
                #"{"type":"impersonated_service_account","service_account_impersonation_url":"x","source_credentials":{"type":"hunter2"}}"#,
                "is not supported"
            ), (external(#","workforce_pool_user_project":"1""#), "workforce_pool_user_project"),
            (
                external(#","service_account_impersonation":{"token_lifetime_seconds":599}"#),
                "token_lifetime_seconds is 599"
            ),
            (
                external(#","service_account_impersonation":{"token_lifetime_seconds":43201}"#),
                "token_lifetime_seconds is 43201"
            ), (external("", source: #"{"file":"/t","url":"https://x.example"}"#), "file and url"),
            (external("", source: #"{"file":"/t","format":{"type":"json"}}"#), "subject_token_field_name"),
            (external("", source: #"{"file":"/t","format":{"type":"xml"}}"#), "the format xml"),
            (GoogleStub.workforceUser.replacing("sts.googleapis.com", with: "evil.example"), "which is not Google's"),
            (#"{"type":"gdch_service_account"}"#, "its type is gdch_service_account, which is not supported"),
        ]
    )
    func `is refused before anything is sent`(json: String, reason: String) async throws {
        let json = json.replacing("\"type\":\"hunter2\"", with: "\"type\":\"other\"")
        let endpoints = json.contains("evil.example") ? "" : "iamEndpoint: \"http://127.0.0.1:1\""
        // What is asked first goes nowhere.
        let (result, _) = try await fetch(
            "endpoint: PROVIDER, stsEndpoint: PROVIDER, serviceAccountKey: { file: /key }\(endpoints.isEmpty ? "" : ", \(endpoints)")"
                .replacing(json.contains("workforcePools") ? "stsEndpoint: PROVIDER, " : "NONE", with: ""),
            files: ["/key": json, "/t": "hunter2-t"]
        )
        let error = #expect(throws: CredentialError.self) { try result.get() }
        #expect(
            error?.kind == .misconfigured && error?.description.contains(reason) == true,
            "\(String(describing: error))"
        )
    }

    // MARK: Universes

    private static func of(_ universe: String, _ json: String) -> String {
        json.replacing("{\"type\"", with: "{\"universe_domain\":\"\(universe)\",\"type\"")
    }

    @Test(
        arguments: [
            (of("evil.example", GoogleStub.federated), nil, "evil.example"),
            (of("goog.example", GoogleStub.federated), "other.example", "other.example"),
            (GoogleStub.federated, "goog.example", "goog.example"),
            (
                of("goog.example", GoogleStub.federated), "goog.example",
                "which is not Google's in the universe goog.example"
            ),
            (
                GoogleStub.impersonated.replacing(
                    GoogleStub.authorizedUser,
                    with: of("goog.example", GoogleStub.authorizedUser)
                ), nil, "goog.example"
            ),
        ] as [(String, String?, String)]
    )
    func `does not choose its universe itself`(json: String, universe: String?, reason: String) async throws {
        let error = try await refusal(json, universe: universe)
        #expect(error.kind == .misconfigured && error.description.contains(reason), "\(error)")
    }

    @Test func `is for the services of the universe that is configured`() throws {
        let universe = GoogleUniverse(domain: "goog.example")
        let place = Place(identity: "it")
        #expect(universe.service("sts") == "https://sts.goog.example")
        let url = try GoogleURL.service("https://sts.goog.example/v1/token", instead: nil, in: universe, place)
        #expect(url.description == "https://sts.goog.example/v1/token")
        for text in [
            "https://sts.googleapis.com/v1/token", "https://accounts.google.com/o/oauth2/token",
            "https://goog.example/",
            "https://sts.goog.example.evil/", "https://xgoog.example/", "http://sts.goog.example/",
            "https://sts.goog.example:444/",
        ] {
            #expect(throws: CredentialError.self) { try GoogleURL.service(text, instead: nil, in: universe, place) }
        }
        let plain = try GoogleURL.service("https://u:hunter2@sts.googleapis.com/t", instead: nil, place)
        #expect(plain == (try HTTPURL(parsing: "https://sts.googleapis.com/t")))
    }

    @Test func `of a service account is its own token in another universe`() async throws {
        let (result, requests) = try await fetch(
            "universeDomain: goog.example, serviceAccountKey: { file: /key }",
            files: ["/key": Self.of("goog.example", GoogleStub.serviceAccount)]
        )
        let credential = try #require(result.get().auths.entries.first?.credential)
        let token = try SentToken(credential.password.reveal())
        #expect(token.isSigned && token.header["kid"] == "k1" && requests.isEmpty)
        #expect(
            token.claims == [
                "iss": .text(GoogleStub.account), "sub": .text(GoogleStub.account),
                "scope": "https://www.googleapis.com/auth/cloud-platform", "iat": 1_699_999_990, "exp": 1_700_003_590,
            ]
        )
        #expect(credential.expiresAt == noon.now() + .seconds(3590))
    }

    @Test func `comes from the universe that the environment names, and a machine of another one is refused`()
        async throws
    {
        let environment = ["GCE_METADATA_HOST": "PROVIDER", "GOOGLE_CLOUD_UNIVERSE_DOMAIN": "goog.example"]
        let (result, requests) = try await fetch("impersonate: a@p.iam.gserviceaccount.com", environment: environment)
        let error = #expect(throws: CredentialError.self) { try result.get() }
        #expect(error?.reason.contains("googleapis.com, and the one that is configured is goog.example") == true)
        #expect(requests.last?.path == "/computeMetadata/v1/universe/universe-domain")
        let (own, _) = try await fetch("", environment: environment)
        #expect(try own.get().identity.hasSuffix("by the metadata server"))
    }
}
