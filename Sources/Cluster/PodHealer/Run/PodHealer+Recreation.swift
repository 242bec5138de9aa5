internal import Configuration
internal import Controllers
internal import EventLoop
internal import Kubernetes
internal import Logging
internal import Logs
internal import Metrics
internal import Text

extension PodHealer {
    /// Evicts a Pod, if it still is what it was, or says that it would be.
    func recreate(_ finding: HealFinding, _ desk: any CredentialDesk) async {
        // Where the API server does not say when it was: our clock may be wrong, but is better than none.
        var time = wallClock.now()
        let outcome =
            plan.settings.recreation == .evict ? await evict(finding, desk, &time) : RecreationOutcome.reported
        plan.recreated(finding, outcome, at: time, now: rounds.now)
        metrics.recreations.child(outcome.rawValue).increment()
        let pod = "\(finding.pod.namespace)/\(finding.pod.name)"
        let fields: LogFields = [.namespace: "\(finding.pod.namespace)", .name: "\(finding.pod.name)"]
        switch outcome {
        case .done:
            logger.notice("Pod \(pod) was made without Secret \(finding.secret) and is evicted", fields)
        case .reported:
            logger.info("Pod \(pod) was made without Secret \(finding.secret) and would be evicted", fields)
        case .past, .blocked, .forbidden, .failed: break
        }
    }

    private func evict(
        _ finding: HealFinding,
        _ desk: any CredentialDesk,
        _ time: inout Timestamp
    ) async -> RecreationOutcome {
        do throws(KubernetesError) {
            let known = ObjectMetadata(
                name: finding.pod.name,
                namespace: finding.pod.namespace,
                uid: finding.pod.uid
            )
            guard let pod = try await client.pod(like: known), let now = rules.finding(of: pod, desk.standing),
                now.cause == .missed, now.lack.isEmpty, now.isPending, now.owner == finding.owner,
                plan.isLeader, isInjecting
            else { return .past }
            if let evictedAt = try await client.evict(pod.metadata) { time = evictedAt }
            failures.recovered(Self.evicting)
            return .done
        } catch {
            if error.isNotFound || error.isConflict { return .past }
            guard error.isMissingRight || error.isTransient && !error.isThrottled else {
                // A PodDisruptionBudget, or somebody's policy: a matter of that owner.
                logger.info(
                    "Pod \(finding.pod.namespace)/\(finding.pod.name) cannot be evicted now: \(error)",
                    error.logFields
                )
                return .blocked
            }
            failures.report(Self.evicting, "Pods that missed admission cannot be evicted: \(error)", error.logFields)
            return error.isMissingRight ? .forbidden : .failed
        }
    }
}
