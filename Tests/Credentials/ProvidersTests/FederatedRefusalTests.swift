import Credentials
import FoundationEssentials
import HTTP
import Testing
import Text

@testable import CredentialsTestSupport
@testable import Providers

/// What an operator reads when somebody does not take the token of a ServiceAccount.
@Suite struct `A federated token that is refused` {
    private static let claims =
        #"{"iss":"https://oidc.example/id/ABC","sub":"system:serviceaccount:pullpass:pullpass","#
        + #""aud":["aud-a","aud-b"],"exp":1700000600,"private":"hunter2-claim"}"#
    private static let token = "eyJhbGciOiJub25lIn0." + Base64.encodeURL(Array(claims.utf8)) + ".aHVudGVyMi1zaWc"
    private static let told =
        #"; the token that was sent has iss "https://oidc.example/id/ABC", sub "system:serviceaccount:pullpass:pullpass", "#
        + #"aud "aud-a", "aud-b", until 2023-11-14T22:23:20Z"#

    /// A kind that exchanges tokens, below `credentials`.
    private struct Kind: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let patterns: String
        let credentials: String
        var files: [String: String] = [:]
    }

    private static let external =
        #"{"type":"external_account","audience":"//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/k","#
        + #""subject_token_type":"urn:ietf:params:oauth:token-type:jwt","token_url":"https://sts.googleapis.com/v1/token","#
        + #""credential_source":{"file":"/sa"}}"#

    private static let kinds = [
        Kind(
            testDescription: "acr",
            patterns: "a.azurecr.io",
            credentials:
                "acr: { endpoint: PROVIDER, authorityEndpoint: PROVIDER, workloadIdentity: { tenantID: t, clientID: c, tokenFile: /sa } }"
        ),
        Kind(
            testDescription: "gar",
            patterns: "europe-docker.pkg.dev",
            credentials: "gar: { stsEndpoint: PROVIDER, externalAccount: { file: /wif } }",
            files: ["/wif": external]
        ),
        Kind(
            testDescription: "icr",
            patterns: "icr.io",
            credentials: "icr: { endpoint: PROVIDER, trustedProfile: { id: Profile-1, tokenFile: /sa } }"
        ),
        Kind(
            testDescription: "jfrog",
            patterns: "r.example.com",
            credentials: "jfrog: { endpoint: PROVIDER, oidc: { providerName: k8s, tokenFile: /sa } }"
        ),
        Kind(
            testDescription: "quay",
            patterns: "r.example.com",
            credentials: "quay: { endpoint: PROVIDER, username: { value: acme+pull }, oidc: { tokenFile: /sa } }"
        ),
        Kind(
            testDescription: "cloudsmith",
            patterns: "r.example.com",
            credentials:
                "cloudsmith: { endpoint: PROVIDER, oidc: { organization: acme, service: k8s, tokenFile: /sa } }"
        ),
        Kind(
            testDescription: "ocir",
            patterns: "fra.ocir.io",
            credentials: "ocir: { endpoint: PROVIDER, authEndpoint: PROVIDER, workloadIdentity: { tokenFile: /sa } }"
        ),
    ]

    private func error(_ kind: Kind, token: String = token, _ status: Int, _ body: String) async throws
        -> CredentialError
    {
        try await withPeer({ _ in .json(status, body) }) { peer in
            let lines = "matchImages: [\(kind.patterns)]\ncredentials: { \(kind.credentials) }"
            let files = FakeFiles(kind.files.merging(["/sa": token]) { $1 })
            let fetcher = try fetcher(lines.replacing("PROVIDER", with: peer.url), files: files)
            let error = try await failure(of: fetcher)
            #expect(!printed(error).contains("hunter2") && !printed(error).contains("aHVudGVyMi"), "\(error)")
            return error
        }
    }

    /// The vendor's words are whole, and what it compares is beside them.
    @Test(arguments: kinds)
    private func `is told with its own issuer, subject, audiences and end`(kind: Kind) async throws {
        let words =
            "Refused: no matching federated identity record found for presented assertion subject "
            + "'system:serviceaccount:pullpass:pullpass' and issuer 'https://oidc.example/id/ABC'. Check your federated identity credential "
            + "Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation "
            + "Request ID: 0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e00 Correlation ID: 5e6f7a8b-5e6f-5e6f-5e6f-5e6f7a8b9c00 Timestamp: 2026-01-18 00:19:04Z, "
            + "arn:aws:iam::123456789012:role/puller"
        #expect(words.count > 500)
        let body =
            #"{"error":"invalid_client","error_description":"\#(words.replacing(" Request", with: #"\r\nRequest"#))"}"#
        let error = try await error(kind, 401, body)
        #expect(error.kind == .refused)
        #expect(error.reason == #"it says no (status 401): "\#(words)""# + Self.told)
        #expect(error.fix != nil)
    }

    @Test(arguments: kinds)
    private func `is not told where another attempt may do`(kind: Kind) async throws {
        let error = try await error(kind, 503, #"{"error":"temporarily_unavailable"}"#)
        #expect(error.kind == .unavailable && !error.reason.contains("iss "), "\(error)")
    }

    @Test(arguments: [
        (#"{"sub":7,"aud":"one"}"#, #"no iss, no sub, aud "one", no end"#),
        (#"{"iss":"a\u202eb\nc","sub":"s","aud":[]}"#, #"iss "ab c", sub "s", no aud, no end"#),
        (
            #"{"aud":["1","2","3","4","5","6","7","8","9"],"exp":"soon"}"#,
            #"no iss, no sub, aud "1", "2", "3", "4", "5", "6", "7", "8", no end"#
        ),
        (#"{}"#, "no iss, no sub, no aud, no end"),
    ])
    private func `is told as far as it can be read`(claims: String, told: String) async throws {
        let token = "eyJhbGciOiJub25lIn0." + Base64.encodeURL(Array(claims.utf8)) + ".aHVudGVyMi1zaWc"
        #expect(TokenClaims(of: token)?.description == told)
        let error = try await error(Self.kinds[3], token: token, 403, "{}")
        #expect(error.reason == "it says no (status 403); the token that was sent has " + told)
    }

    @Test(arguments: kinds)
    private func `that is no JSON Web Token is told by its file alone`(kind: Kind) async throws {
        let error = try await error(kind, token: "hunter2-opaque", 403, "{}")
        #expect(error.reason == "it says no (status 403)")
    }

    @Test(arguments: [
        (
            "InvalidIdentityToken", "No OpenIDConnect provider found in your account for https://oidc.example/id/ABC",
            400
        ),
        ("InvalidIdentityToken", "Incorrect token audience", 400),
        ("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", 403),
        ("IDPCommunicationError", "x", 400),
    ])
    func `by AWS is told the same`(code: String, words: String, status: Int) async throws {
        let fixture = AWSFixture(
            lines:
                "region: eu-west-1, webIdentityTokenFile: /token, roleARN: \"arn:aws:iam::123456789012:role/puller\"",
            files: ["/token": Self.token]
        )
        let body = "<ErrorResponse><Error><Code>\(code)</Code><Message>\(words)</Message></Error></ErrorResponse>"
        let error = try await fixture.error { _ in .content(status, "text/xml", body) }
        #expect(error.reason.hasSuffix(Self.told), "\(error)")
        if code != "IDPCommunicationError" { #expect(error.reason.contains(words), "\(error)") }
    }

    @Test func `by AWS names the policy that denies it`() async throws {
        let words =
            "User: arn:aws:sts::123456789012:assumed-role/EksStack-PullpassRole1A2B3C4D5E6F7G8H/pullpass is not authorized to perform: "
            + "ecr:GetAuthorizationToken on resource: * with an explicit deny in a service control policy: "
            + "arn:aws:organizations::123456789012:policy/o-abcdefghij/service_control_policy/p-9876543210"
        let fixture = AWSFixture(environment: AWSFixture.keys)
        let error = try await fixture.error { _ in
            .json(400, #"{"__type":"AccessDeniedException","Message":"\#(words)"}"#)
        }
        #expect(error.reason.contains(words), "\(error)")
    }

    @Test func `by AWS that has ended is not sent`() async throws {
        let claims = Base64.encodeURL(Array(#"{"exp":1699999999}"#.utf8))
        let fixture = AWSFixture(
            lines:
                "region: eu-west-1, webIdentityTokenFile: /token, roleARN: \"arn:aws:iam::123456789012:role/puller\"",
            files: ["/token": "eyJhbGciOiJub25lIn0.\(claims).c2ln"]
        )
        let error = try await fixture.error()
        #expect(error.kind == .misconfigured)
        #expect(error.description.hasPrefix("web identity token from file /token: its time was over at "))
    }
}
