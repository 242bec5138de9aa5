import Credentials
import FoundationEssentials
import HTTP
import TLS
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
        case ("POST", "/v1/oauthtoken"): workforce(request)
        case (_, let path) where path.hasPrefix("/latest/"): instance(request)
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
        let subject = form.removeValue(forKey: "subject_token") ?? ""
        let type = form.removeValue(forKey: "subject_token_type") ?? ""
        let wanted = [
            "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
            "requested_token_type": "urn:ietf:params:oauth:token-type:access_token",
        ]
        guard request.query == nil, request.fields["authorization"] == nil, form == wanted else {
            return .json(400, #"{"error":"invalid_request"}"#)
        }
        guard audiences.contains(audience ?? "") else { return .json(400, #"{"error":"invalid_target"}"#) }
        let isRight =
            switch type {
            case "urn:ietf:params:oauth:token-type:jwt": subject == "hunter2-subject"
            case "urn:ietf:params:aws:token-type:aws4_request": isOfAWS(subject)
            default: false
            }
        guard isRight else {
            return .json(400, #"{"error":"invalid_request","error_description":"Invalid subject token"}"#)
        }
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
            (body.delegates ?? []).allSatisfy({ $0 == "projects/-/serviceAccounts/d@p.iam.gserviceaccount.com" }),
            body.lifetime.hasSuffix("s"), let life = Int(body.lifetime.dropLast()),
            (1...3600).contains(life)
        else { return Self.error(400, "INVALID_ARGUMENT") }
        let end = (clock.now() + .seconds(life)).whole
        return .json(200, #"{"accessToken":"hunter2-account","expireTime":"\#(end)"}"#)
    }

    /// The refresh grant of a person of a workforce pool.
    private func workforce(_ request: ProviderRequest) -> HTTPResponse {
        let basic = "Basic \(Base64.encode(Array("c1:hunter2-s".utf8)))"
        let wanted = ["grant_type": "refresh_token", "refresh_token": "hunter2-r"]
        // Google's library writes the scopes that it wants, too.
        var form = request.parameters
        form["scope"] = nil
        return request.fields["authorization"] == basic && form == wanted
            ? .json(200, Self.token()) : .json(401, #"{"error":"invalid_client"}"#)
    }

    // MARK: AWS

    /// An instance's metadata service of AWS, second version only.
    private func instance(_ request: ProviderRequest) -> HTTPResponse {
        let keys = "/latest/meta-data/iam/security-credentials"
        switch (request.method, request.path) {
        case ("PUT", "/latest/api/token") where request.fields["x-aws-ec2-metadata-token-ttl-seconds"] == "300":
            return .content(200, "text/plain", "hunter2-session")
        case ("GET", _) where request.fields["x-aws-ec2-metadata-token"] != "hunter2-session":
            return HTTPResponse(status: 401)
        case ("GET", "/latest/meta-data/placement/availability-zone"): return .content(200, "text/plain", "us-east-2b")
        case ("GET", keys), ("GET", keys + "/"): return .content(200, "text/plain", "puller")
        case ("GET", keys + "/puller"):
            return .json(
                200,
                #"{"Code":"Success","AccessKeyId":"AKIDEXAMPLE","SecretAccessKey":"hunter2-secret","Token":"hunter2-session-token"}"#
            )
        default: return HTTPResponse(status: 404)
        }
    }

    /// Whether it is a request to `GetCallerIdentity` that the key signed a moment ago, for this provider.
    private func isOfAWS(_ subject: String) -> Bool {
        struct Signed: Decodable {
            struct Header: Decodable {
                let key: String
                let value: String
            }
            let url: String
            let method: String
            let headers: [Header]
        }
        guard let bytes = PercentEncoding.decode(subject.utf8),
            let signed = try? JSONDecoder().decode(Signed.self, from: Data(bytes))
        else { return false }
        let headers = Dictionary(signed.headers.map { ($0.key.lowercased(), $0.value) }) { first, _ in first }
        let host = "sts.us-east-2.amazonaws.com"
        guard signed.method == "POST", signed.url == "https://\(host)?Action=GetCallerIdentity&Version=2011-06-15",
            headers.count == signed.headers.count, headers["host"] == host,
            headers["x-goog-cloud-target-resource"] == Self.audience, let date = headers["x-amz-date"],
            let authorization = headers["authorization"]
        else { return false }
        // Google's library adds the audience after it has signed.
        return [true, false].contains { isAudienceSigned in
            let names = headers.keys.filter {
                $0 != "authorization" && (isAudienceSigned || $0 != "x-goog-cloud-target-resource")
            }.sorted()
            return authorization == Self.authorization(names, headers, date) && isAWSTime(date)
        }
    }

    /// Computed here on its own: what signed should not be what finds it good.
    private static func authorization(_ names: [String], _ headers: [String: String], _ date: String) -> String? {
        let lines = names.map { "\($0):\(headers[$0] ?? "")\n" }.joined()
        let list = names.joined(separator: ";")
        let scope = "\(date.prefix(8))/us-east-2/sts/aws4_request"
        guard let empty = try? Digest.sha256([]),
            let canonical = try? Digest.sha256(
                Array(
                    "POST\n/\nAction=GetCallerIdentity&Version=2011-06-15\n\(lines)\n\(list)\n\(Hexadecimal.encode(empty))"
                        .utf8
                )
            )
        else { return nil }
        let text = "AWS4-HMAC-SHA256\n\(date)\n\(scope)\n\(Hexadecimal.encode(canonical))"
        var key = Array("AWS4hunter2-secret".utf8)
        for part in [String(date.prefix(8)), "us-east-2", "sts", "aws4_request", text] {
            guard let next = try? Digest.hmacSHA256(Array(part.utf8), key: key) else { return nil }
            key = next
        }
        return
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\(scope), SignedHeaders=\(list), Signature=\(Hexadecimal.encode(key))"
    }

    /// `20150830T123600Z`, no more than five minutes from now.
    private func isAWSTime(_ text: String) -> Bool {
        let digits = Array(text)
        guard digits.count == 16 else { return false }
        func part(_ range: Range<Int>) -> String { String(digits[range]) }
        return isNow(
            Timestamp(
                rfc3339:
                    "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(9..<11)):\(part(11..<13)):\(part(13..<15))Z"
            )
        )
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

    static let aws = external(
        source: #"{"environment_id":"aws1","region_url":"PROVIDER/latest/meta-data/placement/availability-zone","#
            + #""url":"PROVIDER/latest/meta-data/iam/security-credentials","imdsv2_session_token_url":"PROVIDER/latest/api/token","#
            + #""regional_cred_verification_url":"https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15"}"#,
        type: "urn:ietf:params:aws:token-type:aws4_request"
    )
    /// A person who acts as a service account, by way of another.
    static let impersonated =
        #"{"type":"impersonated_service_account","delegates":["projects/-/serviceAccounts/d@p.iam.gserviceaccount.com"],"#
        + #""service_account_impersonation_url":"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/\#(account):generateAccessToken","#
        + #""source_credentials":\#(authorizedUser)}"#
    static let workforceUser =
        #"{"type":"external_account_authorized_user","audience":"//iam.googleapis.com/locations/global/workforcePools/p/providers/x","#
        + #""client_id":"c1","client_secret":"hunter2-s","refresh_token":"hunter2-r","token_url":"https://sts.googleapis.com/v1/oauthtoken"}"#

    static func external(
        source: String,
        tokenURL: String = "https://sts.googleapis.com/v1/token",
        type: String = "urn:ietf:params:oauth:token-type:jwt",
        more: String = ""
    ) -> String {
        #"{"type":"external_account","audience":"\#(audience)","subject_token_type":"\#(type)","#
            + #""token_url":"\#(tokenURL)","credential_source":\#(source)\#(more)}"#
    }
}
