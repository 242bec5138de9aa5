import Credentials
import FoundationEssentials
import HTTP
import TLS
import Text

/// A machine's metadata service, Entra ID and a container registry at one address.
struct AzureStub: ProviderStub {
    private static let resource = "https://containerregistry.azure.net"
    private static let service = "a.azurecr.io"

    /// A certificate and its RSA key, as an application has it.
    static let certificate = SigningKey.fixture("leaf.key") + SigningKey.fixture("application.pem")

    var clock = noon

    /// A token of Entra ID: ends in an hour, and is of tenant t0.
    var token: String {
        StubToken.mint(#"{"aud":"\#(Self.resource)","tid":"t0","iat":\#(seconds(0)),"exp":\#(seconds(3600))}"#)
    }

    /// A refresh token of the registry: ends in two hours.
    var refreshToken: String {
        StubToken.mint(#"{"aud":"\#(Self.service)","sub":"refresh","iat":\#(seconds(0)),"exp":\#(seconds(7200))}"#)
    }

    /// An access token of the registry, for its catalogue.
    private var accessToken: String {
        StubToken.mint(#"{"aud":"\#(Self.service)","sub":"access","iat":\#(seconds(0)),"exp":\#(seconds(4500))}"#)
    }

    private func seconds(_ later: Double) -> Int { Int(clock.now().seconds + later) }

    func answer(_ request: ProviderRequest) -> HTTPResponse {
        switch (request.method, request.path) {
        case ("GET", "/metadata/identity/oauth2/token"): machine(request)
        case ("GET", "/t1/v2.0/.well-known/openid-configuration"): discovery(request)
        case ("POST", "/t1/oauth2/v2.0/token"), ("POST", "/binding/t1/oauth2/v2.0/token"): grant(request)
        case ("GET", "/v2/"): Self.challenge("https://\(Self.service)/oauth2/token")
        case ("GET", "/acr/v1/_catalog"): catalogue(request)
        case ("POST", "/oauth2/exchange"): exchange(request)
        case ("POST", "/oauth2/token"): access(request)
        default: .json(404, #"{"errors":[{"code":"NOT_FOUND","message":"not found"}]}"#)
        }
    }

    // MARK: Entra ID

    private func machine(_ request: ProviderRequest) -> HTTPResponse {
        var parameters = request.parameters
        let isRight =
            request.fields["metadata"] == "true" && request.fields["x-forwarded-for"] == nil
            && parameters.removeValue(forKey: "api-version") == "2018-02-01"
            && parameters.removeValue(forKey: "resource") == Self.resource
        let known = [[:], ["client_id": "c1"], ["msi_res_id": "/subscriptions/s/x"], ["object_id": "o1"]]
        guard isRight, known.contains(parameters) else {
            return .json(400, #"{"error":"invalid_request","error_description":"Identity not found"}"#)
        }
        return .json(
            200,
            #"{"access_token":"\#(token)","client_id":"c1","expires_in":"3600","expires_on":"\#(seconds(3600))","#
                + #""ext_expires_in":"3600","not_before":"\#(seconds(0))","resource":"\#(Self.resource)","token_type":"Bearer"}"#
        )
    }

    /// What Microsoft's library reads before it asks for anything.
    private func discovery(_ request: ProviderRequest) -> HTTPResponse {
        let base = "https://\(request.fields["host"] ?? "")/t1"
        return .json(
            200,
            #"{"token_endpoint":"\#(base)/oauth2/v2.0/token","authorization_endpoint":"\#(base)/oauth2/v2.0/authorize","#
                + #""issuer":"\#(base)/v2.0"}"#
        )
    }

    private func grant(_ request: ProviderRequest) -> HTTPResponse {
        let form = request.parameters
        let isRight =
            request.query == nil && form["grant_type"] == "client_credentials" && form["client_id"] == "c1"
            && form["scope"] == "\(Self.resource)/.default"
        let proof = (form["client_secret"], form["client_assertion_type"], form["client_assertion"])
        let isProven =
            switch proof {
            case ("hunter2-secret", nil, nil): true
            case (nil, "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", let assertion?):
                assertion == "hunter2-subject" || isOfApplication(assertion, host: request.fields["host"] ?? "")
            default: false
            }
        return isRight && isProven
            ? .json(
                200,
                #"{"access_token":"\#(token)","expires_in":3599,"ext_expires_in":3599,"token_type":"Bearer"}"#
            )
            : Self.refusal(7_000_215, "Invalid client secret provided.")
    }

    /// An error of Entra ID, as it is written today: all in one line.
    static func refusal(_ number: Int, _ words: String, status: Int = 401, error: String = "invalid_client")
        -> HTTPResponse
    {
        .json(
            status,
            #"{"error":"\#(error)","error_description":"AADSTS\#(number): \#(words) Trace ID: 0b3f Correlation ID: 5c7e "#
                + #"Timestamp: 2026-01-18 00:19:04Z","error_codes":[\#(number)],"timestamp":"2026-01-18 00:19:04Z","#
                + #""trace_id":"0b3f","correlation_id":"5c7e","error_uri":"https://login.microsoftonline.com/error?code=\#(number)"}"#
        )
    }

    /// Whether the key of the application's certificate signed it, for this endpoint and for now.
    private func isOfApplication(_ assertion: String, host: String) -> Bool {
        guard let token = SentToken(compact: assertion), token.isSigned,
            let certificate = try? Certificate.parse(pem: Array(Self.certificate.utf8), what: "it").first
        else { return false }
        // Microsoft's library leaves the padding where it is.
        func names(_ digest: [UInt8], _ name: String) -> Bool {
            token.header[name]?.text.flatMap(Base64.decode) == digest
        }
        guard token.header["alg"] == "PS256" ? names(certificate.sha256, "x5t#S256") : names(certificate.sha1, "x5t")
        else { return false }
        let claims = token.claims
        let audiences = ["http", "https"].map { SentToken.Claim.text("\($0)://\(host)/t1/oauth2/v2.0/token") }
        guard claims["iss"] == "c1", claims["sub"] == "c1", claims["aud"].map(audiences.contains) ?? false,
            claims["jti"]?.text?.isEmpty == false, let end = claims["exp"]?.number,
            let start = (claims["nbf"] ?? claims["iat"])?.number
        else { return false }
        let now = clock.now().seconds
        return start <= now && now < end && end - start <= 86_400
    }

    // MARK: The registry

    private func exchange(_ request: ProviderRequest) -> HTTPResponse {
        var form = request.parameters
        let claims = StubToken.claims(of: form.removeValue(forKey: "access_token"))
        let isRight =
            form.removeValue(forKey: "grant_type") == "access_token"
            && ["a.azurecr.io", "b.azurecr.io"].contains(form.removeValue(forKey: "service"))
            && claims?["aud"] == .text(Self.resource) && isValid(claims)
        // Microsoft's own library names no tenant.
        let tenants = [[:], ["tenant": "t0"], ["tenant": "t1"], ["tenant": "t2"]]
        guard request.query == nil || request.query == "api-version=2021-07-01", isRight else { return Self.refusal }
        form.removeValue(forKey: "api-version")
        return tenants.contains(form) ? .json(200, #"{"refresh_token":"\#(refreshToken)"}"#) : Self.refusal
    }

    /// Whether a refresh token is good for something.
    private func access(_ request: ProviderRequest) -> HTTPResponse {
        let form = request.parameters
        let claims = StubToken.claims(of: form["refresh_token"])
        let isRight =
            form["grant_type"] == "refresh_token" && form["service"] == Self.service
            && form["scope"] == "registry:catalog:*" && claims?["sub"] == "refresh" && isValid(claims)
        return isRight ? .json(200, #"{"access_token":"\#(accessToken)"}"#) : Self.refusal
    }

    private func catalogue(_ request: ProviderRequest) -> HTTPResponse {
        let words = (request.fields["authorization"] ?? "").split(separator: " ").map(String.init)
        let claims = StubToken.claims(of: words.last)
        guard words.first == "Bearer", claims?["sub"] == "access", isValid(claims) else {
            return Self.challenge("https://\(Self.service)/oauth2/token", scope: "registry:catalog:*")
        }
        return .json(200, #"{"repositories":["team/app"]}"#)
    }

    private func isValid(_ claims: [String: SentToken.Claim]?) -> Bool {
        guard let end = claims?["exp"]?.number else { return false }
        return clock.now().seconds < end
    }

    private static let refusal = HTTPResponse.json(
        401,
        #"{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}"#
    )

    static func challenge(_ realm: String, service: String = service, scope: String? = nil) -> HTTPResponse {
        let scope = scope.map { #",scope="\#($0)""# } ?? ""
        return HTTPResponse(
            status: 401,
            fields: [
                ("WWW-Authenticate", #"Bearer realm="\#(realm)",service="\#(service)"\#(scope)"#),
                ("Content-Type", "application/json"),
            ],
            body: Array(#"{"errors":[{"code":"UNAUTHORIZED"}]}"#.utf8)
        )
    }
}
