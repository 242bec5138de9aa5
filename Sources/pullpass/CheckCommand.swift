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
              pullpass check --config pullpass.yaml --strict && deploy
              kubectl -n pullpass exec deploy/pullpass -- /pullpass check --config /etc/pullpass/config.yaml

            WORDS:
              ok       fetched, and the registry takes it (with --no-login: fetched)
              FAILED   not fetched, or the registry refuses it
              UNKNOWN  fetched, but the registry could not be asked, or could not
                       say; the line says what to do about it

            What only the kubelet reads of a Secret, where other tools may want it, is noted on the error output.

            EXIT STATUS:
              0  nothing FAILED; with --strict: all are ok
              1  something FAILED; with --strict: or is UNKNOWN
              2  wrong usage or configuration
            """
    )

    @Option(help: ArgumentHelp("The configuration file.", valueName: "file"), completion: .file())
    var config: String

    @Option(help: ArgumentHelp("Only this registry. May be given several times.", valueName: "name"))
    var registry: [String] = []

    @Flag(help: "Fetch only, and log in nowhere.")
    var noLogin = false

    @Flag(help: "Fail where it is not known whether the registry takes a credential, too.")
    var strict = false

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
        if CheckWord.fails(reports.map(\.word), isStrict: strict) { throw ExitCode(1) }
    }
}
