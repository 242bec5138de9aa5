internal import Credentials
internal import Configuration
internal import Text
package import Kubernetes
internal import Logging
internal import Sockets

extension Keeper {
    /// Does one round without an election, and ends: fetches what is due, and brings all Secrets to what they should be.
    ///
    /// Run as a task on the loop, on a keeper that is not run otherwise. A Secret that nobody wants goes only where `removeAfter` is 0,
    /// since a round has no memory, or where removals are confirmed.
    ///
    /// - Parameters:
    ///   - limit: when it gives up; what is missing is in the report's problems.
    ///   - contactLimit: when it gives up if there was no answer of the API server at all.
    /// - Returns: what it did, and what is not as it should be.
    package func syncOnce(
        limit: Duration = .seconds(600),
        contactLimit: Duration = .seconds(30)
    ) async -> SyncReport {
        plan.identity.isRound = true
        let start = loop.preciseNow()
        let deadline = start.advanced(by: limit)
        let contactDeadline = start.advanced(by: contactLimit)
        let done = LoopSignal()
        let round = Task(executorPreference: loop) {
            await self.run { [self] in
                beginTerm { true }
                while !Task.isCancelled {
                    let now = loop.preciseNow()
                    if isRoundDone || now >= deadline || now >= contactDeadline && isServerSilent { done.fire() }
                    let soon = loop.preciseNow().advanced(by: .milliseconds(100))
                    await loop.sleep(until: min(soon, max(deadline, soon)))
                }
                await endTerm()
            }
        }
        await done.wait()
        outcomes.copies = plan.ours
        outcomes.problems = watchFailures.map { "\($0.key): \($0.value)" }.sorted()
        outcomes.isServerSilent = isServerSilent
        if outcomes.isServerSilent {
            outcomes.problems.append("no answer from the API server within \(contactLimit)")
        } else if loop.preciseNow() >= deadline, !isRoundDone {
            outcomes.problems.append("not done within \(limit)")
        }
        round.cancel()
        await round.value
        return outcomes
    }

    /// Whether the API server has answered nothing yet, not even with a refusal.
    private var isServerSilent: Bool {
        !plan.areNamespacesSynced && !plan.areMastersSynced && plan.slots.allSatisfy { !$0.isSynced }
            && watchFailures.values.allSatisfy(\.isUnanswered)
    }

    private var isRoundDone: Bool {
        guard fetching == 0, chores.isEmpty, events.isEmpty, plan.queue.isEmpty, plan.busy == 0 else { return false }
        // What the server refuses for good will not come by waiting.
        func isSettled(_ isSynced: Bool, _ name: String) -> Bool {
            isSynced || watchFailures[name].map { !$0.isTransient } ?? false
        }
        guard isSettled(plan.areNamespacesSynced, "namespaces"),
            isSettled(plan.areMastersSynced, "masters in namespace \(options.ownNamespace)"),
            plan.slots.allSatisfy({ isSettled($0.isSynced, "Secrets named \($0.secretName)") })
        else { return false }
        guard plan.isLeader else { return !plan.areMastersSynced }
        guard plan.areMastersSynced else { return true }
        return !plan.isFetchWanted && plan.nextFetchTime(now: now) ?? .infinity > now.steady
    }

    /// Takes everything of ours away: the copies of all names that we have or had, then the masters.
    ///
    /// Run as a task on the loop, on a keeper that is not run otherwise. Replicas that run are deposed first: the Lease is taken from
    /// their leader and held for ``depositionTime``, so that nothing is written back until they have been stopped. Somebody else's
    /// Secrets stay.
    ///
    /// - Returns: how many Secrets it removed, and how many of our names it left since they are not ours.
    /// - Throws: where the API server refuses; what was removed until then is gone.
    package func removeAll() async throws(KubernetesError) -> SyncReport {
        try await depose()
        var report = SyncReport()
        let ourMasters = try await client.list(PartialObject.self, mastersTarget.metadata).items.map(\.metadata)
            .filter { Marks.ownership(of: $0, owner: owner) != .foreign }
        var names = Set(plan.slots.map(\.secretName))
        for master in ourMasters {
            names.formUnion((master.annotations[Marks.secretNames] ?? "").split(separator: ",").map(String.init))
        }
        // Without masters no replica places anything; what one has placed before on an admission's hint goes in a second pass.
        try await removeCopies(named: names, &report)
        for master in ourMasters { try await remove(master, &report) }
        try await removeCopies(named: names, &report)
        return report
    }

    private func removeCopies(named names: Set<String>, _ report: inout SyncReport) async throws(KubernetesError) {
        report.conflicts = 0
        for name in names.sorted() {
            for copy in try await copies(named: name) {
                guard Marks.ownership(of: copy, owner: owner) != .foreign else {
                    report.conflicts += 1
                    continue
                }
                try await remove(copy, &report)
            }
        }
    }

    /// How long no replica leads after everything was removed, if it is not stopped.
    package static let depositionTime = Duration.seconds(120)

    /// Takes the Lease from whoever holds it, and waits until that one has noticed for sure.
    private func depose() async throws(KubernetesError) {
        let election = plan.configuration.keeper.leaderElection
        for attempt in 1...5 {
            guard
                let lease = try await client.lease(namespace: options.ownNamespace, name: election.leaseName),
                let holder = lease.spec.holderIdentity, !holder.isEmpty
            else { return }
            do throws(KubernetesError) {
                _ = try await client.updateLease(taken(lease))
            } catch {
                // The leader renews it every few seconds.
                guard error.isConflict, attempt < 5 else { throw error }
                continue
            }
            logger.notice("took the Lease from \(holder), and wait for it to notice")
            await loop.sleep(until: loop.preciseNow().advanced(by: election.renewDeadline))
            return
        }
    }

    private func taken(_ lease: LeaseObject) -> LeaseObject {
        let time = Timestamp.micro(clock.now())
        var lease = lease
        lease.spec = LeaseSpec(
            holderIdentity: options.identity,
            leaseDurationSeconds: Int(Self.depositionTime.components.seconds),
            acquireTime: time,
            renewTime: time,
            leaseTransitions: max(0, lease.spec.leaseTransitions ?? 0) &+ 1
        )
        return lease
    }

    private func copies(named name: String) async throws(KubernetesError) -> [ObjectMetadata] {
        guard !options.onlyNamespaces.isEmpty else {
            return try await client.list(PartialObject.self, .secretMetadata(named: name)).items.map(\.metadata)
        }
        var copies: [ObjectMetadata] = []
        for namespace in options.onlyNamespaces {
            let target = WatchTarget.secret(namespace: namespace, name: name).metadata
            copies += try await client.list(PartialObject.self, target).items.map(\.metadata)
        }
        return copies
    }

    private func remove(_ secret: ObjectMetadata, _ report: inout SyncReport) async throws(KubernetesError) {
        do throws(KubernetesError) {
            try await client.deleteSecret(
                namespace: secret.namespace,
                name: secret.name,
                uid: secret.uid,
                resourceVersion: nil,
                priority: .cleanUp
            )
            report.removed += 1
        } catch {
            guard error.isConflict else { throw error }
            logger.warning("\(error)")
            report.failures += 1
        }
    }
}

extension WatchTarget {
    /// The same, without data.
    var metadata: WatchTarget {
        var target = self
        target.metadataOnly = true
        return target
    }
}
