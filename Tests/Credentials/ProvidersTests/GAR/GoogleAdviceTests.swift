import HTTP
import Testing

@testable import Credentials
@testable import CredentialsTestSupport
@testable import Providers

@Suite struct `An error of Google's` {
    private func error(_ path: String, _ status: Int, _ body: String) async throws -> CredentialError {
        let answer: ProviderPeer.Answer = { request in
            request.path.contains(path) ? .json(status, body) : GoogleStub().answer(request)
        }
        return try await withPeer(answer) { peer in
            let lines =
                "matchImages: [gcr.io]\ncredentials: { gar: { stsEndpoint: \"\(peer.url)\", iamEndpoint: \"\(peer.url)\", externalAccount: { file: /wif } } }"
            let files = ["/wif": GoogleStub.impersonating.replacing("PROVIDER", with: peer.url)]
            return try await failure(of: fetcher(lines, files: FakeFiles(files)))
        }
    }

    @Test(
        arguments: [
            (
                "invalid_grant", "The audience in ID Token [sts.amazonaws.com] does not match the expected audience.",
                "allowed audiences"
            ),
            ("invalid_grant", "The audience in ID Token [] does not match the expected audience.", "allowed audiences"),
            (
                "invalid_grant",
                "The issuer in ID Token https://a.example/ does not match the expected ones: https://a.example",
                "issuer URI"
            ),
            (
                "invalid_grant",
                "The issuer in ID Token null does not match the expected one in config: https://a.example", "issuer URI"
            ),
            (
                "unauthorized_client", "The given credential is rejected by the attribute condition.",
                "attribute condition"
            ),
            (
                "invalid_target",
                #"The target service indicated by the \"audience\" parameters is invalid."#, "deleted or disabled"
            ), ("invalid_target", "Other words.", "deleted or disabled"),
            ("invalid_grant", "ID Token issued at 1699990000 is stale to sign-in.", "too old"),
            ("invalid_request", "Something new.", "compare the token's issuer"),
        ]
    )
    func `at the exchange leads to what has to be done`(code: String, words: String, advice: String) async throws {
        let error = try await error("/v1/token", 400, #"{"error":"\#(code)","error_description":"\#(words)"}"#)
        #expect(error.kind == .refused && error.code == code && error.fix?.contains(advice) == true, "\(error)")
    }

    @Test func `that could not read the issuer's keys is no refusal, for they may be there in a moment`() async throws {
        let words = "Error connecting to the given credential's issuer."
        let error = try await error("/v1/token", 400, #"{"error":"invalid_grant","error_description":"\#(words)"}"#)
        #expect(error.kind == .unavailable && error.code == "invalid_grant", "\(error)")
        #expect(error.fix?.contains("openid-configuration") == true)
    }

    @Test(
        arguments: [
            (
                "PERMISSION_DENIED",
                "Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).",
                "roles/iam.workloadIdentityUser"
            ),
            (
                "PERMISSION_DENIED",
                "IAM Service Account Credentials API has not been used in project 1 before or it is disabled.",
                "gcloud services enable"
            ),
            (
                "NOT_FOUND", "Not found; Gaia id not found for email a@p.iam.gserviceaccount.com",
                "no such service account"
            ),
            ("PERMISSION_DENIED", "Something new.", "roles/iam.serviceAccountTokenCreator"),
        ]
    )
    func `at the impersonation leads to what has to be done`(code: String, words: String, advice: String) async throws {
        let error = try await error(
            ":generateAccessToken",
            403,
            #"{"error":{"code":403,"message":"\#(words)","status":"\#(code)"}}"#
        )
        #expect(error.kind == .refused && error.code == code && error.fix?.contains(advice) == true, "\(error)")
    }
}
