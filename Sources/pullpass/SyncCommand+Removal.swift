import ArgumentParser
import Configuration
import ConfigurationKeeper
import EventLoop
import Files
import FoundationEssentials
import Kubernetes
import PolicyKeeper
import RegistryStatusKeeper
import SecretKeeper
import ServiceAccountKeeper
import Serving
import Synchronization

/// `--remove-all`: the end of an installation, as the chart's `pre-delete` hook has it.
extension SyncCommand {
    /// Removes everything that may be removed, and tells what may not: a release must not hang since a right was taken away before.
    func removeEverything() async throws {
        var errors = StandardError()
        let environment = ProcessInfo.processInfo.environment
        let context = try await CommandContext.load(
            forRemovalBy: config,
            label: "sync",
            version: Version.number,
            environment: environment,
            stored: lastGood.source(in: cluster.choice)
        ) { print($0, to: &errors) }
        let cluster = try context.makeCluster(cluster.choice)
        let keeper = cluster.makeKeeper(context.configuration, logger: context.logger)
        let configuration = cluster.makeConfigurationKeeper(context, secret: lastGood.configurationSecret)
        let registries = shown.pullRegistries ? cluster.makeRegistryStatusKeeper(context) : nil
        // Where the configuration says nothing of accounts there is no right to look at any.
        let accounts = context.configuration.serviceAccounts.map { _ in
            cluster.makeServiceAccountKeeper(
                context.configuration,
                metrics: ServiceAccountMetrics(context.metrics),
                logger: context.logger
            )
        }
        let others = Mutex(OthersOutcome())
        let secrets = await cancelled {
            await Self.removal(by: keeper, on: cluster.loop) {
                let names = await accounts?.removeAll() ?? ServiceAccountKeeper.Outcome()
                let rules = await Self.policyRemoval(of: context.configuration, in: cluster)
                // After everything else: with a bad file it says what there is to remove.
                let problems = [await Self.removal(of: registries), await Self.removal(of: configuration)]
                others.withLock {
                    $0 = OthersOutcome(names: names, rules: rules, problems: problems.compactMap(\.self))
                }
            }
        }
        cluster.shutDown()
        try conclude(secrets, others.withLock { $0 }, isInPod: environment["KUBERNETES_SERVICE_HOST"] != nil)
    }

    private typealias SecretsOutcome = Result<RemovalReport, KubernetesError>
    /// Success without an outcome where the engine is another.
    private typealias RulesOutcome = Result<PolicyKeeper.Outcome?, KubernetesError>

    /// What became of everything but the Secrets for Pods.
    private struct OthersOutcome {
        var names = ServiceAccountKeeper.Outcome()
        var rules = RulesOutcome.success(nil)
        /// Why the last good configuration, or what shows registries, is still there.
        var problems: [String] = []
    }

    private static func removal(
        by keeper: SecretKeeper,
        on loop: EventLoop,
        then: @escaping @Sendable () async -> Void
    ) async -> SecretsOutcome {
        let task = Task(executorPreference: loop) { () -> SecretsOutcome in
            do throws(KubernetesError) { return .success(try await keeper.removeAll(then: then)) } catch {
                return .failure(error)
            }
        }
        return await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
    }

    private static func policyRemoval(of configuration: Configuration, in cluster: Cluster) async -> RulesOutcome {
        do throws(KubernetesError) { return .success(try await cluster.removePolicy(of: configuration)) } catch {
            return .failure(error)
        }
    }

    private static func removal(of registries: RegistryStatusKeeper?) async -> String? {
        do throws(KubernetesError) { _ = try await registries?.removeAll() } catch {
            return "the PullRegistries were not removed: \(error)"
        }
        return nil
    }

    private static func removal(of configuration: ConfigurationKeeper) async -> String? {
        do throws(KubernetesError) { _ = try await configuration.removeAll() } catch {
            return "the Secret of the last good configuration was not removed: \(error)"
        }
        return nil
    }

    private func conclude(_ secrets: SecretsOutcome, _ others: OthersOutcome, isInPod: Bool) throws {
        var lines: [String] = []
        var isComplete = true
        if case .success(let report) = secrets {
            lines.append("\(report)")
            isComplete = report.isComplete
        }
        if others.names.written > 0 || !others.names.problems.isEmpty {
            lines.append("ServiceAccounts: names taken away from \(others.names.written)")
            lines += others.names.problems.map { "problem: \($0)" }
            isComplete = isComplete && others.names.problems.isEmpty
        }
        switch others.rules {
        case .success(nil): break
        case .success(let outcome?):
            lines.append("admission policy: \(outcome.removed) objects removed")
            lines += outcome.problems.map { "problem: \($0)" }
        case .failure(let error):
            lines.append("problem: the admission policy was not removed: \(error)")
            isComplete = false
        }
        for problem in others.problems {
            lines.append("problem: \(problem)")
            isComplete = false
        }
        let text = lines.joined(separator: "\n")
        if !text.isEmpty { print(text) }
        if isInPod { TerminationMessage.write(text) }
        if case .failure(let error) = secrets {
            throw CommandFailure.failed("nothing was removed: \(error)")
        }
        guard isComplete || !strict else { throw CommandFailure.failed("not everything was removed") }
    }
}

/// The text that a container leaves in its Pod's status.
private enum TerminationMessage {
    /// Where the kubelet looks for it unless the Pod says otherwise.
    private static let path = "/dev/termination-log"
    /// The kubelet takes no more.
    private static let mostBytes = 4096

    static func write(_ text: String) {
        // Where there is no such file nobody wants to read it.
        _ = FileWriter.overwrite(Array(text.utf8.prefix(mostBytes)), at: path)
    }
}
