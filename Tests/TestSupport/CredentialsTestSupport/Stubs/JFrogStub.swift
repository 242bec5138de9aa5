import Credentials
import FoundationEssentials
import HTTP
import Text

/// The exchange of JFrog's platform, as JFrog's own kubelet plugin and GitHub action use it: a life can only be set at the identity mapping.
struct JFrogStub: ProviderStub {
    /// The ServiceAccount token that an identity mapping is for.
    static let serviceAccount = "hunter2-sa"

    var clock = noon
    /// `token_spec.expires_in` of the identity mapping, in seconds: 60 where Terraform made it.
    var expiresIn = 3600

    private struct Body: Decodable {
        let grant_type: String
        let subject_token_type: String
        let subject_token: String
        let provider_name: String
        let provider_type: String?
        let audience: String?
        let project_key: String?
        let identity_mapping_name: String?
    }

    private static let keys: Set = [
        "grant_type", "subject_token_type", "subject_token", "provider_name", "provider_type", "audience",
        "project_key",
        "identity_mapping_name",
    ]

    func answer(_ request: ProviderRequest) -> HTTPResponse {
        guard request.path == "/access/api/v1/oidc/token" else { return Self.error(404, "NOT_FOUND", "no such path") }
        guard request.method == "POST", request.query == nil, request.fields["content-type"] == "application/json",
            request.fields["authorization"] == nil,
            let body = try? JSONDecoder().decode(Body.self, from: Data(request.body)),
            let names = try? JSONDecoder().decode([String: String].self, from: Data(request.body)).keys,
            Self.keys.isSuperset(of: names), body.grant_type == "urn:ietf:params:oauth:grant-type:token-exchange",
            body.subject_token_type == "urn:ietf:params:oauth:token-type:id_token"
        else { return Self.error(400, "BAD_REQUEST", "the request is not one for an exchange") }
        guard body.provider_name == "k8s" else {
            return Self.error(404, "NOT_FOUND", "Provider \(body.provider_name) was not found")
        }
        guard body.subject_token == Self.serviceAccount else {
            return Self.error(401, "UNAUTHORIZED", "No identity mapping matches the claims")
        }
        let end = Int(clock.now().seconds) + expiresIn
        let token = StubToken.mint(#"{"sub":"jfac@01h/users/hunter2-user","exp":\#(end),"iat":\#(end - expiresIn)}"#)
        return .json(
            200,
            #"{"access_token":"\#(token)","token_type":"Bearer","expires_in":\#(expiresIn),"scope":"applied-permissions/user","#
                + #""issued_token_type":"urn:ietf:params:oauth:token-type:access_token","username":"hunter2-user"}"#
        )
    }

    private static func error(_ status: Int, _ code: String, _ message: String) -> HTTPResponse {
        .json(status, #"{"errors":[{"code":"\#(code)","message":"\#(message)"}]}"#)
    }
}
