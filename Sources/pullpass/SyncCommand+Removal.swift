import ArgumentParser
import Configuration
import EventLoop
import Files
import FoundationEssentials
import Kubernetes
import PolicyKeeper
import SecretKeeper
import Serving
import Synchronization

/// `--remove-all`: the end of an installation, as the chart's `pre-delete` hook has it.
extension SyncCommand {
    /// Removes everything that may be removed, and tells what may not: a release must not hang since a right was taken away before.
    func removeEverything() async throws {
        var errors = StandardError()
        let environment = ProcessInfo.processInfo.environment
        let context = try CommandContext(
            forRemovalBy: config,
            label: "sync",
            version: Version.number,
            environment: environment
        ) { print($0, to: &errors) }
        let cluster = try context.makeCluster(cluster.choice)
        let keeper = cluster.makeKeeper(context.configuration, logger: context.logger)
        let policy: PolicyKeeper?
        do { policy = try Self.policyKeeper(of: context, in: cluster) } catch {
            // It goes with its ClusterRole, which is its owner.
            print("the admission policy is left alone: \(error)", to: &errors)
            policy = nil
        }
        let rules = Mutex<RulesOutcome?>(nil)
        let secrets = await cancelled {
            await Self.removal(by: keeper, on: cluster.loop) {
                let outcome = await Self.removal(of: policy)
                rules.withLock { $0 = outcome }
            }
        }
        cluster.shutDown()
        try conclude(secrets, rules.withLock { $0 }, isInPod: environment["KUBERNETES_SERVICE_HOST"] != nil)
    }

    private typealias SecretsOutcome = Result<RemovalReport, KubernetesError>
    private typealias RulesOutcome = Result<PolicyKeeper.Outcome, KubernetesError>

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

    private static func removal(of policy: PolicyKeeper?) async -> RulesOutcome? {
        guard let policy else { return nil }
        do throws(KubernetesError) { return .success(try await policy.removeAll()) } catch { return .failure(error) }
    }

    private func conclude(_ secrets: SecretsOutcome, _ rules: RulesOutcome?, isInPod: Bool) throws {
        var lines: [String] = []
        var isComplete = true
        if case .success(let report) = secrets {
            lines.append("\(report)")
            isComplete = report.isComplete
        }
        switch rules {
        case nil: break
        case .success(let outcome):
            lines.append("admission policy: \(outcome.removed) objects removed")
            lines += outcome.problems.map { "problem: \($0)" }
        case .failure(let error):
            lines.append("problem: the admission policy was not removed: \(error)")
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
