import Credentials
import FoundationEssentials
import HTTP
import Text

@testable import Providers

/// Google's metadata server, token service, Security Token Service and IAM Credentials at one address.
struct GoogleStub: ProviderStub {
    static let account = "puller@p.iam.gserviceaccount.com"
    static let audience = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/x"
    private static let scope = "https://www.googleapis.com/auth/cloud-platform"
    /// What a token is for with which one only wants to act as somebody else; Google's own library asks for that.
    private static let iamScope = "https://www.googleapis.com/auth/iam"

    var clock = noon

    func answer(_ request: ProviderRequest) -> HTTPResponse {
        switch (request.method, request.path) {
        case ("GET", let path) where path == "/" || path.hasPrefix("/computeMetadata/"): metadata(request)
        case ("GET", "/oidc") where request.fields["x-key"] == "hunter2-h":
            .json(200, #"{"count":1,"value":"hunter2-subject"}"#)
        case ("POST", "/token"): grant(request.parameters)
        case ("POST", "/v1/token"): exchange(request)
        case ("POST", let path) where path.hasPrefix("/v1/projects/-/serviceAccounts/"): impersonation(request)
        default: Self.error(404, "NOT_FOUND")
        }
    }

    // MARK: The metadata server

    private func metadata(_ request: ProviderRequest) -> HTTPResponse {
        guard request.fields["metadata-flavor"] == "Google", request.fields["x-forwarded-for"] == nil else {
            return .content(403, "text/html", "Missing Metadata-Flavor:Google header.")
        }
        let root = "/computeMetadata/v1/"
        let account = root + "instance/service-accounts/default/"
        let parameters = request.parameters
        switch (request.path, request.query) {
        case ("/", nil): return Self.metadata("application/text", "computeMetadata/\n")
        case (root + "project/project-id", nil): return Self.metadata("application/text", "p")
        case (root + "universe/universe-domain", nil): return Self.metadata("application/text", "googleapis.com")
        case (account + "email", nil): return Self.metadata("application/text", Self.account)
        case (account, "recursive=true"):
            return Self.metadata(
                "application/json",
                #"{"aliases":["default"],"email":"\#(Self.account)","scopes":["\#(Self.scope)"]}"#
            )
        case (account + "token", _) where parameters.isEmpty || parameters == ["scopes": Self.scope]:
            return Self.metadata("application/json", Self.token(life: 1234))
        default: return Self.metadata("text/html", "not found", status: 404)
        }
    }

    private static func metadata(_ type: String, _ text: String, status: Int = 200) -> HTTPResponse {
        HTTPResponse(
            status: status,
            fields: [("Content-Type", type), ("Metadata-Flavor", "Google"), ("Server", "Metadata Server for VM")],
            body: Array(text.utf8)
        )
    }

    // MARK: Grants

    private func grant(_ form: [String: String]) -> HTTPResponse {
        switch form["grant_type"] {
        case "refresh_token":
            let wanted = [
                "grant_type": "refresh_token", "client_id": "c1", "client_secret": "hunter2-s",
                "refresh_token": "hunter2-r",
            ]
            // Without a scope the token has those of the refresh token.
            let isRight = form == wanted || form == wanted.merging(["scope": Self.scope]) { $1 }
            return isRight ? .json(200, Self.token()) : .json(401, #"{"error":"invalid_client"}"#)
        case "urn:ietf:params:oauth:grant-type:jwt-bearer":
            guard form.count == 2, let token = form["assertion"].flatMap(SentToken.init(compact:)) else {
                return .json(400, #"{"error":"invalid_grant","error_description":"Invalid JWT"}"#)
            }
            if let problem = problem(of: token) {
                return .json(400, #"{"error":"invalid_grant","error_description":"\#(problem)"}"#)
            }
            return .json(200, Self.token())
        default: return .json(400, #"{"error":"unsupported_grant_type"}"#)
        }
    }

    private func problem(of token: SentToken) -> String? {
        let claims = token.claims
        let now = clock.now().seconds
        guard token.header["kid"] == "k1", token.isSigned else { return "Invalid JWT Signature." }
        guard claims["iss"] == .text(Self.account) else { return "Invalid issuer: Not a service account." }
        guard claims["aud"] == "https://oauth2.googleapis.com/token" else { return "The audience client is not valid." }
        guard claims["scope"] == .text(Self.scope) else { return "Invalid OAuth scope or ID token audience provided." }
        // No second of the future is allowed for: whoever signs must see to that.
        guard let issued = claims["iat"]?.number, let end = claims["exp"]?.number, issued <= now, now < end,
            end - issued <= 3600, now - issued <= 300
        else {
            return "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."
        }
        return nil
    }

    // MARK: Federation

    private func exchange(_ request: ProviderRequest) -> HTTPResponse {
        var form = request.parameters
        let audiences = [
            Self.audience,
            "identitynamespace:p.svc.id.goog:https://container.googleapis.com/v1/projects/p/locations/l/clusters/c",
        ]
        let audience = form.removeValue(forKey: "audience")
        let scope = form.removeValue(forKey: "scope")
        let wanted = [
            "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
            "requested_token_type": "urn:ietf:params:oauth:token-type:access_token",
            "subject_token": "hunter2-subject", "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
        ]
        guard request.query == nil, request.fields["authorization"] == nil, form == wanted,
            audiences.contains(audience ?? "")
        else { return .json(400, #"{"error":"invalid_request"}"#) }
        let more = #""issued_token_type":"urn:ietf:params:oauth:token-type:access_token""#
        return switch scope {
        case Self.scope: .json(200, Self.token(more: more))
        case Self.iamScope: .json(200, Self.token("hunter2-iam", more: more))
        default: .json(400, #"{"error":"invalid_scope"}"#)
        }
    }

    private func impersonation(_ request: ProviderRequest) -> HTTPResponse {
        struct Body: Decodable {
            let scope: [String]
            let lifetime: String
            let delegates: [String]?
        }
        let known = [Self.account, "a@p.iam.gserviceaccount.com", "b@p.iam.gserviceaccount.com"]
        let path = request.path.replacing("%40", with: "@")
        guard known.contains(where: { path == "/v1/projects/-/serviceAccounts/\($0):generateAccessToken" }) else {
            return Self.error(404, "NOT_FOUND")
        }
        guard ["Bearer hunter2-access", "Bearer hunter2-iam"].contains(request.fields["authorization"]) else {
            return Self.error(401, "UNAUTHENTICATED")
        }
        guard request.fields["content-type"] == "application/json", request.query == nil,
            let body = try? JSONDecoder().decode(Body.self, from: Data(request.body)), body.scope == [Self.scope],
            body.delegates?.isEmpty ?? true, body.lifetime.hasSuffix("s"), let life = Int(body.lifetime.dropLast()),
            (1...3600).contains(life)
        else { return Self.error(400, "INVALID_ARGUMENT") }
        let end = (clock.now() + .seconds(life)).whole
        return .json(200, #"{"accessToken":"hunter2-account","expireTime":"\#(end)"}"#)
    }

    // MARK: Answers

    private static func token(_ text: String = "hunter2-access", life: Int = 3599, more: String? = nil) -> String {
        let more = more.map { ",\($0)" } ?? ""
        return #"{"access_token":"\#(text)","expires_in":\#(life),"token_type":"Bearer"\#(more)}"#
    }

    private static func error(_ status: Int, _ code: String) -> HTTPResponse {
        .json(status, #"{"error":{"code":\#(status),"message":"no","status":"\#(code)"}}"#)
    }
}

/// Files that Google's tools write.
extension GoogleStub {
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
}
