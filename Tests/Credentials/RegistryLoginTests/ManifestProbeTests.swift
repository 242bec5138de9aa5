import Configuration
import Credentials
import HTTP
import HTTPClient
import Images
import TestSupport
import Testing

@testable import CredentialsTestSupport
@testable import RegistryLogin

/// Asking for the head of one manifest, as a container runtime would.
@Suite struct `A probe of a manifest` {
    /// What a registry says of an image, and what is made of it.
    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var registry: ProbedRegistry
        var password: String? = "hunter2"
        var answer: ManifestProbe.Finding.Answer
        var testDescription: String { name }
    }

    private static let denied = HTTPResponse.json(
        403,
        #"{"errors":[{"code":"DENIED","message":"requested access to the resource is denied"}]}"#
    )

    private static let rows =
        ["Basic", "Bearer"].flatMap { scheme in
            [
                Row(name: "there", registry: ProbedRegistry(scheme: scheme), answer: .good),
                Row(
                    name: "wrong password",
                    registry: ProbedRegistry(scheme: scheme),
                    password: "x",
                    answer: .loginRefused
                ),
                Row(name: "nobody", registry: ProbedRegistry(scheme: scheme), password: nil, answer: .loginRefused),
                Row(
                    name: "absent",
                    registry: ProbedRegistry(scheme: scheme, manifests: HTTPResponse(status: 404)),
                    answer: .notFound
                ),
                Row(name: "may not", registry: ProbedRegistry(scheme: scheme, manifests: denied), answer: .denied),
                Row(
                    name: "too often",
                    registry: ProbedRegistry(scheme: scheme, manifests: HTTPResponse(status: 429)),
                    answer: .throttled
                ),
                Row(
                    name: "broken",
                    registry: ProbedRegistry(scheme: scheme, manifests: HTTPResponse(status: 503)),
                    answer: .unknown
                ),
            ]
        } + [Row(name: "open to all", registry: ProbedRegistry(scheme: nil), answer: .good)]

    @Test(arguments: rows)
    func `says which of the answers it was`(row: Row) async throws {
        let finding = try await look(row.registry, row.password)
        #expect(finding.answer == row.answer)
        #expect(finding.words.isEmpty == (row.answer == .good))
        #expect(!finding.words.contains("hunter2"))
    }

    @Test func `tells a token service that refuses the image from one that refuses the login`() async throws {
        let finding = try await withPeer({ request in
            switch request.path {
            case "/token":
                let isLogin = request.fields["authorization"] == ProbedRegistry.authorization
                return isLogin && request.parameters["scope"] == nil
                    ? .json(200, #"{"token":"t"}"#) : .json(403, #"{"errors":[{"code":"DENIED"}]}"#)
            default:
                let host = request.fields["host"] ?? ""
                return .json(401, "{}", [("WWW-Authenticate", #"Bearer realm="http://\#(host)/token""#)])
            }
        }) { peer in try await look(peer, "hunter2") }
        #expect(finding.answer == .denied)
    }

    @Test func `never shows a credential to a token service of somebody else`() async throws {
        var registry = ProbedRegistry()
        registry.realm = "https://evil.example.com/token"
        let finding = try await look(registry, "hunter2")
        #expect(finding.answer == .unknown && finding.words.contains("foreign host"))
    }

    @Test func `never sends the credential of somebody else to the endpoint of a registry`() async throws {
        try await ProbedRegistry(scheme: "Basic").run { peer in
            _ = try await look(peer, "hunter2", isOwn: false)
            #expect(peer.requests.isEmpty)
        }
    }

    @Test func `hides what was sent from the words of a token service`() async throws {
        let finding = try await withPeer({ request in
            let host = request.fields["host"] ?? ""
            guard request.path == "/token" else {
                return .json(401, "{}", [("WWW-Authenticate", #"Bearer realm="http://\#(host)/token""#)])
            }
            let sent = request.fields["authorization"]?.dropFirst("Basic ".count) ?? ""
            return .json(401, #"{"errors":[{"code":"UNAUTHORIZED","message":"no such user: \#(sent)"}]}"#)
        }) { peer in try await look(peer, "hi") }
        #expect(finding.words.contains("no such user") && !finding.words.contains("am9lOmhp"), "\(finding)")
    }

    private func look(_ registry: ProbedRegistry, _ password: String?) async throws -> ManifestProbe.Finding {
        try await registry.run { peer in try await look(peer, password) }
    }

    private func look(_ peer: ProviderPeer, _ password: String?, isOwn: Bool = true) async throws
        -> ManifestProbe.Finding
    {
        let lines = probedBasic().replacing("PROVIDER", with: peer.url)
        let registry = try registry(lines)
        let http = try network(on: nil)
        let image = try ImageReference(parsing: "r.example.com/team/app:1")
        let login = password.map { DockerCredential(username: "joe", password: $0) }
        return await Task(executorPreference: http.loop) {
            await ManifestProbe(http: http).look(for: image, with: login, of: registry, isOwn: isOwn)
        }.value
    }
}
