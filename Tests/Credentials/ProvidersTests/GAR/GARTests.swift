import Configuration
import FoundationEssentials
import HTTP
import HTTPClient
import Testing
import Text

@testable import Credentials
@testable import CredentialsTestSupport
@testable import Providers

@Suite struct `A token of Google` {
    private static func lines(_ credential: String) -> String {
        "matchImages: [gcr.io, \"*.pkg.dev/team\"]\ncredentials: { gar: { \(credential) } }"
    }

    private func fetch(
        _ credential: String,
        files: [String: String] = [:],
        environment: [String: String] = [:],
        answer: @escaping ProviderPeer.Answer = GoogleStub.atNoon
    ) async throws -> (FetchedCredential, [ProviderRequest]) {
        try await withPeer(answer) { peer in
            let text = credential.replacing("PROVIDER", with: peer.url)
            let fetcher = try fetcher(
                Self.lines(text),
                environment: environment.mapValues { $0.replacing("PROVIDER", with: String(peer.url.dropFirst(7))) },
                files: FakeFiles(files.mapValues { $0.replacing("PROVIDER", with: peer.url) })
            )
            return (try await fetched(by: fetcher), peer.requests)
        }
    }

    private func refusal(
        _ credential: String,
        files: [String: String] = [:],
        answer: @escaping ProviderPeer.Answer = GoogleStub.atNoon
    ) async throws -> CredentialError {
        try await withPeer(answer) { peer in
            let error = try await failure(
                of: fetcher(
                    Self.lines(credential.replacing("PROVIDER", with: peer.url)),
                    files: FakeFiles(files.mapValues { $0.replacing("PROVIDER", with: peer.url) })
                )
            )
            #expect(!printed(error).contains("hunter2"))
            return error
        }
    }

    @Test func `is one for every host, with the life that the metadata server says`() async throws {
        let (fetched, requests) = try await fetch("metadataEndpoint: PROVIDER")
        #expect(fetched.auths.entries.map(\.key) == ["*.pkg.dev/team", "gcr.io"])
        let credential = try #require(fetched.auths.entries.first?.credential)
        #expect(credential.username == "oauth2accesstoken" && credential.password.reveal() == "hunter2-access")
        #expect(fetched.expiresAt == noon.now() + .seconds(1234))
        #expect(fetched.identity == "puller@p.iam.gserviceaccount.com by the metadata server")
        #expect(requests.count == 2)
    }

    @Test func `comes from the host of GCE_METADATA_HOST`() async throws {
        let (fetched, requests) = try await fetch(
            "iamEndpoint: PROVIDER, impersonate: a@p.iam.gserviceaccount.com",
            environment: ["GCE_METADATA_HOST": "PROVIDER"]
        )
        #expect(
            requests.last?.path == "/v1/projects/-/serviceAccounts/a%40p.iam.gserviceaccount.com:generateAccessToken"
        )
        #expect(requests.last?.text.contains(#""lifetime":"3600s""#) == true)
        #expect(fetched.auths.entries.first?.credential.password.reveal() == "hunter2-account")
        #expect(fetched.expiresAt == noon.now() + .seconds(3600))
    }

    @Test func `that is the same with the same end is no failure`() async throws {
        try await withPeer(GoogleStub.atNoon) { peer in
            let fetcher = try fetcher(Self.lines("metadataEndpoint: \(peer.url)"))
            let first = try await fetched(by: fetcher)
            let second = try await fetched(by: fetcher)
            #expect(first == second)
        }
    }

    @Test func `is granted for an assertion that the key signed`() async throws {
        let (fetched, requests) = try await fetch(
            "endpoint: PROVIDER, serviceAccountKey: { file: /key }",
            files: ["/key": GoogleStub.serviceAccount]
        )
        #expect(fetched.identity == GoogleStub.account && fetched.expiresAt == noon.now() + .seconds(3599))
        let assertion = try SentToken(try #require(requests.first?.parameters["assertion"]))
        #expect(assertion.header == ["alg": "RS256", "typ": "JWT", "kid": "k1"])
        #expect(
            assertion.claims == [
                "iss": "puller@p.iam.gserviceaccount.com", "scope": "https://www.googleapis.com/auth/cloud-platform",
                "aud": "https://oauth2.googleapis.com/token", "iat": 1_699_999_990, "exp": 1_700_003_590,
            ]
        )
        let publicKey = try SigningKey.shared.publicKey
        #expect(try await SigningKey.verifies(assertion.signature, of: assertion.signed, by: publicKey))
    }

    @Test func `is asked for at the service that an old key names, and is for today's`() async throws {
        let old = GoogleStub.serviceAccount.replacing(
            "https://oauth2.googleapis.com/token",
            with: "https://accounts.google.com/o/oauth2/token"
        )
        let error = try await withPeer({ _ in .json(400, #"{"error":"invalid_grant"}"#) }) { peer in
            let lines = Self.lines("endpoint: \(peer.url), serviceAccountKey: { file: /key }")
            let error = try await failure(of: fetcher(lines, files: FakeFiles(["/key": old])))
            let request = try #require(peer.requests.first)
            #expect(request.path == "/o/oauth2/token")
            let assertion = try SentToken(try #require(request.parameters["assertion"]))
            #expect(assertion.claims["aud"] == "https://oauth2.googleapis.com/token")
            return error
        }
        #expect(error.code == "invalid_grant")
        let place = Place(identity: "key")
        let url = try GoogleURL.service("https://accounts.google.com/o/oauth2/token", instead: nil, place)
        #expect(url.host == "accounts.google.com")
        for other in [
            "https://evil.accounts.google.com/", "http://accounts.google.com/", "https://accounts.google.com:444/",
        ] {
            #expect(throws: CredentialError.self) { try GoogleURL.service(other, instead: nil, place) }
        }
    }

    @Test func `of a federated identity is exchanged for one of the service account`() async throws {
        let (fetched, requests) = try await fetch(
            "stsEndpoint: PROVIDER, iamEndpoint: PROVIDER, externalAccount: { file: /wif }",
            files: ["/wif": GoogleStub.impersonating]
        )
        #expect(requests.map(\.path).prefix(2) == ["/oidc", "/v1/token"])
        #expect(requests.last?.text.contains(#""lifetime":"600s""#) == true)
        #expect(
            fetched.identity
                == "federated identity of \(GoogleStub.audience.prefix(80))… as puller@p.iam.gserviceaccount.com"
                || fetched.identity
                    == "federated identity of \(GoogleStub.audience) as puller@p.iam.gserviceaccount.com"
        )
    }

    @Test func `without a life is taken to live for an hour`() async throws {
        let (fetched, _) = try await fetch("metadataEndpoint: PROVIDER") { _ in
            .json(200, #"{"access_token":"hunter2-access"}"#)
        }
        #expect(fetched.expiresAt == noon.now() + .seconds(3600))
    }

    @Test(
        arguments: [
            #"{"access_token":"hunter2","expires_in":0}"#, #"{"access_token":"hunter2","expires_in":-1}"#,
            #"{"access_token":"","expires_in":60}"#, #"{"access_token":"hunter2 x","expires_in":60}"#,
            #"{"access_token":7,"expires_in":60}"#, #"{"access_token":"hunter2","expires_in":"soon"}"#,
        ]
    )
    func `that is none, or has ended, is not taken`(answer: String) async throws {
        let error = try await refusal("metadataEndpoint: PROVIDER") { _ in .json(200, answer) }
        #expect(error.kind == .unavailable)
    }

    @Test func `that is refused is reported with account, code, words and what to do`() async throws {
        let error = try await refusal(
            "endpoint: PROVIDER, serviceAccountKey: { file: /key }",
            files: ["/key": GoogleStub.serviceAccount]
        ) { _ in .json(400, #"{"error":"invalid_grant","error_description":"Something new.\nmore"}"#) }
        #expect(error.kind == .refused && error.code == "invalid_grant")
        #expect(
            error.description.hasPrefix("puller@p.iam.gserviceaccount.com at http://127.0.0.1:")
                && error.description.hasSuffix(
                    #"/token: it says no (status 400): "Something new. more" (invalid_grant): look whether the service account is enabled and still has the key k1, and make a new key if not"#
                )
        )
    }

    @Test(
        arguments: [
            ("Invalid JWT Signature.", "make a new one"),
            ("Invalid grant: account not found", "does not exist any more"),
            (
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values.",
                "look at NTP"
            ),
        ]
    )
    func `that is refused for the key of an account leads to what has to be done`(words: String, fix: String)
        async throws
    {
        let error = try await refusal(
            "endpoint: PROVIDER, serviceAccountKey: { file: /key }",
            files: ["/key": GoogleStub.serviceAccount]
        ) { _ in .json(400, #"{"error":"invalid_grant","error_description":"\#(words)"}"#) }
        #expect(error.kind == .refused && error.fix?.contains(fix) == true, "\(error)")
    }

    @Test func `is not repeated from the words of a service`() async throws {
        let error = try await refusal(
            "stsEndpoint: PROVIDER, externalAccount: { file: /wif }",
            files: ["/wif": GoogleStub.federated, "/token": "hunter2-subject"]
        ) { request in
            .json(
                400,
                #"{"error":"invalid_grant","error_description":"bad token \#(request.parameters["subject_token"] ?? "")"}"#
            )
        }
        #expect(error.code == "invalid_grant" && error.reason == #"it says no (status 400): "bad token <redacted>""#)
    }

    @Test func `of an account that one may not act as names the role that is missing`() async throws {
        let error = try await refusal(
            "metadataEndpoint: PROVIDER, iamEndpoint: PROVIDER, impersonate: a@p.iam.gserviceaccount.com"
        ) { request in
            request.path.hasSuffix(":generateAccessToken")
                ? .json(403, #"{"error":{"code":403,"message":"Permission denied","status":"PERMISSION_DENIED"}}"#)
                : GoogleStub().answer(request)
        }
        #expect(error.kind == .refused && error.code == "PERMISSION_DENIED")
        #expect(error.identity.hasSuffix("as a@p.iam.gserviceaccount.com"))
        #expect(error.fix?.contains("roles/iam.serviceAccountTokenCreator") == true)
    }

    @Test(
        arguments: [
            (GoogleStub.external(source: #"{"environment_id":"aws1","url":"http://169.254.169.254"}"#), "AWS"),
            (GoogleStub.external(source: #"{"executable":{"command":"/bin/x"}}"#), "an executable"),
            (GoogleStub.external(source: #"{"certificate":{}}"#), "a client certificate"),
            (GoogleStub.external(source: "{}"), "neither file nor url"),
            (GoogleStub.external(source: #"{"url":"http://example.com/x"}"#), "without encryption"),
            (GoogleStub.external(source: #"{"url":"http://127.example.com/x"}"#), "without encryption"),
            (GoogleStub.external(source: #"{"url":"http://169.254.example.com/x"}"#), "without encryption"),
            (
                GoogleStub.external(source: #"{"file":"/t"}"#, tokenURL: "https://sts.example.com/v1/token"),
                "not Google's"
            ),
            (
                GoogleStub.external(source: #"{"file":"/t"}"#, tokenURL: "https://googleapis.com.evil/t"),
                "not Google's"
            ),
            (
                GoogleStub.external(source: #"{"file":"/t"}"#, tokenURL: "http://sts.googleapis.com/t"),
                "not Google's"
            ),
            (GoogleStub.external(source: #"{"file":"/t"}"#, tokenURL: "x"), "is no URL"),
            (GoogleStub.external(source: #"{"file":"/t"}"#, more: #","universe_domain":"x.example""#), "universe"),
            (#"{"type":"external_account"}"#, "it has no audience"), (#"{"type":"gdch"}"#, "its type is gdch"),
            (#"{"client_email":"x"}"#, "it has no type"), ("hunter2", "no JSON credential"),
            (#"{"type":"service_account","client_email":"x"}"#, "it has no private_key"),
            (#"{"type":"service_account","client_email":"x","private_key":"hunter2"}"#, "BEGIN PRIVATE KEY"),
            (
                #"{"type":"service_account","client_email":"x","private_key":"hunter2","token_uri":"https://evil.example/"}"#,
                "not Google's"
            ),
        ]
    )
    func `is not asked for with a file that is no credential for it`(json: String, reason: String) async throws {
        let error = try await refusal("externalAccount: { file: /wif }", files: ["/wif": json, "/t": "hunter2-t"])
        #expect(error.kind == .misconfigured)
        #expect(error.description.contains(reason), "\(error)")
        #expect(error.description.contains("file /wif"), "\(error)")
    }

    @Test func `needs the field that the format names`() async throws {
        let wif = GoogleStub.external(
            source: #"{"file":"/t","format":{"type":"json","subject_token_field_name":"v"}}"#
        )
        let error = try await refusal(
            "stsEndpoint: PROVIDER, externalAccount: { file: /wif }",
            files: ["/wif": wif, "/t": #"{"w":"hunter2"}"#]
        )
        #expect(error.description.contains("file /t: it is no JSON object with the text v"), "\(error)")
    }
}
