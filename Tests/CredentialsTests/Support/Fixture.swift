import Configuration
import Credentials
import HTTPClient
import Images
import Sockets
import TLS
import Testing

/// The wall clock of the tests.
let noon = WallClock { 1_700_000_000 }

/// A registry read from the lines of its entry in a configuration.
func registry(_ lines: String) throws -> Registry {
    let indented = lines.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
    let text = "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries:\n  - name: r\n\(indented)\n"
    let reading = Configuration.parse(Array(text.utf8), file: "c.yaml", mode: .cluster)
    return try #require(reading.configuration?.registries.first, "\(reading.diagnostics)")
}

/// The fetcher for the lines of an entry.
func fetcher(
    _ lines: String,
    environment: [String: String] = [:],
    secrets: FakeSecrets = FakeSecrets(),
    files: FakeFiles = FakeFiles()
) throws -> any CredentialFetcher {
    makeFetcher(
        registry: try registry(lines),
        environment: environment,
        secrets: secrets,
        clock: noon,
        http: try network(),
        files: files
    )
}

/// A client without a proxy that believes everybody, on a loop of its own.
func network() throws -> HTTPClient {
    HTTPClient(loop: try EventLoop(), tls: try TLSClientContext(trust: .insecure))
}

/// The error of a fetch that has to fail.
func failure(of fetcher: any CredentialFetcher) async throws -> CredentialError {
    do {
        let fetched = try await fetcher.fetch()
        throw UnexpectedSuccess(text: "\(fetched)")
    } catch let error as CredentialError {
        return error
    }
}

/// A fetch that worked and should not have.
struct UnexpectedSuccess: Error {
    let text: String
}

/// A credential whose user name tells where it comes from.
func credential(_ username: String, password: String = "p") -> RegistryCredential {
    RegistryCredential(username: username, password: SecretText(password), fetchedAt: 0)
}

/// What `DockerAuths` gives for patterns and one credential of user `u`.
func auths(_ patterns: [String], fallback: Bool = false, user: String = "u") throws -> DockerAuths {
    DockerAuths(
        patterns: try patterns.map { try ImagePattern(parsing: $0) },
        credential: credential(user),
        anonymousFallback: fallback
    )
}

/// The user names in the order in which the kubelet tries them for an image; empty for an anonymous attempt.
func attempts(_ secrets: [[UInt8]], _ image: String) throws -> [String] {
    let configs = try secrets.map { try DockerConfig(parsing: $0) }
    return DockerKeyring(configs).lookup(try ImageReference(parsing: image).repository).map(\.username)
}

/// All ways to print a value.
func printed(_ value: some Any) -> String {
    var text = ""
    dump(value, to: &text)
    dump([value], to: &text)
    return text + "\(value)" + String(reflecting: value) + String(describing: value) + "\(Optional(value) as Any)"
}
