import Configuration
import Credentials
import HTTP
import HTTPClient
import Images
import Text

/// One credential at one registry.
struct ProbeAttempt: Sendable, Confidential {
    let target: ProbeTarget
    /// It decides which token services may see the credential, and what is advised.
    let kind: (any CredentialKind)?
    let client: ProviderClient
    let timeouts: HTTPClientTimeouts

    private var doubt: ProbeDoubt { ProbeDoubt(host: target.host, kind: kind) }

    /// An end of the attempt before its time.
    struct Stop: Error {
        let verdict: LoginVerdict
        /// The status of the answer that ended it; 0 where there was none.
        var status = 0
        /// Whether it was the manifest's answer, and not that of a login.
        var isOfManifest = false
        /// Whether the registry's certificate is not believed here.
        var isUntrusted = false

        static func unknown(_ reason: String, _ status: Int = 0) -> Stop {
            Stop(verdict: .unknown(reason), status: status)
        }
    }

    /// How the registry wants to be shown the credential.
    enum Login {
        case basic
        case bearer(realm: HTTPURL, service: String?)
    }

    func run() async -> RegistryProbe.Finding {
        do throws(Stop) {
            let login = try await challenge()
            let authorization = try await authorization(login, for: target.manifest)
            if let manifest = target.manifest {
                try await see(manifest, authorization)
            } else if case .bearer = login, target.isDockerHub {
                // The token service has taken the credential; the quota tells the rest.
            } else {
                try await enter(authorization)
            }
            return RegistryProbe.Finding(verdict: .good, quota: await quota(login))
        } catch {
            return RegistryProbe.Finding(verdict: error.verdict)
        }
    }

    // MARK: Steps

    /// Asks the registry how it wants to be logged in to.
    func challenge() async throws(Stop) -> Login {
        let response = try await send(.get, try registry("/v2/"))
        switch response.status {
        case 401: break
        case 200..<300:
            throw .unknown(
                "\(target.host) asks nobody for a credential: look whether it needs one at all, and whether it is the right registry",
                response.status
            )
        default:
            let place = Self.redirect(response).map { ", to \($0)" } ?? ""
            throw .unknown(
                "\(target.host) cannot be logged in to (status \(response.status)\(place)): "
                    + doubt.advice(onStatus: response.status),
                response.status
            )
        }
        let challenges = response.fields.values(of: "www-authenticate").flatMap(AuthenticateChallenge.parse)
        if let bearer = challenges.first(where: { $0.scheme == "bearer" }), let text = bearer.parameters["realm"] {
            guard let realm = try? HTTPURL(parsing: text) else {
                throw .unknown(
                    "\(target.host) names a token service that is no URL: correct its setting at the registry"
                )
            }
            guard TokenRealm.isTrusted(realm, by: try registry("/v2/"), endpoints: kind?.trustedEndpoints ?? [])
            else {
                let advice = TokenRealm.advice(realm, kind)
                throw .unknown(
                    "token realm on a foreign host: \(target.host) wants the credential to be sent to \(realm.scheme.rawValue)://"
                        + "\(realm.authority), which is not known to be its token service: \(advice)"
                )
            }
            return .bearer(realm: realm, service: bearer.parameters["service"])
        }
        guard challenges.contains(where: { $0.scheme == "basic" }) else {
            throw .unknown(
                "\(target.host) asks for neither Basic nor Bearer authentication, which is all that container runtimes speak: look what "
                    + "answers there"
            )
        }
        return .basic
    }

    /// The Authorization for requests to the registry, by way of its token service where it has one.
    func authorization(_ login: Login, for manifest: ProbeTarget.Manifest?) async throws(Stop) -> String? {
        let basic = target.login.map { "Basic \(Base64.encode(Array("\($0.username):\($0.password)".utf8)))" }
        guard case .bearer(let realm, let service) = login else { return basic }
        var parameters: [(String, String)] = []
        if let service { parameters.append(("service", service)) }
        if let manifest { parameters.append(("scope", "repository:\(manifest.repository):pull")) }
        let mark = realm.target.contains("?") ? "&" : "?"
        let query = parameters.isEmpty ? "" : mark + PercentEncoding.form(parameters)
        guard let url = try? realm.with(target: realm.target + query) else {
            throw .unknown(
                "\(target.host) names a token service that cannot be asked: correct its setting at the registry"
            )
        }
        let response = try await send(.get, url, basic)
        guard (200..<300).contains(response.status) else {
            throw stop(
                response,
                "at login",
                refusesAlso: TokenRealm.refuses(response.status, realm, of: target.host),
                sent: basic ?? ""
            )
        }
        struct Token: Decodable {
            let token: String?
            let access_token: String?
        }
        let answer = try? ProviderAnswer.decode(Token.self, from: response.body, identity: "", endpoint: "")
        let token = answer?.token ?? answer?.access_token ?? ""
        guard !token.isEmpty, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw .unknown("the token service of \(target.host) answered without a token: \(ProbeDoubt.lookThere)")
        }
        return "Bearer \(token)"
    }

    /// Shows the registry what the login brought.
    private func enter(_ authorization: String?) async throws(Stop) {
        let response = try await send(.get, try registry("/v2/"), authorization)
        guard (200..<300).contains(response.status) else { throw stop(response, "at login", sent: authorization ?? "") }
    }

    /// Asks for the head of a manifest.
    func see(_ manifest: ProbeTarget.Manifest, _ authorization: String?) async throws(Stop) {
        let response = try await head(manifest, authorization)
        let image = "\(target.host)/\(manifest.repository)"
        switch response.status {
        case 200..<300: return
        case 404:
            throw Stop(
                verdict: .unknown(
                    "\(image) is not there, or \(target.host) hides it from this credential: "
                        + (kind?.absenceAdvice ?? "name an image that can be pulled")
                ),
                status: 404,
                isOfManifest: true
            )
        default:
            var stop = stop(response, "for \(image)", sent: authorization ?? "")
            stop.isOfManifest = true
            throw stop
        }
    }

    /// Docker Hub's quota of the account, which a HEAD does not spend.
    private func quota(_ login: Login) async -> PullQuota? {
        guard target.isDockerHub else { return nil }
        let preview = ProbeTarget.Manifest(repository: "ratelimitpreview/test", reference: "latest")
        do throws(Stop) {
            return PullQuota(try await head(preview, try await authorization(login, for: preview)).fields)
        } catch {
            return nil
        }
    }

    // MARK: Requests

    /// The scheme and host that an answer sends on to; no more of the URL, which is anybody's text.
    private static func redirect(_ response: HTTPClientResponse) -> String? {
        guard (300..<400).contains(response.status), let location = response.fields["location"],
            let url = try? HTTPURL(parsing: location)
        else { return nil }
        return "\(url.scheme.rawValue)://\(url.authority)"
    }

    private func head(_ manifest: ProbeTarget.Manifest, _ authorization: String?) async throws(Stop)
        -> HTTPClientResponse
    {
        try await send(.head, try registry("/v2/\(manifest.repository)/manifests/\(manifest.reference)"), authorization)
    }

    private func registry(_ path: String) throws(Stop) -> HTTPURL {
        do { return try target.url(path) } catch {
            throw .unknown("\(target.host) is no host that can be asked: \(error.reason): correct matchImages")
        }
    }

    private static let manifestTypes = [
        "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json", "*/*",
    ].joined(separator: ", ")

    private func send(
        _ method: HTTPMethod,
        _ url: HTTPURL,
        _ authorization: String? = nil
    ) async throws(Stop) -> HTTPClientResponse {
        var fields = HTTPFields()
        fields.append(name: "Accept", value: method == .head ? Self.manifestTypes : "application/json")
        if let authorization { fields.append(name: "Authorization", value: authorization) }
        do throws(HTTPClientError) {
            return try await client.answer(to: HTTPClientRequest(method, url, fields: fields), timeouts: timeouts)
        } catch {
            let advice = error.proxyAdvice ?? doubt.advice(on: error, asking: url)
            let words = [error.description, advice].compactMap(\.self).joined(separator: ": ")
            throw Stop(verdict: .unknown(words), isUntrusted: error.trustAdvice != nil)
        }
    }

    /// What an answer says that is no good one.
    private func stop(_ response: HTTPClientResponse, _ place: String, refusesAlso: Bool = false, sent: String = "")
        -> Stop
    {
        let problem = ProviderProblem(body: response.body).hiding(
            (target.login.map { [$0.username, $0.password] } ?? [])
                + sent.split(separator: " ").dropFirst().map(String.init)
        )
        let code = problem.code.map { ", \($0)" } ?? ""
        let words = problem.message.map { "; it says \"\($0)\"" } ?? ""
        let status = "status \(response.status)\(code)"
        if refusesAlso || response.status == 401 || response.status == 403 {
            return Stop(
                verdict: .refused(
                    "\(target.host) refuses it \(place) (\(status)): \(kind?.loginAdvice ?? "correct the credential")\(words)"
                ),
                status: response.status
            )
        }
        let advice = doubt.advice(onStatus: response.status)
        return .unknown("\(target.host) cannot say \(place) (\(status)): \(advice)\(words)", response.status)
    }
}
