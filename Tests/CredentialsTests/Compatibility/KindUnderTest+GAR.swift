import Credentials
import HTTP

extension KindUnderTest {
    static let gar: [KindUnderTest] = [
        garKind(
            name: "gar of the metadata server",
            "gar: { metadataEndpoint: PROVIDER }",
            other: "gar: { metadataEndpoint: PROVIDER, impersonate: a@p.iam.gserviceaccount.com }",
            optionalRequests: [1]
        ),
        garKind(
            name: "gar of the metadata server as another account",
            "gar: { iamEndpoint: PROVIDER, metadataEndpoint: PROVIDER, impersonate: a@p.iam.gserviceaccount.com }",
            other:
                "gar: { iamEndpoint: PROVIDER, metadataEndpoint: PROVIDER, impersonate: b@p.iam.gserviceaccount.com }",
            optionalRequests: [1]
        ),
        garKind(
            name: "gar of a service account's key",
            "gar: { endpoint: PROVIDER, serviceAccountKey: { secretKeyRef: { name: gcp, key: key.json } } }",
            other: "gar: { endpoint: PROVIDER, serviceAccountKey: { secretKeyRef: { name: gcp, key: other.json } } }",
            secrets: ["gcp": .opaque(["key.json": GoogleFixture.serviceAccount])]
        ),
        garKind(
            name: "gar of a person",
            "gar: { endpoint: PROVIDER, serviceAccountKey: { file: /adc.json } }",
            other: "gar: { endpoint: PROVIDER, serviceAccountKey: { file: /other.json } }",
            files: ["/adc.json": GoogleFixture.authorizedUser]
        ),
        garKind(
            name: "gar of a federated identity",
            "gar: { stsEndpoint: PROVIDER, externalAccount: { value: '\(GoogleFixture.federated)' } }",
            other: "gar: { stsEndpoint: PROVIDER, externalAccount: { file: /other.json } }",
            files: ["/token": "hunter2-subject\n"]
        ),
        garKind(
            name: "gar of a federated identity as a service account",
            "gar: { stsEndpoint: PROVIDER, iamEndpoint: PROVIDER, externalAccount: { file: /wif.json } }",
            other: "gar: { stsEndpoint: PROVIDER, externalAccount: { file: /wif.json } }",
            files: ["/wif.json": GoogleFixture.impersonating]
        ),
        garKind(
            name: "gar of a GKE cluster's ServiceAccount",
            "gar: { stsEndpoint: PROVIDER, workloadIdentity: { project: p, location: l, cluster: c, tokenFile: /token } }",
            other:
                "gar: { stsEndpoint: PROVIDER, workloadIdentity: { project: p, location: l, cluster: d, tokenFile: /token } }",
            files: ["/token": "hunter2-subject"]
        ),
    ]

    private static func garKind(
        name: String,
        _ credentials: String,
        other: String,
        secrets: [String: SecretData] = [:],
        files: [String: String] = [:],
        optionalRequests: Set<Int> = []
    ) -> KindUnderTest {
        func lines(_ credentials: String) -> String {
            "matchImages: [europe-docker.pkg.dev/p]\ncredentials: { \(credentials) }"
        }
        return KindUnderTest(
            name: name,
            lines: lines(credentials),
            otherLines: lines(other),
            secrets: secrets,
            files: files,
            attempts: ["oauth2accesstoken"],
            image: "europe-docker.pkg.dev/p/r/i:1",
            provider: GoogleFixture.answer,
            optionalRequests: optionalRequests
        )
    }
}

/// Google as its documentation has it: every request must be exactly right.
enum GoogleFixture {
    static let account = "puller@p.iam.gserviceaccount.com"
    static let audience = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/x"
    private static let scope = "https://www.googleapis.com/auth/cloud-platform"

    static let serviceAccount: String = {
        let pem = (try? SigningKey.shared.escapedPEM) ?? ""
        return #"{"type":"service_account","project_id":"p","private_key_id":"k1","private_key":"\#(pem)","#
            + #""client_email":"\#(account)","client_id":"1","token_uri":"https://oauth2.googleapis.com/token"}"#
    }()
    static let authorizedUser =
        #"{"type":"authorized_user","client_id":"c1","client_secret":"hunter2-s","refresh_token":"hunter2-r"}"#
    static let federated = external(source: #"{"file":"/token"}"#)
    static let impersonating = external(
        source:
            #"{"url":"PROVIDER/oidc","headers":{"X-Key":"hunter2-h"},"format":{"type":"json","subject_token_field_name":"value"}}"#,
        more:
            #","service_account_impersonation_url":"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/\#(account):generateAccessToken","service_account_impersonation":{"token_lifetime_seconds":600}"#
    )

    static func external(
        source: String,
        tokenURL: String = "https://sts.googleapis.com/v1/token",
        more: String = ""
    ) -> String {
        #"{"type":"external_account","audience":"\#(audience)","subject_token_type":"urn:ietf:params:oauth:token-type:jwt","#
            + #""token_url":"\#(tokenURL)","credential_source":\#(source)\#(more)}"#
    }

    @Sendable static func answer(_ request: ProviderRequest) -> HTTPResponse {
        let metadata = "/computeMetadata/v1/instance/service-accounts/default/"
        let parameters = request.parameters
        switch (request.method, request.path) {
        case ("GET", metadata + "token") where request.fields["metadata-flavor"] == "Google": return token(life: 1234)
        case ("GET", metadata + "email") where request.fields["metadata-flavor"] == "Google":
            return .content(200, "application/text", account + "\n")
        case ("GET", "/oidc") where request.fields["x-key"] == "hunter2-h":
            return .json(200, #"{"count":1,"value":"hunter2-subject"}"#)
        case ("POST", "/token") where parameters["grant_type"] == "refresh_token":
            let isRight =
                parameters["client_id"] == "c1" && parameters["client_secret"] == "hunter2-s"
                && parameters["refresh_token"] == "hunter2-r"
            return isRight ? token() : .json(401, #"{"error":"invalid_client"}"#)
        case ("POST", "/token") where parameters["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer":
            return parameters["assertion"]?.split(separator: ".").count == 3
                ? token() : .json(400, #"{"error":"invalid_grant","error_description":"Invalid JWT"}"#)
        case ("POST", "/v1/token"):
            let audiences = [
                audience,
                "identitynamespace:p.svc.id.goog:https://container.googleapis.com/v1/projects/p/locations/l/clusters/c",
            ]
            let isRight =
                parameters["grant_type"] == "urn:ietf:params:oauth:grant-type:token-exchange"
                && audiences.contains(parameters["audience"] ?? "") && parameters["scope"] == scope
                && parameters["requested_token_type"] == "urn:ietf:params:oauth:token-type:access_token"
                && parameters["subject_token"] == "hunter2-subject"
                && parameters["subject_token_type"] == "urn:ietf:params:oauth:token-type:jwt"
            return isRight ? token() : .json(400, #"{"error":"invalid_request"}"#)
        case ("POST", let path) where path.hasSuffix(":generateAccessToken"):
            let isRight =
                request.fields["authorization"] == "Bearer hunter2-access"
                && request.text.hasPrefix(#"{"scope":["\#(scope)"],"lifetime":""#)
            return isRight
                ? .json(200, #"{"accessToken":"hunter2-account","expireTime":"2023-11-14T22:30:00Z"}"#)
                : .json(401, #"{"error":{"code":401,"message":"no","status":"UNAUTHENTICATED"}}"#)
        default: return .json(404, #"{"error":{"code":404,"message":"Not found","status":"NOT_FOUND"}}"#)
        }
    }

    static func token(life: Int = 3599) -> HTTPResponse {
        .json(200, #"{"access_token":"hunter2-access","expires_in":\#(life),"token_type":"Bearer"}"#)
    }
}
