import Credentials
import FoundationEssentials
import HTTP
import Synchronization
import Text

@testable import Providers

/// All providers that take ServiceAccount tokens, at one address: each verifies the token that it is shown and keeps what it said, and gives
/// a credential that names the ServiceAccount.
final class FederationStub: Sendable {
    /// What a provider was shown.
    struct Showing: Equatable {
        let path: String
        let account: ShownServiceAccount?
        /// Role, client, service account, robot …: as whom it wanted to act.
        let principal: String
    }

    private let showings = Mutex<[Showing]>([])
    /// What was shown so far, in order.
    var shown: [Showing] { showings.withLock(\.self) }

    private func take(_ request: ProviderRequest, _ token: String?, _ principal: String) -> ShownServiceAccount? {
        let account = token.flatMap(ShownServiceAccount.init)
        showings.withLock { $0.append(Showing(path: request.path, account: account, principal: principal)) }
        return account
    }

    func answer(_ request: ProviderRequest) -> HTTPResponse {
        let form = request.parameters
        switch request.path {
        case "/sts/", "/sts":
            var aws = AWSStub()
            aws.trusts = { token, role in self.take(request, token, role)?.audience == ["sts.amazonaws.com"] }
            return aws.answer(request)
        case "/ecr/", "/ecr", "/ecr-public/", "/ecr-public": return AWSStub().answer(request)
        case "/v1/token":
            let isRight =
                form["grant_type"] == "urn:ietf:params:oauth:grant-type:token-exchange"
                && form["subject_token_type"] == "urn:ietf:params:oauth:token-type:jwt"
            guard isRight, let account = take(request, form["subject_token"], form["audience"] ?? "") else {
                return .json(400, #"{"error":"invalid_grant","error_description":"The audience does not match"}"#)
            }
            return .json(200, #"{"access_token":"google-\#(account.subject)","expires_in":3600}"#)
        case let path where path.hasPrefix("/v1/projects/-/serviceAccounts/"):
            _ = take(request, nil, path)
            let email = path.dropFirst("/v1/projects/-/serviceAccounts/".count).prefix { $0 != ":" }
            return .json(200, #"{"accessToken":"google-as-\#(email)","expireTime":"2023-11-14T23:13:20Z"}"#)
        case let path where path.hasPrefix("/computeMetadata/"): return metadata(request)
        case let path where path.hasSuffix("/oauth2/v2.0/token"):
            guard
                take(request, form["client_assertion"], form["client_id"] ?? "")?.audience == [
                    "api://AzureADTokenExchange"
                ]
            else { return .json(401, #"{"error":"invalid_client","error_description":"AADSTS700212: No matching"}"#) }
            return .json(200, #"{"access_token":"\#(AzureStub().token)","expires_in":3600,"token_type":"Bearer"}"#)
        case "/v2/", "/oauth2/exchange": return AzureStub().answer(request)
        case "/resourcePrincipalSessionTokens":
            var oracle = OracleStub()
            let bearer = request.fields["authorization"].map { String($0.dropFirst("Bearer ".count)) }
            guard let account = take(request, bearer, "") else { return HTTPResponse(status: 401) }
            oracle.serviceAccount = account.subject
            // Oracle's stub knows its own tokens only.
            var fields = HTTPFields()
            fields.append(name: "content-type", value: request.fields["content-type"] ?? "")
            fields.append(name: "authorization", value: "Bearer \(oracle.serviceAccountToken)")
            return oracle.answer(
                ProviderRequest(
                    method: request.method,
                    path: request.path,
                    query: request.query,
                    fields: fields,
                    body: request.body
                )
            )
        case "/20180419/docker/token": return OracleStub().answer(request)
        case "/identity/token":
            guard let account = take(request, form["cr_token"], form["profile_id"] ?? "") else {
                return .json(400, "{}")
            }
            return .json(200, #"{"access_token":"ibm-\#(account.subject)","expires_in":3600}"#)
        case "/oauth2/federation/robot/token":
            let basic = request.fields["authorization"].flatMap { Base64.decode(String($0.dropFirst("Basic ".count))) }
            let login = String(decoding: basic ?? [], as: UTF8.self).split(separator: ":", maxSplits: 1).map(
                String.init
            )
            guard let account = take(request, login.last, login.first ?? "") else { return .json(401, "{}") }
            return .json(200, #"{"token":"quay-\#(account.subject)"}"#)
        default: return exchange(request)
        }
    }

    private func exchange(_ request: ProviderRequest) -> HTTPResponse {
        struct Body: Decodable {
            let subject_token: String?
            let oidc_token: String?
            let provider_name: String?
            let service_slug: String?
        }
        guard let body = try? JSONDecoder().decode(Body.self, from: Data(request.body)),
            let account = take(
                request,
                body.subject_token ?? body.oidc_token,
                body.provider_name ?? body.service_slug ?? ""
            )
        else { return .json(401, "{}") }
        return body.subject_token != nil
            ? .json(200, #"{"access_token":"jfrog-\#(account.subject)","username":"u","expires_in":3600}"#)
            : .json(201, #"{"token":"cloudsmith-\#(account.subject)"}"#)
    }

    private func metadata(_ request: ProviderRequest) -> HTTPResponse {
        guard request.fields["metadata-flavor"] == "Google" else { return HTTPResponse(status: 403) }
        return switch request.path {
        case "/computeMetadata/v1/project/project-id": .content(200, "application/text", "acme")
        case "/computeMetadata/v1/instance/attributes/cluster-location":
            .content(200, "application/text", "europe-west1")
        case "/computeMetadata/v1/instance/attributes/cluster-name": .content(200, "application/text", "main")
        default: HTTPResponse(status: 404)
        }
    }
}
