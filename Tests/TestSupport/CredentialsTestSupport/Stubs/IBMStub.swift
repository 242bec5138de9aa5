import Credentials
import HTTP
import Text

/// IBM's Identity and Access Management.
struct IBMStub: ProviderStub {
    var clock = noon

    /// A token that ends in a second less than an hour.
    var token: String {
        let now = Int(clock.now().seconds)
        return StubToken.mint(
            #"{"iam_id":"IBMid-1","iss":"https://iam.cloud.ibm.com/identity","iat":\#(now - 1),"exp":\#(now + 3599)}"#
        )
    }

    func answer(_ request: ProviderRequest) -> HTTPResponse {
        guard request.method == "POST", request.path == "/identity/token", request.query == nil else {
            return .json(404, "{}")
        }
        var form = request.parameters
        // What there is without it; IBM's library names it for API keys.
        if form["response_type"] == "cloud_iam" { form["response_type"] = nil }
        let apiKey = "urn:ibm:params:oauth:grant-type:apikey"
        let resource = "urn:ibm:params:oauth:grant-type:cr-token"
        let known = [
            ["grant_type": apiKey, "apikey": "hunter2-key"],
            ["grant_type": resource, "cr_token": "hunter2-cr", "profile_id": "Profile-1"],
            ["grant_type": resource, "cr_token": "hunter2-cr", "profile_name": "puller"],
        ]
        guard known.contains(form), request.fields["accept"] == "application/json" else {
            return .json(
                400,
                #"{"errorCode":"BXNIM0415E","errorMessage":"Provided API key could not be found.","context":{"requestId":"x"}}"#
            )
        }
        let end = Int(clock.now().seconds) + 3599
        return .json(
            200,
            #"{"access_token":"\#(token)","refresh_token":"not_supported","token_type":"Bearer","expires_in":3600,"expiration":\#(end),"scope":"ibm openid"}"#
        )
    }
}
