import Configuration
import Credentials
import Images
import KubeletProtocol
import Providers
import Synchronization
import Testing
import Text

@testable import CredentialPlugin

/// The time of day of the tests.
let noon = Timestamp(seconds: 1_700_000_000)

/// A configuration for a node, from the lines below `registries:`.
func configuration(_ registries: String) throws -> Configuration {
    let text = "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries:\n\(registries)\n"
    let reading = Configuration.parse(Array(text.utf8), file: "c.yaml", mode: .node, kinds: CredentialKinds.all)
    return try #require(reading.configuration, "\(reading.diagnostics)")
}

/// A registry with a user of its own name.
func basic(_ name: String, _ patterns: String, _ more: String = "") -> String {
    """
      - name: \(name)
        matchImages: [\(patterns)]
        credentials: { basic: { username: { value: \(name) }, password: { value: hunter2-\(name) } } }
        \(more)

    """
}

func request(
    _ image: String,
    version: String = "v1",
    token: String? = nil,
    annotations: [String: String] = [:]
) -> PluginRequest {
    PluginRequest(
        apiVersion: "credentialprovider.kubelet.k8s.io/\(version)",
        image: image,
        serviceAccountToken: token.map { SecretText($0) },
        serviceAccountAnnotations: annotations
    )
}

/// What a fetch brings, one user for all patterns of the registry unless there are keys.
func given(
    _ wanted: WantedCredential,
    keys: [String]? = nil,
    expiresAt: Timestamp? = nil,
    isStatic: Bool = true,
    faults: [String] = []
) throws(CredentialError) -> GivenCredential {
    let name = wanted.registry.name
    let credential = RegistryCredential(
        username: name,
        password: SecretText("hunter2-\(name)"),
        expiresAt: expiresAt,
        fetchedAt: noon
    )
    let entries = keys?.map { DockerAuths.Entry(key: $0, credential: credential) }
    let auths =
        entries.map { DockerAuths(entries: $0) }
        ?? DockerAuths(patterns: wanted.registry.matchImages, credential: credential)
    let fetched = try FetchedCredential(auths: auths, expiresAt: expiresAt, fetchedAt: noon, identity: name)
    return GivenCredential(fetched, isStatic: isStatic, faults: faults)
}

/// The answer of a plugin whose fetches bring what they are told; pauses take no time and never end by themselves.
func answer(
    _ configuration: Configuration,
    _ request: PluginRequest,
    fetch: @escaping CredentialPlugin.Fetch = { wanted throws(CredentialError) in try given(wanted) }
) async -> PluginOutcome {
    await CredentialPlugin(
        configuration,
        clock: WallClock { noon },
        patience: .seconds(15),
        pause: forever,
        fetch: fetch
    )
    .answer(to: request)
}

/// Waits until the task is cancelled.
@Sendable func forever(_: Duration) async { try? await Task.sleep(for: .seconds(86_400)) }

extension PluginAnswer {
    /// The keys in the order in which the kubelet goes through them, with the user of each; `-` for none.
    var tried: [String] {
        auth.map { ($0.key, $0.login?.username ?? "-") }
            .sorted { AuthsKey(key: $1.0).text.utf8.lexicographicallyPrecedes(AuthsKey(key: $0.0).text.utf8) }
            .map { "\($0.0)=\($0.1)" }
    }
}
