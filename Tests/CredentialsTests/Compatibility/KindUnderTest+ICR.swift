import Credentials
import HTTP

extension KindUnderTest {
    static let icr: [KindUnderTest] = [
        icrKind(
            name: "icr of an API key",
            "icr: { apiKey: { secretKeyRef: { name: ibm, key: k } } }",
            other: "icr: { apiKey: { secretKeyRef: { name: ibm, key: l } } }",
            secrets: ["ibm": .opaque(["k": "hunter2-key"])],
            user: "iamapikey",
            provider: nil
        ),
        icrKind(
            name: "icr of an exchanged API key",
            "icr: { endpoint: PROVIDER, exchange: true, apiKey: { file: /key } }",
            other: "icr: { endpoint: PROVIDER, apiKey: { file: /key } }",
            files: ["/key": "hunter2-key\n"]
        ),
        icrKind(
            name: "icr of a trusted profile by its ID",
            "icr: { endpoint: PROVIDER, trustedProfile: { id: Profile-1, tokenFile: /token } }",
            other: "icr: { endpoint: PROVIDER, trustedProfile: { id: Profile-2, tokenFile: /token } }",
            files: ["/token": "hunter2-cr"]
        ),
        icrKind(
            name: "icr of a trusted profile by its name",
            "icr: { endpoint: PROVIDER, trustedProfile: { name: puller, tokenFile: /token } }",
            other: "icr: { endpoint: PROVIDER, trustedProfile: { name: pusher, tokenFile: /token } }",
            files: ["/token": "hunter2-cr"]
        ),
    ]

    private static func icrKind(
        name: String,
        _ credentials: String,
        other: String,
        secrets: [String: SecretData] = [:],
        files: [String: String] = [:],
        user: String = "iambearer",
        provider: ProviderPeer.Answer? = IBMFixture.answer
    ) -> KindUnderTest {
        func lines(_ credentials: String) -> String { "matchImages: [de.icr.io/team]\ncredentials: { \(credentials) }" }
        return KindUnderTest(
            name: name,
            lines: lines(credentials),
            otherLines: lines(other),
            secrets: secrets,
            files: files,
            attempts: [user],
            image: "de.icr.io/team/x:1",
            provider: provider
        )
    }
}

/// IBM's IAM as its documentation has it: every request must be exactly right.
enum IBMFixture {
    @Sendable static func answer(_ request: ProviderRequest) -> HTTPResponse {
        guard request.method == "POST", request.path == "/identity/token" else { return .json(404, "{}") }
        let parameters = request.parameters
        let isRight =
            switch parameters["grant_type"] {
            case "urn:ibm:params:oauth:grant-type:apikey": parameters["apikey"] == "hunter2-key"
            case "urn:ibm:params:oauth:grant-type:cr-token":
                parameters["cr_token"] == "hunter2-cr"
                    && (parameters["profile_id"] == "Profile-1" || parameters["profile_name"] == "puller")
            default: false
            }
        guard isRight else {
            return .json(
                400,
                #"{"errorCode":"BXNIM0415E","errorMessage":"Provided API key could not be found.","context":{"requestId":"x"}}"#
            )
        }
        return .json(
            200,
            #"{"access_token":"hunter2-token","refresh_token":"not_supported","token_type":"Bearer","expires_in":3600,"expiration":1700003599,"scope":"ibm openid"}"#
        )
    }
}
