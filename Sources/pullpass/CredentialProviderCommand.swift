import ArgumentParser
import Configuration
import CredentialPlugin
import Credentials
import Files
import FoundationEssentials
import KubeletProtocol
import Providers
import Serving
import Synchronization
import Text

/// `pullpass credential-provider`: the kubelet's plugin.
struct CredentialProviderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credential-provider",
        abstract: "Give the kubelet of a node a credential for an image: its credential provider plugin.",
        discussion: """
            The kubelet runs this command before it pulls an image: it writes a CredentialProviderRequest \
            (credentialprovider.kubelet.k8s.io/v1, v1beta1 or v1alpha1) to standard input, and reads the answer from standard output. \
            `pullpass render credential-provider-config` prints the kubelet's configuration for it, and `pullpass node install` sets \
            a node up.

            The file is the one of `serve`, read for a node: no Secrets (secretKeyRef) and no namespaces, and wildcards everywhere. All \
            registries that match the image are asked at the same time, for 15 seconds at most. An answer is for all images of the host, \
            or for the image alone where rules of the host have paths; the kubelet keeps it for half of the credential's life, a static \
            one for five minutes, and one that is not whole not at all.

            With --cache tokens of providers are kept between runs in a folder that this user alone may enter, apart for each \
            configuration, environment and ServiceAccount.

            EXAMPLES:
              pullpass credential-provider --config config.yaml < request.json
              pullpass credential-provider --config config.yaml \\
                --cache /var/lib/pullpass/cache < request.json
              with, in request.json:
              {"apiVersion": "credentialprovider.kubelet.k8s.io/v1",
               "kind": "CredentialProviderRequest", "image": "ghcr.io/team/app"}

            EXIT STATUS:
              0  answered; without a registry for the image, and without a credential for it, there is none in the answer
              1  a fault, which standard error tells in a line each; the kubelet logs them, and pulls with what else it has
              2  wrong usage
            """
    )

    @Option(help: ArgumentHelp("The configuration file.", valueName: "file"), completion: .file())
    var config: String

    @Option(
        help: ArgumentHelp(
            "A folder in which tokens are kept between runs; it is made, with mode 700. Without it none are.",
            valueName: "folder"
        ),
        completion: .directory
    )
    var cache: String?

    @Option(
        help: ArgumentHelp(
            "The only registries to answer for, by name; without it all of the file. May be given several times.",
            valueName: "name"
        )
    )
    var registry: [String] = []

    /// The kubelet ends a plugin after a minute; nobody's Pod should wait for as long.
    private static let wholeTime = Duration.seconds(20)
    private static let inputTime = Duration.seconds(5)
    private static let fetchTime = Duration.seconds(15)
    private static let toldMistakes = 5

    func run() async throws {
        ProcessSetup.endAfter(Self.wholeTime)
        let end = ContinuousClock.now + Self.wholeTime - .seconds(1)
        let request = try Self.readRequest()
        let (settings, text) = try readConfiguration()
        let environment = ProcessInfo.processInfo.environment
        let account = RequestServiceAccount(
            token: request.serviceAccountToken,
            annotations: request.serviceAccountAnnotations
        )
        let way = NodeFetchers(environment: environment, account: account)
        let kept = try cache.flatMap { try makeCache($0, text, environment, way) }
        let plugin = CredentialPlugin(
            settings,
            patience: min(Self.fetchTime, ContinuousClock.now.duration(to: end) - .seconds(2))
        ) { wanted throws(CredentialError) in
            guard let kept else { return try await way.fetcher(for: wanted).fetch() }
            return try await kept.credential(wanted, for: account) { () throws(CredentialError) in
                try way.fetcher(for: wanted)
            }
        }
        let outcome = await plugin.answer(to: request)
        guard let answer = outcome.answer else { throw CommandFailure.failed(Self.lines(outcome.words)) }
        Self.warn(outcome.words)
        do {
            try StandardStreams.writeOutput(
                answer.json(apiVersion: request.apiVersion),
                patience: ContinuousClock.now.duration(to: end)
            )
        } catch {
            throw CommandFailure.failed("the answer did not reach the kubelet: \(error)")
        }
    }

    private static func readRequest() throws -> PluginRequest {
        do {
            let limit = PluginRequest.maximumBytes
            return try PluginRequest(reading: try StandardStreams.readInput(limit: limit, patience: inputTime))
        } catch let error as InputFileError {
            throw CommandFailure.failed(
                "\(error): the kubelet runs this command, and writes a request there; see --help"
            )
        } catch {
            throw CommandFailure.failed("\(error)")
        }
    }

    private func readConfiguration() throws -> (settings: Configuration, text: [UInt8]) {
        let text: [UInt8]
        do {
            text = try LocalFileSystem().readText(config, limit: Configuration.maximumFileBytes)
        } catch {
            throw CommandFailure.failed("the configuration cannot be used: \(error)")
        }
        let reading = Configuration.parse(text, file: config, mode: .node, kinds: CredentialKinds.all)
        if let settings = reading.configuration { return (try narrowed(settings), text) }
        let mistakes = reading.errors.map { Printable.line("\($0)") }
        let more = mistakes.count - Self.toldMistakes
        throw CommandFailure.failed(
            Self.lines(
                ["the configuration cannot be used:"] + mistakes.prefix(Self.toldMistakes)
                    + (more > 0 ? ["and \(more) more: pullpass validate --node \(Printable.path(config))"] : [])
            )
        )
    }

    /// The configuration with the registries of `--registry` alone: the kubelet has another provider for the others.
    private func narrowed(_ settings: Configuration) throws -> Configuration {
        guard !registry.isEmpty else { return settings }
        let missing = registry.filter { name in !settings.registries.contains { $0.name == name } }
        guard missing.isEmpty else {
            throw CommandFailure.failed(
                "\(Printable.path(config)) has no registry \(Printable.list(missing)): render the kubelet's configuration anew"
            )
        }
        var settings = settings
        settings.registries.removeAll { !registry.contains($0.name) }
        return settings
    }

    /// The cache; nil, with words, where there is none to be had: what it spares is all that is lost.
    private func makeCache(
        _ path: String,
        _ configuration: [UInt8],
        _ environment: [String: String],
        _ way: NodeFetchers
    ) throws -> CredentialCache? {
        let origin = CacheOrigin(version: Version.number, configuration: configuration, environment: environment)
        do {
            guard let origin else { return nil }
            return CredentialCache(try PrivateFolder(path), origin: origin, files: way.files)
        } catch {
            Self.warn(["the cache is not used: \(error)"])
            return nil
        }
    }

    private static func warn(_ words: [String]) {
        guard !words.isEmpty else { return }
        var errors = StandardError()
        print("pullpass: \(lines(words))", to: &errors)
    }

    private static func lines(_ words: [String]) -> String { words.joined(separator: "\n") }
}

/// Makes fetchers on a node; the way to token services is made with the first one.
private final class NodeFetchers: Sendable {
    /// What they have read.
    let files = FilesRead()
    private let environment: [String: String]
    private let account: RequestServiceAccount
    private let tokens = TokenCache(clock: .system)
    private let outbound = Mutex<Outbound?>(nil)

    init(environment: [String: String], account: RequestServiceAccount) {
        self.environment = environment
        self.account = account
    }

    func fetcher(for wanted: WantedCredential) throws(CredentialError) -> PluginFetcher {
        let outbound = try outbound.withLock { made throws(CredentialError) in
            let way = if let made { made } else { try makeOutbound() }
            made = way
            return way
        }
        // What is not the Pod's own must not depend on the Pod.
        let isOfPod = wanted.registry.podIdentity != nil
        let fetcher = outbound.makeFetcher(
            for: wanted.registry,
            secrets: NoSecrets(),
            serviceAccounts: isOfPod ? account : NoServiceAccounts(absence: "on a node there is none"),
            files: files
        )
        return PluginFetcher(fetcher, tokens: tokens.access(), on: outbound.loop)
    }

    private func makeOutbound() throws(CredentialError) -> Outbound {
        do {
            return try Outbound(onDemandIn: environment, version: Version.number)
        } catch {
            throw CredentialError(.misconfigured, identity: "the way to token services", reason: "\(error)")
        }
    }
}

/// A node has no Secrets, and a configuration for it names none.
struct NoSecrets: SecretReader {
    func secretData(name: String) async throws -> SecretData? {
        throw CredentialError(
            .misconfigured,
            identity: "Secret \(name)",
            reason: "on a node no Secrets are read",
            fix: "use file or env"
        )
    }
}
