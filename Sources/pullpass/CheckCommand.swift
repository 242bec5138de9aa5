import ArgumentParser
import Configuration
import Credentials
import HTTPClient
import Kubernetes
import Logging
import RegistryLogin
import Sockets

/// `pullpass check`: the configuration, then each credential, once.
struct CheckCommand: AsyncParsableCommand {
    /// What is written to standard output.
    enum Output: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Fetch each credential and log in with it, and say what comes of it.",
        discussion: """
            Checks the configuration, fetches the credential of each registry just as the keeper does, and logs in at the \
            registry. Nothing is pulled, nothing is written, and no quota is spent. Run it where Pullpass runs: many identities \
            (IRSA, workload identity, metadata services) exist only there.

            EXAMPLES:
              pullpass check --config pullpass.yaml
              pullpass check --config pullpass.yaml --registry ecr --output json
              kubectl -n pullpass exec deploy/pullpass -- /pullpass check --config /etc/pullpass/config.yaml

            EXIT STATUS:
              0  every credential was fetched, and no registry refused one
              1  a credential could not be fetched, or was refused
              2  wrong usage or configuration
            """
    )

    @Option(help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config: String

    @Option(help: ArgumentHelp("Only this registry. May be given several times.", valueName: "name"))
    var registry: [String] = []

    @Flag(help: "Fetch only, and log in nowhere.")
    var noLogin = false

    @Option(name: .shortAndLong, help: "What to write.")
    var output: Output = .text

    @OptionGroup(title: "Cluster")
    var cluster: ClusterOptions

    func run() async throws {
        ProcessSetup.prepareServer()
        let settings = try ConfigurationFile.read(config, mode: .cluster)
        let known = Set(settings.registries.map(\.name))
        if let unknown = registry.first(where: { !known.contains($0) }) {
            throw CommandFailure.usage(
                "the configuration has no registry \(unknown), only \(known.sorted().joined(separator: ", "))"
            )
        }
        let registries = settings.registries.filter { registry.isEmpty || registry.contains($0.name) }
        let logger = settings.log.makeLogger(label: "check")
        let environment = processEnvironment
        let loop = try EventLoop()
        let http = try OutboundHTTP.client(on: loop, environment: environment, logger: logger)
        let secrets = try secrets(on: loop, environment: environment)
        let probe = noLogin ? nil : RegistryProbe(http: http)
        let tokens = TokenCache(clock: .system).access()
        let reports = await Task(executorPreference: loop) {
            await withTaskGroup(of: (Int, CredentialReport).self) { group in
                for (index, registry) in registries.enumerated() {
                    let fetcher = makeFetcher(
                        registry: registry,
                        environment: environment,
                        secrets: secrets,
                        clock: .system,
                        http: http
                    )
                    let check = CredentialCheck(registry, fetcher: fetcher, probe: probe, tokens: tokens)
                    group.addTask { (index, await check.run()) }
                }
                return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
            }
        }.value
        http.shutdown()
        loop.stop()
        switch output {
        case .text: print(CredentialReport.text(reports, now: WallClock.system.now()), terminator: "")
        case .json: print(CredentialReport.json(reports))
        }
        guard reports.allSatisfy(\.isOK) else { throw ExitCode(1) }
    }

    /// Without a cluster that is found, credentials that need no Secret can be checked all the same.
    private func secrets(on loop: EventLoop, environment: [String: String]) throws -> ClusterSecrets {
        let connection: ClusterConnection
        do {
            connection = try cluster.connection(environment: environment)
        } catch let failure as CommandFailure {
            guard cluster.kubeconfig == nil, cluster.context == nil else { throw failure }
            return ClusterSecrets(client: nil, namespace: "", absence: failure.message)
        }
        let transport: HTTPTransport
        do {
            transport = try HTTPTransport(connection, loop: loop, environment: environment, now: WallClock.system.now)
        } catch {
            throw CommandFailure.usage("no cluster can be reached: \(error)")
        }
        let limiter = RequestLimiter(perSecond: 50, burst: 100, loop: loop)
        return ClusterSecrets(
            client: KubernetesClient(transport: transport, limiter: limiter, loop: loop),
            namespace: cluster.ownNamespace(on: connection, environment: environment),
            absence: ""
        )
    }
}
