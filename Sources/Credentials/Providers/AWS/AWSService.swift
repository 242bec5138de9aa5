import Configuration
import Credentials
import HTTP
import HTTPClient
import TLS
import Text

/// What calls of AWS need: the way out, the time, the variables and the values of the configuration.
struct AWSService: Sendable, Confidential {
    let client: ProviderClient
    let clock: WallClock
    let environment: AWSEnvironment
    let values: ValueResolver
    let serviceAccounts: any ServiceAccountReader

    /// The URL of a service: the override of the configuration, or the host over https.
    func url(_ endpoint: Endpoint?, host: String, path: String = "/") throws(CredentialError) -> HTTPURL {
        let base = endpoint?.description ?? "https://\(host)"
        return try Self.url(base + path, identity: "endpoint \(base)")
    }

    static func url(_ text: String, identity: String) throws(CredentialError) -> HTTPURL {
        do {
            return try HTTPURL(parsing: text)
        } catch {
            throw Place(identity: Printable.text(identity)).misconfigured(
                "it cannot be used as a URL: \(error)",
                fix: "write one such as https://service.example.com"
            )
        }
    }

    /// Sends a request, signed if there are keys, and gives back the answer with status 200; `secrets` are the credentials in its body,
    /// `proof` is what the token among them says of itself.
    func send(
        _ request: HTTPClientRequest,
        call: AWSCall,
        identity: String,
        signature: SigV4?,
        secrets: [SecretText] = [],
        proof: TokenClaims? = nil
    ) async throws(CredentialError) -> HTTPClientResponse {
        let endpoint = request.url.withoutQuery
        let signed: HTTPClientRequest
        do {
            signed = try signature?.sign(request, at: clock.now()) ?? request
        } catch {
            throw CredentialError(.unavailable, identity: identity, endpoint: endpoint, reason: error.description)
        }
        let response = try await client.send(signed, identity: identity)
        guard response.status == 200 else {
            let keys = signature?.keys
            let sent = (secrets + [keys?.sessionToken, keys?.secretAccessKey].compactMap(\.self)).map { $0.reveal() }
            throw AWSFailure(response, sent: sent, proof: proof)
                .error(call, identity: identity, endpoint: endpoint, now: clock.now())
        }
        return response
    }
}

extension AWSService {
    init(_ parts: FetcherParts) {
        self.init(
            client: parts.client,
            clock: parts.clock,
            environment: AWSEnvironment(parts.environment, ofPrograms: parts.programEnvironment),
            values: parts.values,
            serviceAccounts: parts.serviceAccounts
        )
    }
}
