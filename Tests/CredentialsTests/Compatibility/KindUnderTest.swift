import Configuration
import Credentials
import Testing

/// A kind of credential with everything around it that a fetch needs, for the tests that every kind must pass.
///
/// A new kind adds itself to ``all``; one that asks a provider also brings the provider's answers (late, 4xx, 5xx, malformed).
struct KindUnderTest: Sendable, CustomTestStringConvertible {
    /// The text that is in every credential of the fixtures, and may be nowhere else.
    static let seed = "hunter2"

    var name: String
    /// The lines of the registry, for images of ghcr.io.
    var lines: String
    /// The lines of one with another identity.
    var otherLines: String
    var environment: [String: String] = [:]
    var secrets: [String: SecretData] = [:]
    var files: [String: String] = [:]
    /// The user names that the kubelet tries for an image of ghcr.io.
    var attempts: [String]

    var testDescription: String { name }

    static let all = [
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

    private static func lines(_ credentials: String) -> String {
        "matchImages: [ghcr.io]\ncredentials: { \(credentials) }"
    }

    /// What a test may change between fetches.
    struct World: Sendable {
        let secrets: FakeSecrets
        let files: FakeFiles
        let fetcher: any CredentialFetcher
    }

    /// A fetcher in a world of its own.
    func world(lines: String? = nil) throws -> World {
        let (secrets, files) = (FakeSecrets(secrets), FakeFiles(files))
        let fetcher = try fetcher(lines ?? self.lines, environment: environment, secrets: secrets, files: files)
        return World(secrets: secrets, files: files, fetcher: fetcher)
    }
}
