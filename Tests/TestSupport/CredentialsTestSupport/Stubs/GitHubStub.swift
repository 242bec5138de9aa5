import Credentials
import FoundationEssentials
import HTTP
import Text

@testable import Providers

/// GitHub's API, as far as an App needs it that is installed as number 678.
struct GitHubStub: ProviderStub {
    var clock = noon

    func answer(_ request: ProviderRequest) -> HTTPResponse {
        guard request.fields["user-agent"]?.isEmpty == false else {
            return .content(403, "text/html", "Request forbidden by administrative rules.")
        }
        guard request.fields["accept"]?.hasPrefix("application/vnd.github") ?? false else {
            return .json(415, #"{"message":"Must accept 'application/json'"}"#)
        }
        let words = (request.fields["authorization"] ?? "").split(separator: " ").map(String.init)
        guard words.count == 2, words[0] == "Bearer", let token = SentToken(compact: words[1]), token.isSigned,
            token.claims["iss"] == "12345"
        else { return .json(401, #"{"message":"A JSON web token could not be decoded"}"#) }
        let now = clock.now().seconds
        guard let issued = token.claims["iat"]?.number, let end = token.claims["exp"]?.number, issued <= now, now < end,
            end <= now + 600
        else { return .json(401, #"{"message":"'Expiration time' claim ('exp') is too far in the future"}"#) }
        guard request.path == "/app/installations/678/access_tokens", request.method == "POST", request.query == nil
        else { return .json(404, #"{"message":"Not Found"}"#) }
        return installationToken(request.body)
    }

    private func installationToken(_ body: [UInt8]) -> HTTPResponse {
        struct Body: Decodable {
            let permissions: [String: String]?
            let repositories: [String]?
        }
        guard let body = try? JSONDecoder().decode(Body.self, from: Data(body)) else {
            return .json(400, #"{"message":"Problems parsing JSON"}"#)
        }
        guard body.permissions == ["packages": "read"] else {
            return .json(422, #"{"message":"The permissions requested are not granted to this installation."}"#)
        }
        return .json(
            201,
            #"{"token":"ghs_hunter2","expires_at":"\#((clock.now() + .seconds(3600)).whole)","#
                + #""permissions":{"packages":"read"},"repository_selection":"all"}"#
        )
    }
}
