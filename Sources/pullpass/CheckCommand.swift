import ArgumentParser
import Configuration
import Credentials
import EventLoop
import HTTPClient
import Kubernetes
import RegistryLogin
import Serving
import Text

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

            What only the kubelet reads of a Secret, where other tools may want it, is noted on the error output.

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
        let context = try CommandContext(configuration: config, label: "check")
        let settings = context.configuration
        let known = Set(settings.registries.map(\.name))
        if let unknown = registry.first(where: { !known.contains($0) }) {
            throw CommandFailure.usage(
                "the configuration has no registry \(unknown), only \(known.sorted().joined(separator: ", "))"
            )
        }
        let checked = settings.registries.filter { registry.isEmpty || registry.contains($0.name) }
        let reports = try await context.checkCredentials(
            of: checked,
            logsIn: !noLogin,
            in: cluster.choice
        )
        switch output {
        case .text: print(CredentialReport.text(reports, now: WallClock.system.now()), terminator: "")
        case .json: print(CredentialReport.json(reports))
        }
        var errors = StandardError()
        for remark in checked.compactMap(\.readersRemark) { print("Note: \(remark).", to: &errors) }
        guard reports.allSatisfy(\.isOK) else { throw ExitCode(1) }
    }
}
