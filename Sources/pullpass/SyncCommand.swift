import ArgumentParser
import Configuration
import ConfigurationKeeper
import Kubernetes
import PolicyKeeper
import SecretKeeper
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

            With injection.engine: policy the MutatingAdmissionPolicy and its binding are written as well, or taken away.

            The configuration of a round is kept in a Secret (--configuration-secret). Where the file cannot be used, the round is done with \
            that last good one, and the exit status says so; --remove-all removes by it, and it goes last.

            No election is held: a round beside a running `pullpass serve` is safe, though both may do the same work.

            EXAMPLES:
              pullpass sync --once --config pullpass.yaml
              pullpass sync --once --config pullpass.yaml --kubeconfig ~/.kube/config --context prod --namespace pullpass
              pullpass sync --once --config pullpass.yaml --remove-all

            EXIT STATUS:
              0  everything is as it should be
              1  something is missing, or is not ours, or the configuration file cannot be used and the last good one was; the output says what
              2  wrong usage or configuration
            """
    )

    @Option(help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config: String

    @Flag(help: "Do one round and end; the only way there is.")
    var once = false

    @Flag(
        help:
            "Remove every Secret of this installation, copies and masters. Replicas that run are kept from writing them back for two minutes: stop them."
    )
    var removeAll = false

    @Flag(help: "Remove unwanted Secrets now, even if they are more than half of all.")
    var confirmRemoval = false

    @OptionGroup(title: "Cluster")
    var cluster: ClusterOptions

    @OptionGroup(title: "Cluster")
    var lastGood: ConfigurationSecretOptions

    func validate() throws {
        guard once else {
            throw ValidationError("sync does one round only: add --once; `pullpass serve` keeps Secrets for ever")
        }
    }

    func run() async throws {
        ProcessSetup.prepareServer()
        let context = try await CommandContext.load(
            configuration: config,
            label: "sync",
            stored: lastGood.source(in: cluster.choice)
        )
        let settings = context.configuration
        let cluster = try context.makeCluster(cluster.choice)
        let keeper = cluster.makeKeeper(settings, confirmsRemoval: confirmRemoval, logger: context.logger)
        let names = settings.injection.policy
        let policy =
            settings.injection.engine == .policy
            ? try cluster.makePolicyKeeper(
                settings,
                target: .policy(name: names.name, ownerRole: names.ownerRole),
                metrics: PolicyMetrics(context.metrics),
                logger: context.logger
            ) : nil
        let configuration = cluster.makeConfigurationKeeper(context, secret: lastGood.configurationSecret)
        let (secrets, rules, problem) = await Task(executorPreference: cluster.loop) { [removeAll] in
            let (secrets, rules) = await Self.round(of: keeper, policy, removeAll: removeAll)
            let problem = await Self.end(of: configuration, removeAll: removeAll, secrets, rules)
            return (secrets, rules, problem)
        }.value
        cluster.shutDown()
        var errors = StandardError()
        if let problem { print("pullpass: \(problem)", to: &errors) }
        let conclusion = Result { try conclude(secrets, rules, server: (cluster.server, cluster.silenceAdvice)) }
        let isFileBad = context.origin != .file && !removeAll
        if isFileBad { print("problem: \(context.origin.remedy)") }
        try conclusion.get()
        if isFileBad { throw ExitCode(1) }
    }

    /// Keeps the configuration of a round, or takes it away once everything else is gone: without it nobody could go on with a bad file.
    private static func end(
        of configuration: ConfigurationKeeper,
        removeAll: Bool,
        _ secrets: SecretsOutcome,
        _ rules: RulesOutcome?
    ) async -> String? {
        guard case .success(let report) = secrets, !report.isServerSilent else { return nil }
        guard removeAll else {
            // Rights from before there was such a Secret are no reason to fail; the log tells what is missing.
            _ = await configuration.keepOnce()
            return nil
        }
        if case .failure = rules { return nil }
        guard report.failures == 0 else { return nil }
        do throws(KubernetesError) { _ = try await configuration.removeAll() } catch {
            return "the Secret of the last good configuration was not removed: \(error)"
        }
        return nil
    }

    private typealias SecretsOutcome = Result<SyncReport, KubernetesError>
    private typealias RulesOutcome = Result<PolicyKeeper.Outcome, KubernetesError>

    private static func round(
        of keeper: SecretKeeper,
        _ policy: PolicyKeeper?,
        removeAll: Bool
    ) async -> (SecretsOutcome, RulesOutcome?) {
        let secrets = await removeAll ? Self.removal(by: keeper) : .success(keeper.syncOnce())
        // Whoever did not answer for the Secrets is not waited for once more.
        if case .success(let report) = secrets, report.isServerSilent { return (secrets, nil) }
        // After the leader was deposed, who would make it again.
        return (secrets, await Self.rules(policy, removeAll: removeAll))
    }

    private static func rules(
        _ policy: PolicyKeeper?,
        removeAll: Bool
    ) async -> RulesOutcome? {
        guard let policy else { return nil }
        guard removeAll else { return .success(await policy.applyOnce()) }
        do throws(KubernetesError) { return .success(try await policy.removeAll()) } catch { return .failure(error) }
    }

    /// Tells everything before the command ends.
    private func conclude(
        _ secrets: SecretsOutcome,
        _ rules: RulesOutcome?,
        server: (url: String, advice: String)
    ) throws {
        let failure: (any Error)? =
            switch secrets {
            case .success(let report): tell(report, server: server)
            case .failure(let error): CommandFailure.failed("not all Secrets were removed: \(error)")
            }
        let areRulesRight = tell(rules)
        if let failure { throw failure }
        guard areRulesRight else { throw ExitCode(1) }
    }

    private static func removal(by keeper: SecretKeeper) async -> SecretsOutcome {
        do throws(KubernetesError) { return .success(try await keeper.removeAll()) } catch { return .failure(error) }
    }

    /// Prints what became of the Secrets; with what to end where they are not as they should be.
    private func tell(_ report: SyncReport, server: (url: String, advice: String)) -> (any Error)? {
        guard !removeAll else {
            print(
                "\(report.removed) Secrets removed, \(report.conflicts) left that are not ours, \(report.failures) failures"
            )
            return report.failures == 0 ? nil : CommandFailure.failed("not all Secrets were removed; run it again")
        }
        print(report)
        for problem in report.problems { print("problem: \(problem)") }
        guard !report.isServerSilent else {
            return CommandFailure.failed(
                "the API server at \(server.url) does not answer, nothing was done: \(server.advice)"
            )
        }
        return report.isComplete ? nil : ExitCode(1)
    }

    /// Prints what became of the admission policy; whether it is as it should be.
    private func tell(_ rules: RulesOutcome?) -> Bool {
        switch rules {
        case nil: return true
        case .success(let outcome):
            let count = removeAll ? "\(outcome.removed) objects removed" : "\(outcome.written) objects written"
            print("admission policy: \(count)")
            for problem in outcome.problems { print("problem: \(problem)") }
            return removeAll || outcome.problems.isEmpty
        case .failure(let error):
            print("problem: the admission policy was not removed: \(error)")
            return false
        }
    }
}
