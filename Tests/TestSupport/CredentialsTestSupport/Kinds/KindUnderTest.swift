import Configuration
import Credentials
import FoundationEssentials
import Testing

/// A kind of credential with everything around it that a fetch needs, for the tests that every kind must pass.
///
/// A new kind adds itself to ``all``; one that asks a provider also brings the ``provider``, whose URL stands for `PROVIDER` in the lines, in
/// the environment and in the files. It then has to pass ``FailingProviderTests`` too.
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
    /// An image that the registry is for; quay.io is for none.
    var image = "ghcr.io/team/x:1"
    /// What the provider answers when all is well; always the same to the same request.
    var provider: ProviderPeer.Answer?
    /// The requests, by their place in a good fetch, whose failure does not end the fetch.
    var optionalRequests: Set<Int> = []

    var testDescription: String { name }

    ///
    /// Each kind has a file of its own, `KindUnderTest+ECR.swift` with `static let ecr: [KindUnderTest]`, and a line here.
    static let all: [KindUnderTest] = [
        given, ecr, ecrPublic, gar, acr, ocir, icr, named, exchanges, exec,
    ].flatMap(\.self)

    private static let given = [
        KindUnderTest(
            name: "basic of a value",
            lines: lines("basic: { username: { value: hunter2-u }, password: { value: hunter2-p } }"),
            otherLines: lines("basic: { username: { value: hunter2-u }, password: { value: hunter2-q } }"),
            attempts: ["hunter2-u", ""]
        ),
        KindUnderTest(
            name: "basic of the environment and a file",
            lines: lines("basic: { username: { env: U }, password: { file: /p } }"),
            otherLines: lines("basic: { username: { env: U }, password: { file: /q } }"),
            environment: ["U": "hunter2-u", "UNUSED": "hunter2-x"],
            files: ["/p": "hunter2-p\n"],
            attempts: ["hunter2-u", ""]
        ),
        KindUnderTest(
            name: "basic of Secrets",
            lines: lines(
                "basic: { username: { secretKeyRef: { name: a, key: u } }, password: { secretKeyRef: { name: b, key: p } } }"
            ),
            otherLines: lines(
                "basic: { username: { secretKeyRef: { name: a, key: u } }, password: { secretKeyRef: { name: b, key: q } } }"
            ),
            secrets: ["a": .opaque(["u": "hunter2-u"]), "b": .opaque(["p": "hunter2-p", "q": "hunter2-q"])],
            attempts: ["hunter2-u", ""]
        ),
        KindUnderTest(
            name: "dockerConfig of a file",
            lines: lines("dockerConfig: { file: /c }"),
            otherLines: lines("dockerConfig: { file: /d }"),
            files: [
                "/c":
                    #"{"auths":{"ghcr.io":{"username":"hunter2-u","password":"p"},"quay.io":{"auth":"aHVudGVyMjpw"}}}"#
            ],
            attempts: ["hunter2-u", ""]
        ),
        KindUnderTest(
            name: "dockerConfig of a Secret",
            lines: lines("dockerConfig: { secretRef: { name: c } }"),
            otherLines: lines("dockerConfig: { secretRef: { name: d } }"),
            secrets: ["c": .dockerConfig(#"{"auths":{"ghcr.io":{"username":"hunter2-u","password":"hunter2-p"}}}"#)],
            attempts: ["hunter2-u", ""]
        ),
    ]

    static func lines(_ credentials: String) -> String {
        "matchImages: [ghcr.io]\ncredentials: { \(credentials) }"
    }

    /// What a test may change between fetches.
    struct World: Sendable {
        let secrets: FakeSecrets
        let files: FakeFiles
        let fetcher: any CredentialFetcher
        let peer: ProviderPeer?
    }

    /// Runs a test with a fetcher in a world of its own.
    func withWorld(
        lines: String? = nil,
        provider: ProviderPeer.Answer? = nil,
        _ body: (World) async throws -> Void
    ) async throws {
        guard let answer = provider ?? self.provider else { return try await body(world(lines: lines, peer: nil)) }
        try await withPeer(answer) { try await body(world(lines: lines, peer: $0)) }
    }

    private func world(lines: String?, peer: ProviderPeer?) throws -> World {
        let url = peer?.url ?? "PROVIDER"
        let (secrets, files) = (
            FakeSecrets(secrets), FakeFiles(files.mapValues { $0.replacing("PROVIDER", with: url) })
        )
        let fetcher = try fetcher(
            (lines ?? self.lines).replacing("PROVIDER", with: url),
            environment: environment.mapValues { $0.replacing("PROVIDER", with: url) },
            secrets: secrets,
            files: files
        )
        return World(secrets: secrets, files: files, fetcher: fetcher, peer: peer)
    }

    /// The content of one of ``files`` in a world.
    func content(of path: String, in world: World) -> [UInt8] {
        Array((files[path] ?? "").replacing("PROVIDER", with: world.peer?.url ?? "PROVIDER").utf8)
    }
}
