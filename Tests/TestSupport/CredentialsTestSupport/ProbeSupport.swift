import Configuration
import Credentials
import EventLoop
import HTTP
import HTTPClient
import RegistryLogin
import TestSupport

/// A registry that is asked by probes, with a token service of its own; it knows joe and his password hunter2.
struct ProbedRegistry: Sendable {
    /// The scheme it asks for: `Basic`, `Bearer`, or nobody is asked.
    var scheme: String? = "Bearer"
    /// Where the token service is; nil for the registry itself.
    var realm: String?
    /// What the login is answered with where it is not 200 or 401.
    var login: HTTPResponse?
    /// What manifests are answered with.
    var manifests: HTTPResponse = HTTPResponse(status: 200)

    static let authorization = "Basic am9lOmh1bnRlcjI="

    /// Answers a request; `url` is where it is asked.
    func answer(_ request: ProviderRequest, at url: String) -> HTTPResponse {
        let given = request.fields["authorization"]
        if request.path == "/token" {
            guard given == Self.authorization else {
                return login ?? .json(401, #"{"errors":[{"code":"UNAUTHORIZED"}]}"#)
            }
            let scope = request.parameters["scope"] ?? "login"
            return login ?? .json(200, #"{"token":"hunter2.\#(scope)"}"#)
        }
        guard let scheme else { return .json(200, "{}") }
        let isManifest = request.path.contains("/manifests/")
        let expected =
            switch (scheme, isManifest) {
            case ("Basic", _): Self.authorization
            case (_, false): "Bearer hunter2.login"
            case (_, true):
                "Bearer hunter2.repository:"
                    + request.path.dropFirst(4).prefix { $0 != "!" }.description
                    .split(separator: "/manifests/")[0] + ":pull"
            }
        if given == expected { return isManifest ? manifests : (scheme == "Basic" ? login : nil) ?? .json(200, "{}") }
        if given != nil, let login { return login }
        var challenge = #"\#(scheme) realm="\#(scheme == "Basic" ? "Registry" : realm ?? "\(url)/token")""#
        if scheme == "Bearer" { challenge += #",service="the registry""# }
        return .json(401, #"{"errors":[{"code":"UNAUTHORIZED"}]}"#, [("WWW-Authenticate", challenge)])
    }

    /// Runs `body` with this registry.
    func run<R>(_ body: (ProviderPeer) async throws -> R) async throws -> R {
        try await withPeer(
            { request in
                answer(request, at: "http://\(request.fields["host"] ?? "")")
            },
            body
        )
    }
}

/// What a probe finds of the credential of an entry, whose lines may name `PROVIDER`, whether or not its `probe` is on.
func probed(
    _ lines: String,
    url: String = "",
    password: String = "hunter2",
    environment: [String: String] = [:],
    files: FakeFiles = FakeFiles(),
    on loop: EventLoop? = nil,
    http: HTTPClient? = nil
) async throws -> RegistryProbe.Finding {
    let lines = lines.replacing("PROVIDER", with: url)
    let http = try http ?? network(on: loop)
    let environment = environment.merging(["U": "joe", "P": password]) { $1 }
    let fetcher = try fetcher(lines, environment: environment, files: files, http: http)
    let registry = try registry(lines)
    return try await Task(executorPreference: http.loop) {
        await RegistryProbe(http: http).attempt(try await fetcher.fetch(), of: registry)
    }.value
}

/// The lines of a `basic` entry that is tried out at `PROVIDER`.
func probedBasic(_ patterns: String = "r.example.com", image: String? = nil) -> String {
    let probe = image.map { "{ image: '\($0)' }" } ?? "{}"
    return "matchImages: [\(patterns)]\nprobe: \(probe)\n"
        + "credentials: { basic: { username: { env: U }, password: { env: P }, endpoint: 'PROVIDER' } }"
}

extension LoginVerdict {
    /// Why it is refused; empty where it is not.
    var refusal: String { if case .refused(let reason) = self { reason } else { "" } }
    /// Why nobody can say; empty where somebody did.
    var doubt: String { if case .unknown(let reason) = self { reason } else { "" } }
}
