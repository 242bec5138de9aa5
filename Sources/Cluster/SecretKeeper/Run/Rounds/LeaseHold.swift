internal import Configuration
internal import Controllers
internal import EventLoop
internal import Kubernetes
internal import Logging
internal import Text

/// Holds the Lease while everything is removed: nobody leads meanwhile, and replicas that have seen it write nothing back for a while after.
///
/// Used on the keeper's loop only, hence the unchecked conformance.
final class LeaseHold: @unchecked Sendable {
    /// How long others wait where this process is killed and gives nothing back.
    private static let duration = 60
    private static let renewal = Duration.seconds(15)
    /// How long giving it back may take.
    private static let releaseTime = Duration.seconds(10)

    private let context: KeeperContext
    private let election: LeaderElectionSettings
    private let identity: String
    private var held: LeaseObject?

    init(context: KeeperContext, election: LeaderElectionSettings) {
        self.context = context
        self.election = election
        identity = RemovalHolder.identity(context.options.identity)
    }

    /// The Lease, for messages.
    var name: String { "\(context.options.ownNamespace)/\(election.leaseName)" }

    /// Takes the Lease from whoever holds it, and waits until every replica has noticed.
    ///
    /// Where there is none nobody leads: that is how rounds without a Deployment are.
    ///
    /// - Throws: where it may be held by somebody who goes on writing.
    func take() async throws(KubernetesError) {
        let namespace = context.options.ownNamespace
        for attempt in 1...5 {
            guard let found = try await context.client.lease(namespace: namespace, name: election.leaseName) else {
                return
            }
            do throws(KubernetesError) { held = try await context.client.updateLease(taken(found)) } catch {
                // The leader renews it every few seconds.
                guard error.isConflict, attempt < 5 else { throw error }
                continue
            }
            let holder = found.spec.holderIdentity ?? ""
            context.logger.notice(
                "took the Lease \(name)\(holder.isEmpty ? "" : " from \(holder)"), and wait for replicas to notice"
            )
            await context.sleep(noticeTime)
            return
        }
    }

    /// How long it takes until each replica has looked at the Lease, and a leader has stopped that has not.
    private var noticeTime: Duration { min(max(election.renewDeadline, election.retryPeriod * 3), .seconds(45)) }

    /// Renews it until the task is cancelled.
    func keep() async {
        while !Task.isCancelled {
            await context.sleep(Self.renewal)
            guard !Task.isCancelled, let lease = held else { return }
            do throws(KubernetesError) { held = try await context.client.updateLease(taken(lease)) } catch {
                // Somebody else has it: whoever that is knows what he does.
                if error.isConflict || error.isNotFound { held = nil }
            }
        }
    }

    /// Deletes it, or gives it back where that is not allowed; in a task of its own, since the caller's may be cancelled.
    func release() async {
        guard let lease = held else { return }
        held = nil
        let loop = context.loop
        await Task(executorPreference: loop) {
            await withDeadline(loop.preciseNow().advanced(by: Self.releaseTime), on: loop) {
                do throws(KubernetesError) { try await self.giveBack(lease) } catch {
                    self.context.logger.warning(
                        "\(error): who leads next waits for the Lease \(self.name) for up to \(Self.duration) s"
                    )
                }
            }
        }.value
    }

    private func giveBack(_ lease: LeaseObject) async throws(KubernetesError) {
        do throws(KubernetesError) { return try await context.client.deleteLease(lease) } catch {
            guard error.isForbidden || error.isConflict else { throw error }
        }
        // The last renewal may have arrived without its answer having been seen.
        let (namespace, name) = (lease.metadata.namespace, lease.metadata.name)
        guard var current = try await context.client.lease(namespace: namespace, name: name),
            current.spec.holderIdentity == identity
        else { return }
        do throws(KubernetesError) { return try await context.client.deleteLease(current) } catch {
            guard error.isForbidden else { throw error }
        }
        current.spec.holderIdentity = ""
        current.spec.leaseDurationSeconds = 1
        _ = try await context.client.updateLease(current)
    }

    private func taken(_ lease: LeaseObject) -> LeaseObject {
        let time = context.clock.now().micro
        let isOurs = lease.spec.holderIdentity == identity
        let transitions = max(0, lease.spec.leaseTransitions ?? 0)
        var lease = lease
        lease.spec = LeaseSpec(
            holderIdentity: identity,
            leaseDurationSeconds: Self.duration,
            acquireTime: isOurs ? lease.spec.acquireTime ?? time : time,
            renewTime: time,
            leaseTransitions: isOurs ? transitions : transitions &+ 1
        )
        return lease
    }
}
