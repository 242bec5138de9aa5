import Credentials
import FoundationEssentials
import Testing

@testable import Providers

/// A kind whose credentials can be tested; every one of `CredentialKinds` is, in a file of its own.
protocol KindWithTests: CredentialKind {
    /// A registry for each way to get a credential of the kind.
    static var underTest: [KindUnderTest] { get }
}

/// A kind of credential with everything around it that a fetch needs, for the tests that every kind must pass.
///
/// A new kind brings its own, see ``KindWithTests``; one that asks a provider also brings the ``provider``, whose URL stands for
/// `PROVIDER` in the lines, in the environment and in the files. It then has to pass ``FailingProviderTests`` too.
struct KindUnderTest: Sendable, CustomTestStringConvertible {
    /// The text that is in every credential of the fixtures, and may be nowhere else.
    static let seed = "hunter2"

    var name: String
    /// The lines of the registry, for images such as ``image``.
    var lines: String
    /// The lines of one with another identity.
    var otherLines: String
    var environment: [String: String] = [:]
    var secrets: [String: SecretData] = [:]
    var files: [String: String] = [:]
    /// The user names that the kubelet tries for ``image``.
    var attempts: [String]
    /// Whether the kubelet tries without a credential in the end.
    var triesAnonymously: Bool { attempts.last == "" }
    /// An image that the registry is for; quay.io is for none.
    var image = "ghcr.io/team/x:1"
    /// What the provider answers when all is well; always the same to the same request.
    var provider: ProviderPeer.Answer?
    /// The requests, by their place in a good fetch, whose failure does not end the fetch.
    var optionalRequests: Set<Int> = []

    var testDescription: String { name }

    /// All of them, of every kind that a configuration can have.
    static let all = CredentialKinds.all.flatMap { ($0 as? any KindWithTests.Type)?.underTest ?? [] }

    static func lines(_ credentials: String) -> String {
        "matchImages: [ghcr.io]\ncredentials: { \(credentials) }"
    }

    /// A user name and a token that somebody made, of a kind that can also exchange one.
    static func token(_ kind: String) -> KindUnderTest {
        KindUnderTest(
            name: "\(kind) of a token",
            lines: lines("\(kind): { username: { value: hunter2-u }, token: { secretKeyRef: { name: s, key: t } } }"),
            otherLines: lines(
                "\(kind): { username: { value: hunter2-u }, token: { secretKeyRef: { name: s, key: o } } }"
            ),
            secrets: ["s": .opaque(["t": "hunter2-t"])],
            attempts: ["hunter2-u", ""]
        )
    }

    /// What a test may change between fetches.
    struct World: Sendable {
        let secrets: FakeSecrets
        let files: FakeFiles
        let fetcher: any CredentialFetcher
        let peer: ProviderPeer?
    }

    /// Runs a test with a fetcher in a world of its own, or with one for an image alone; its provider answers nobody else.
    func withWorld(
        lines: String? = nil,
        image: String? = nil,
        provider: ProviderPeer.Answer? = nil,
        _ body: (World) async throws -> Void
    ) async throws {
        let agent = "pullpass-test/\(UUID())"
        guard let answer = provider ?? self.provider else { return try await body(world(lines, image, nil, agent)) }
        try await withPeer(for: agent, answer) { try await body(world(lines, image, $0, agent)) }
    }

    private func world(_ lines: String?, _ image: String?, _ peer: ProviderPeer?, _ agent: String) throws -> World {
        let url = peer?.url ?? "PROVIDER"
        let (secrets, files) = (
            FakeSecrets(secrets), FakeFiles(files.mapValues { $0.replacing("PROVIDER", with: url) })
        )
        let fetcher = try fetcher(
            (lines ?? self.lines).replacing("PROVIDER", with: url),
            for: image,
            environment: environment.mapValues { $0.replacing("PROVIDER", with: url) },
            secrets: secrets,
            files: files,
            http: try network(agent: agent)
        )
        return World(secrets: secrets, files: files, fetcher: fetcher, peer: peer)
    }

    /// The content of one of ``files`` in a world.
    func content(of path: String, in world: World) -> [UInt8] {
        Array((files[path] ?? "").replacing("PROVIDER", with: world.peer?.url ?? "PROVIDER").utf8)
    }
}
