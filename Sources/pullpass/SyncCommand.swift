import ArgumentParser
import Configuration
import ConfigurationKeeper
import Kubernetes
import PolicyKeeper
import RegistryStatusKeeper
import SecretKeeper
import ServiceAccountKeeper
import Serving

/// `pullpass sync`: one round of the keeper, for a CronJob, a person, or the end of an installation.
struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Bring all Secrets to what they should be, once; or take them all away.",
        discussion: """
            Fetches the credentials that are due, and writes the Secrets that are absent, edited or old. Secrets that nobody wants \
            any more are removed only where keeper.removeAfter is 0, since one round does not know for how long, or with \
            --confirm-removal; and where these are more than half of all, only with --confirm-removal.

            With injection.engine: policy the MutatingAdmissionPolicy and its binding are written as well, or taken away; with \
            serviceAccounts the names in ServiceAccounts.

            The configuration of a round is kept in a Secret (--configuration-secret). Where the file cannot be used, the round is done with \
            that last good one, and the exit status says so; --remove-all removes by it, and it goes last.

            No election is held: a round beside a running `pullpass serve` is safe, though both may do the same work.

            EXAMPLES:
              pullpass sync --once --config pullpass.yaml
              pullpass sync --once --config pullpass.yaml --kubeconfig ~/.kube/config --context prod --namespace pullpass
              pullpass sync --once --config pullpass.yaml --remove-all

            EXIT STATUS:
              0  everything is as it should be; with --remove-all everything was removed, or what is left is listed
              1  something is missing, or is not ours, or the configuration file cannot be used and the last good one was; the output says \
            what. With --remove-all: nothing could be done; with --strict: something is left
              2  wrong usage or configuration; with --remove-all a configuration that cannot be used is a warning
            """
    )

    @Option(help: ArgumentHelp("The configuration file.", valueName: "file"), completion: .file())
    var config: String

    @Flag(help: "Do one round and end; the only way there is.")
    var once = false

    @Flag(
        help:
            "Remove every Secret of this installation, copies and masters, go on past what is refused, and list what is left. Replicas that run write nothing back for two minutes: stop them."
    )
    var removeAll = false

    @Flag(help: "With --remove-all: fail where something is left.")
    var strict = false

    @Flag(help: "Remove unwanted Secrets now, even if they are more than half of all.")
    var confirmRemoval = false

    @OptionGroup(title: "Cluster")
    var cluster: ClusterOptions

    @OptionGroup(title: "Cluster")
    var lastGood: ConfigurationSecretOptions

    @OptionGroup(title: "Cluster")
    var shown: PullRegistryOptions

    func validate() throws {
        guard once else {
            throw ValidationError("sync does one round only: add --once; `pullpass serve` keeps Secrets for ever")
        }
        guard removeAll || !strict else { throw ValidationError("--strict is for --remove-all") }
    }

    func run() async throws {
        ProcessSetup.prepareServer()
        guard !removeAll else { return try await removeEverything() }
        let context = try await CommandContext.load(
            configuration: config,
            label: "sync",
            stored: lastGood.source(in: cluster.choice)
        )
        let cluster = try context.makeCluster(cluster.choice)
        let accounts = Self.accountKeeper(of: context, in: cluster, confirmsRemoval: confirmRemoval)
        let keeper = cluster.makeKeeper(
            context.configuration,
            confirmsRemoval: confirmRemoval,
            // Not to lead, but to see the namespaces.
            controllers: [accounts].compactMap(\.self),
            logger: context.logger
        )
        let policy = try Self.policyKeeper(of: context, in: cluster)
        let configuration = cluster.makeConfigurationKeeper(context, secret: lastGood.configurationSecret)
        let registries = shown.pullRegistries ? cluster.makeRegistryStatusKeeper(context) : nil
        let (report, rules, names) = await Task(executorPreference: cluster.loop) {
            () -> (SyncReport, PolicyKeeper.Outcome?, ServiceAccountKeeper.Outcome?) in
            let report = await keeper.syncOnce()
            // Whoever did not answer for the Secrets is not waited for once more.
            guard !report.isServerSilent else { return (report, nil, nil) }
            let names = await accounts?.applyOnce()
            let rules = await policy?.applyOnce()
            // Rights from before there was such a Secret are no reason to fail; the log tells what is missing.
            _ = await configuration.keepOnce()
            // For those who look; what is missing is told, and no reason to fail.
            for problem in await registries?.showOnce(keeper.registryStatuses(knowsCopies: true)) ?? [] {
                print("problem: \(problem)")
            }
            return (report, rules, names)
        }.value
        cluster.shutDown()
        let failure = tell(report, in: cluster)
        let areNamesRight = Self.tell(names)
        let areRulesRight = tell(rules)
        let isFileBad = context.origin != .file
        if isFileBad { print("problem: \(context.origin.remedy)") }
        if let failure { throw failure }
        guard areRulesRight, areNamesRight, !isFileBad else { throw ExitCode(1) }
    }

    private static func policyKeeper(of context: CommandContext, in cluster: Cluster) throws -> PolicyKeeper? {
        let injection = context.configuration.injection
        guard injection.engine == .policy else { return nil }
        return try cluster.makePolicyKeeper(
            context.configuration,
            target: .policy(name: injection.policy.name, ownerRole: injection.policy.ownerRole),
            metrics: PolicyMetrics(context.metrics),
            logger: context.logger
        )
    }

    /// What keeps names in ServiceAccounts for one round; nil where the configuration says nothing of them.
    private static func accountKeeper(
        of context: CommandContext,
        in cluster: Cluster,
        confirmsRemoval: Bool
    ) -> ServiceAccountKeeper? {
        guard context.configuration.serviceAccounts != nil else { return nil }
        return cluster.makeServiceAccountKeeper(
            context.configuration,
            isRound: true,
            confirmsRemoval: confirmsRemoval,
            metrics: ServiceAccountMetrics(context.metrics),
            logger: context.logger
        )
    }

    /// Prints what became of ServiceAccounts; whether they are as they should be.
    private static func tell(_ names: ServiceAccountKeeper.Outcome?) -> Bool {
        guard let names else { return true }
        let leaving =
            names.leaving > 0
            ? "; \(names.leaving) keep names that nobody wants: --confirm-removal takes them away" : ""
        print("ServiceAccounts: \(names.written) written\(leaving)")
        for problem in names.problems { print("problem: \(problem)") }
        return names.problems.isEmpty
    }

    /// Prints what became of the Secrets; with what to end where they are not as they should be.
    private func tell(_ report: SyncReport, in cluster: Cluster) -> (any Error)? {
        print(report)
        for problem in report.problems { print("problem: \(problem)") }
        guard !report.isServerSilent else {
            return CommandFailure.failed(
                "the API server at \(cluster.server) does not answer, nothing was done: \(cluster.silenceAdvice)"
            )
        }
        return report.isComplete ? nil : ExitCode(1)
    }

    /// Prints what became of the admission policy; whether it is as it should be.
    private func tell(_ rules: PolicyKeeper.Outcome?) -> Bool {
        guard let rules else { return true }
        print("admission policy: \(rules.written) objects written")
        for problem in rules.problems { print("problem: \(problem)") }
        return rules.problems.isEmpty
    }
}
