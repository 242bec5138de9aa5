import HTTP
import Testing

@testable import Credentials
@testable import CredentialsTestSupport
@testable import Providers

@Suite struct `An error of Entra ID` {
    private static let workload = [
        "AZURE_CLIENT_ID": "c1", "AZURE_TENANT_ID": "t1", "AZURE_FEDERATED_TOKEN_FILE": "/token",
    ]

    private func error(_ response: HTTPResponse) async throws -> CredentialError {
        let answer: ProviderPeer.Answer = { request in
            request.path == "/t1/oauth2/v2.0/token" ? response : AzureStub().answer(request)
        }
        return try await withPeer(answer) { peer in
            let lines =
                "matchImages: [a.azurecr.io]\ncredentials: { acr: { endpoint: \"\(peer.url)\", authorityEndpoint: \"\(peer.url)\" } }"
            return try await failure(
                of: fetcher(lines, environment: Self.workload, files: FakeFiles(["/token": "hunter2-subject"]))
            )
        }
    }

    @Test(
        arguments: [
            (
                700_213, 401,
                "No matching federated identity record found for presented assertion subject 'system:serviceaccount:ns:sa'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.",
                "has this subject"
            ), (700_213, 401, "Wholly other words.", "has this subject"),
            (
                700_211, 401,
                "No matching federated identity record found for presented assertion issuer 'https://oidc.example/'.",
                "a slash at its end"
            ),
            (
                700_212, 401,
                "No matching federated identity record found for presented assertion audience 'sts.amazonaws.com'.",
                "api://AzureADTokenExchange"
            ), (7_002_131, 401, "no federated identity credential expression matches", "has this subject"),
            (70_021, 400, "No matching federated identity record found for presented assertion.", "some minutes"),
            (700_016, 400, "Application with identifier 'c1' was not found in the directory 't1'.", "not the object"),
            (7_000_215, 401, "Invalid client secret provided.", "not its ID"),
            (7_000_222, 401, "The provided client secret keys for app 'c1' are expired.", "has expired"),
            (90_002, 400, "Tenant 't1' not found.", "no such tenant"),
            (700_024, 401, "Client assertion is not within its valid time range.", "NTP"),
            (50_027, 401, "JWT token is invalid or malformed.", "byte order mark"),
            (5_002_710, 401, "Invalid JWT token: Header is malformed.", "byte order mark"),
            (
                700_027, 401, "The certificate with identifier used to sign the client assertion is not registered.",
                "upload it"
            ),
            (1_234_567, 401, "Something new.", "make a federated credential"),
        ]
    )
    func `leads to what has to be done`(number: Int, status: Int, words: String, advice: String) async throws {
        let error = try await error(AzureStub.refusal(number, words, status: status))
        #expect(error.kind == .refused && error.code == "invalid_client, AADSTS\(number)")
        #expect(error.fix?.contains(advice) == true, "\(error)")
    }

    @Test(
        arguments: [
            AzureStub.refusal(50_166, "Request to External OIDC endpoint failed.", status: 400),
            AzureStub.refusal(90_061, "Request to External OIDC endpoint failed.", status: 400),
            AzureStub.refusal(501_661, "Other words.", status: 401),
            .json(
                400,
                #"{"error":"invalid_request","error_description":"AADSTS50166: Request to External OIDC endpoint failed."}"#
            ),
        ]
    )
    func `that could not read the issuer's keys is no refusal, for they may be there in a moment`(
        _ response: HTTPResponse
    )
        async throws
    {
        let error = try await error(response)
        #expect(error.kind == .unavailable, "\(error)")
        #expect(error.fix?.contains("openid-configuration") == true, "\(error)")
    }

    @Test(arguments: ["temporarily_unavailable", "server_error"])
    func `whose code says that it cannot answer now is no refusal, whatever its status`(code: String) async throws {
        let error = try await error(
            .json(400, #"{"error":"\#(code)","error_codes":[90033],"error_description":"AADSTS90033: x"}"#)
        )
        #expect(error.kind == .unavailable && error.code == "\(code), AADSTS90033", "\(error)")
    }

    @Test func `is told by its words where its numbers are missing`() async throws {
        let error = try await error(
            .json(401, #"{"error":"invalid_client","error_description":"AADSTS700211: x, see also AADSTS700213"}"#)
        )
        #expect(error.fix?.contains("a slash at its end") == true)
    }

    @Test(
        arguments: [
            (
                "AADSTS700213: No such. Trace ID: a-1 Correlation ID: b-2 Timestamp: 2026-01-18 00:19:04Z",
                "AADSTS700213: No such. (Trace ID a-1, Correlation ID b-2)"
            ),
            (
                "AADSTS700213: No\r\nsuch.\r\nTrace ID: a-1\r\nCorrelation ID: b-2\r\nTimestamp: 2026-01-18 00:19:04Z",
                "AADSTS700213: No such. (Trace ID a-1, Correlation ID b-2)"
            ), ("AADSTS90002: No tenant.\r\nTrace ID: a", "AADSTS90002: No tenant. (Trace ID a)"),
            ("AADSTS90002: No tenant. Trace ID:", "AADSTS90002: No tenant."),
            ("AADSTS90002: No tenant.\r\nmore", "AADSTS90002: No tenant.\r\nmore"),
            ("Trace ID: a", "Trace ID: a"), ("AADSTS: Trace ID: a", "AADSTS: Trace ID: a"),
        ]
    )
    func `is shortened to its words and its two IDs`(text: String, short: String) {
        #expect(EntraProblem.shortened(text) == short)
    }

    @Test(
        arguments: [
            ("AADSTS700213: x", 700_213), ("invalid_client, AADSTS50027", 50_027), ("x AADSTS7AADSTS8", 7),
            ("AADSTS", nil),
            ("", nil), ("AADSTS99999999999999999999", 999_999_999), (nil, nil),
        ] as [(String?, Int?)]
    )
    func `has the number that is named first`(text: String?, number: Int?) {
        #expect(EntraProblem.number(in: text) == number)
    }
}
