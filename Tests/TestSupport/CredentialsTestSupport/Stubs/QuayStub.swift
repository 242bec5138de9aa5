import Credentials
import FoundationEssentials
import HTTP
import Text

/// The federation of a robot at Quay: Basic with the robot's name and a ServiceAccount token, which has to be for one of the federation's
/// audiences where it has any.
struct QuayStub: ProviderStub {
    static let robot = "acme+robot"

    var clock = noon
    /// The `audiences` of the federation; with none, Quay takes a token for anybody, and says in its log that this will end.
    var audiences: [String] = []

    /// A ServiceAccount token of the cluster whose issuer the federation names; it lives long, so that tests may move the clock.
    static func serviceAccount(for audience: String) -> String {
        StubToken.mint(
            #"{"iss":"https://issuer.example.com","sub":"system:serviceaccount:pullpass:pullpass","aud":["\#(audience)"],"exp":4102444800}"#
        )
    }

    func answer(_ request: ProviderRequest) -> HTTPResponse {
        guard request.path == "/oauth2/federation/robot/token" else { return HTTPResponse(status: 404) }
        guard request.method == "GET", request.query == nil, request.body.isEmpty else {
            return HTTPResponse(status: 405)
        }
        let words = (request.fields["authorization"] ?? "").split(separator: " ").map(String.init)
        guard words.count == 2, words[0] == "Basic", let bytes = Base64.decode(words[1]) else {
            return .json(401, #"{"error":"no credentials"}"#)
        }
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, parts[0] == Self.robot else {
            return .json(401, #"{"error":"Robot does not have federated login configured"}"#)
        }
        guard let claims = StubToken.claims(of: parts[1]), claims["iss"] == "https://issuer.example.com",
            claims["sub"] == "system:serviceaccount:pullpass:pullpass"
        else { return .json(400, #"{"message":"Token does not match robot"}"#) }
        guard audiences.isEmpty || audiences.contains(where: { parts[1] == Self.serviceAccount(for: $0) }) else {
            return .json(400, #"{"message":"Invalid audience"}"#)
        }
        let end = Int(clock.now().seconds) + 3600
        return .json(200, #"{"token":"\#(StubToken.mint(#"{"sub":"robot","exp":\#(end)}"#))"}"#)
    }
}
