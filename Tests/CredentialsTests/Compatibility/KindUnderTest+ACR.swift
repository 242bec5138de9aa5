import Credentials
import FoundationEssentials
import HTTP

extension KindUnderTest {
    static let acr: [KindUnderTest] = [
        acrKind(
            name: "acr of the machine's identity",
            "acr: { endpoint: PROVIDER, metadataEndpoint: PROVIDER }",
            other: "acr: { endpoint: PROVIDER, metadataEndpoint: PROVIDER, managedIdentity: { clientID: c2 } }"
        ),
        acrKind(
            name: "acr of a named identity",
            "acr: { endpoint: PROVIDER, metadataEndpoint: PROVIDER, managedIdentity: { resourceID: /subscriptions/s/x } }",
            other:
                "acr: { endpoint: PROVIDER, metadataEndpoint: PROVIDER, managedIdentity: { resourceID: /subscriptions/s/y } }"
        ),
        acrKind(
            name: "acr of a ServiceAccount of the environment",
            "acr: { endpoint: PROVIDER, authorityEndpoint: PROVIDER }",
            other: "acr: { endpoint: PROVIDER, authorityEndpoint: PROVIDER, workloadIdentity: { clientID: c9 } }",
            environment: [
                "AZURE_CLIENT_ID": "c1", "AZURE_TENANT_ID": "t1", "AZURE_FEDERATED_TOKEN_FILE": "/token",
            ],
            files: ["/token": "hunter2-subject"]
        ),
        acrKind(
            name: "acr of an application's secret",
            "acr: { endpoint: PROVIDER, authorityEndpoint: PROVIDER, servicePrincipal: { tenantID: t1, clientID: c1, clientSecret: { secretKeyRef: { name: sp, key: s } } } }",
            other:
                "acr: { endpoint: PROVIDER, authorityEndpoint: PROVIDER, servicePrincipal: { tenantID: t1, clientID: c2, clientSecret: { secretKeyRef: { name: sp, key: s } } } }",
            secrets: ["sp": .opaque(["s": "hunter2-secret"])]
        ),
        acrKind(
            name: "acr of an application's certificate",
            "acr: { endpoint: PROVIDER, authorityEndpoint: PROVIDER, servicePrincipal: { tenantID: t1, clientID: c1, certificate: { file: /sp.pem } } }",
            other:
                "acr: { endpoint: PROVIDER, authorityEndpoint: PROVIDER, servicePrincipal: { tenantID: t1, clientID: c1, certificate: { file: /other.pem } } }",
            files: ["/sp.pem": AzureFixture.certificate]
        ),
        KindUnderTest(
            name: "acr of the admin user",
            lines: acrLines("acr: { admin: { username: { value: a }, password: { file: /p } } }"),
            otherLines: acrLines("acr: { admin: { username: { value: b }, password: { file: /p } } }"),
            files: ["/p": "hunter2-p"],
            attempts: ["a"],
            image: "a.azurecr.io/team/x:1"
        ),
    ]

    private static func acrLines(_ credentials: String) -> String {
        "matchImages: [a.azurecr.io/team]\ncredentials: { \(credentials) }"
    }

    private static func acrKind(
        name: String,
        _ credentials: String,
        other: String,
        environment: [String: String] = [:],
        secrets: [String: SecretData] = [:],
        files: [String: String] = [:]
    ) -> KindUnderTest {
        KindUnderTest(
            name: name,
            lines: acrLines(credentials),
            otherLines: acrLines(other),
            environment: environment,
            secrets: secrets,
            files: files,
            attempts: ["00000000-0000-0000-0000-000000000000"],
            image: "a.azurecr.io/team/x:1",
            provider: AzureFixture.answer
        )
    }
}

/// Azure as its documentation has it: every request must be exactly right.
enum AzureFixture {
    /// Ends an hour after noon, and is of tenant t0.
    static let token = SentToken.unsigned(#"{"tid":"t0","exp":1700003600}"#)
    /// Ends two hours after noon.
    static let refreshToken = SentToken.unsigned(#"{"sub":"hunter2","exp":1700007200}"#)
    private static let resource = "https://containerregistry.azure.net"

    /// A certificate and its RSA key, as an application has it.
    static let certificate = SigningKey.fixture("leaf.key") + SigningKey.fixture("application.pem")

    @Sendable static func answer(_ request: ProviderRequest) -> HTTPResponse {
        let parameters = request.parameters
        switch (request.method, request.path) {
        case ("GET", "/metadata/identity/oauth2/token"):
            let isRight =
                request.fields["metadata"] == "true" && parameters["api-version"] == "2018-02-01"
                && parameters["resource"] == resource
            let known = [nil, "c1", "/subscriptions/s/x", "o1"]
            let id = parameters["client_id"] ?? parameters["msi_res_id"] ?? parameters["object_id"]
            guard isRight, known.contains(id) else {
                return .json(400, #"{"error":"invalid_request","error_description":"Identity not found"}"#)
            }
            return .json(200, #"{"access_token":"\#(token)","expires_on":"1700003600","resource":"\#(resource)"}"#)
        case ("POST", "/t1/oauth2/v2.0/token"):
            let isAsserted =
                parameters["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
                && (parameters["client_assertion"] == "hunter2-subject"
                    || parameters["client_assertion"]?.split(separator: ".").count == 3)
            let isRight =
                parameters["grant_type"] == "client_credentials" && parameters["client_id"] == "c1"
                && parameters["scope"] == "\(resource)/.default"
                && (parameters["client_secret"] == "hunter2-secret" || isAsserted)
            return isRight
                ? .json(200, #"{"access_token":"\#(token)","expires_in":3599,"token_type":"Bearer"}"#)
                : .json(
                    401,
                    #"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided.\r\nTrace ID: x","error_codes":[7000215]}"#
                )
        case ("GET", "/v2/"): return challenge("https://a.azurecr.io/oauth2/token")
        case ("POST", "/oauth2/exchange"):
            let isRight =
                parameters["grant_type"] == "access_token" && parameters["service"]?.hasSuffix(".azurecr.io") == true
                && ["t0", "t1", "t2"].contains(parameters["tenant"]) && parameters["access_token"] == token
            return isRight
                ? .json(200, #"{"refresh_token":"\#(refreshToken)"}"#)
                : .json(401, #"{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}"#)
        default: return .json(404, #"{"errors":[{"code":"NOT_FOUND","message":"not found"}]}"#)
        }
    }

    static func challenge(_ realm: String) -> HTTPResponse {
        HTTPResponse(
            status: 401,
            fields: [("WWW-Authenticate", #"Bearer realm="\#(realm)",service="a.azurecr.io""#)],
            body: Array(#"{"errors":[{"code":"UNAUTHORIZED"}]}"#.utf8)
        )
    }
}
