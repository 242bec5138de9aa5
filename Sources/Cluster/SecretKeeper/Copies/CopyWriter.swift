internal import Kubernetes
internal import Logging
internal import Metrics
internal import Sockets

extension Keeper {
    /// Takes and does work, one piece after the other, until the task is cancelled.
    func work(upTo last: PlannedWork.Level) async {
        let wakeup = LoopSignal()
        while !Task.isCancelled {
            if let pause = serverPausedUntil, pause > loop.preciseNow() {
                await loop.sleep(until: pause)
                continue
            }
            guard let work = plan.takeWork(upTo: last, now: now) else {
                idle.append((wakeup, last))
                await wakeup.wait()
                idle.removeAll { $0.worker === wakeup }
                continue
            }
            let outcome = await perform(work)
            plan.workFinished(work, outcome, now: now)
            switch outcome {
            case .written: afterChange()
            case .unavailable:
                changed()
                // Whatever the plan thinks, the loop must get to its other tasks: the election is one of them.
                await loop.nextRound()
            // A delay may have begun, or the last copy of a name may be gone: both loops look again.
            default: changed()
            }
        }
    }

    private func perform(_ work: PlannedWork) async -> WorkOutcome {
        // All but the placement after a hint is the leader's, and it ends at the deadline to the moment.
        if case .place(asksFirst: true) = work.kind {} else if !isLeading() { return .unavailable }
        do throws(KubernetesError) {
            let outcome = try await attempt(work)
            serverFailures = 0
            serverPausedUntil = nil
            return outcome
        } catch {
            return failed(work, error)
        }
    }

    private func attempt(_ work: PlannedWork) async throws(KubernetesError) -> WorkOutcome {
        switch work.kind {
        case .place(let asksFirst):
            if asksFirst {
                let found = try await client.secretMetadata(
                    namespace: work.namespace,
                    name: work.secretName,
                    priority: .placement
                )
                guard found == nil else { return .found }
            }
            let copy = try await apply(work, nil, force: false, .placement)
            metrics.placed.child(work.registry).increment()
            outcomes.placed += 1
            return copy
        case .repair(let uid, let version):
            let copy = try await apply(work, Preconditions(uid: uid, version: version), force: true, .repair)
            metrics.repaired.child(work.registry).increment()
            outcomes.repaired += 1
            return copy
        case .rotate(let uid, let version):
            let copy = try await apply(work, Preconditions(uid: uid, version: version), force: false, .rotation)
            metrics.rotated.child(work.registry).increment()
            outcomes.rotated += 1
            return copy
        case .remove(let uid, let version):
            try await client.deleteSecret(
                namespace: work.namespace,
                name: work.secretName,
                uid: uid,
                resourceVersion: version,
                priority: .cleanUp
            )
            metrics.removed.child(work.registry).increment()
            outcomes.removed += 1
            return .removed
        }
    }

    private func apply(
        _ work: PlannedWork,
        _ judged: Preconditions?,
        force: Bool,
        _ priority: RequestPriority
    ) async throws(KubernetesError) -> WorkOutcome {
        guard let master = masters[work.registry] else { return .unavailable }
        let manifest = SecretManifest(
            namespace: work.namespace,
            name: work.secretName,
            data: [Marks.dockerConfigKey: master.content],
            annotations: [Marks.owner: owner, Marks.revision: master.state.revision],
            uid: judged?.uid,
            resourceVersion: judged?.version
        )
        let metadata = try await client.applySecret(
            manifest,
            fieldManager: Marks.fieldManager,
            force: force,
            priority: priority
        )
        return .written(Marks.copy(metadata, owner: owner))
    }

    private func failed(_ work: PlannedWork, _ error: KubernetesError) -> WorkOutcome {
        if error.isCancelled { return .unavailable }
        if error.isNamespaceTerminating || error.isNotFound { return .namespaceGone }
        if (error.isTransient && !error.isWebhookFailure) || error.isUnauthorized {
            pauseForServer(error)
            return .unavailable
        }
        if error.isUIDMismatch || error.isConflict || error.isAlreadyExists { return .conflict }
        let isFirst = plan.failures(of: work) == 0
        let isUpdate = if case .place = work.kind { false } else { true }
        if error.isImmutable, isUpdate, error.status?.causes.contains(where: { $0.field.hasPrefix("data") }) == true {
            let message =
                "Secret \(work.namespace)/\(work.secretName) is immutable and cannot get the new credential of registry "
                + "\(work.registry): delete it, and Pullpass makes it anew."
            logger.warning("\(message)")
            tell(.warning, "ImmutableSecret", on: work.secretName, in: work.namespace, message)
            outcomes.failures += 1
            return .immutable
        }
        outcomes.failures += 1
        guard !error.isMissingRight else {
            if plan.refusals(of: work) == 0 {
                logger.error("\(error)")
                tell(.warning, "AccessDenied", onMasterOf: work.registry, "\(error)")
            }
            return .forbidden
        }
        if isFirst {
            logger.warning("\(error)")
            let reason = error.isQuotaExceeded ? "QuotaExceeded" : "SecretRefused"
            tell(.warning, reason, on: work.secretName, in: work.namespace, "\(error)")
        }
        return .refused
    }

    /// Leaves the API server alone for a while, longer each time; the work stays where it is.
    func pauseForServer(_ error: KubernetesError) {
        if serverFailures == 0 { logger.warning("\(error)") }
        if let pause = serverPausedUntil, pause > loop.preciseNow() { return }
        serverFailures += 1
        let delay = Backoff.server.delay(afterFailures: serverFailures, random: plan.random.next())
        serverPausedUntil = loop.preciseNow().advanced(by: .seconds(delay))
    }
}

extension KubernetesError {
    /// 500 since an admission webhook of somebody's does not answer: a matter of that namespace, not of the API server.
    var isWebhookFailure: Bool { status?.code == 500 && status?.message.contains("calling webhook") == true }

    /// 403 since a role lacks something, as RBAC words it; a policy that says no says it otherwise.
    var isMissingRight: Bool {
        isAccessDenied && status?.message.contains(" cannot ") == true && status?.message.contains(" resource ") == true
    }
}
