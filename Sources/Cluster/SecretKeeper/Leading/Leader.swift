internal import Configuration
internal import Credentials
internal import Kubernetes
internal import Logging
internal import Metrics
internal import Sockets

extension Keeper {
    /// Takes part in the election; leads from each `started` to its `stopped`.
    func standForElection() async {
        let settings = plan.configuration.keeper.leaderElection
        let elector = LeaderElector(
            client: client,
            namespace: options.ownNamespace,
            name: settings.leaseName,
            identity: options.identity,
            timing: LeaderTiming(
                leaseDuration: settings.leaseDuration,
                renewDeadline: settings.renewDeadline,
                retryPeriod: settings.retryPeriod
            ),
            now: clock.now
        )
        await elector.run { [self] change in
            switch change {
            case .started:
                onOwnNamespace?(true)
                logger.notice("\(options.identity) leads")
                beginTerm { elector.isLeader }
            case .stopped:
                logger.notice("\(options.identity) leads no longer")
                await endTerm()
            case .leaderSeen(let identity):
                onOwnNamespace?(true)
                logger.info("\(identity) leads")
            case .failed(let error):
                if error.isNamespaceMissing { onOwnNamespace?(false) }
                if watchFailures["the Lease"] != error { logger.warning("\(error)") }
                watchFailures["the Lease"] = error
            }
        }
    }

    /// Starts the leader's work.
    func beginTerm(isLeading: @escaping @Sendable () -> Bool) {
        guard term == nil else { return }
        self.isLeading = isLeading
        watchFailures["the Lease"] = nil
        metrics.leader.set(1)
        onLeadership?(true)
        term = Task(executorPreference: loop) { await self.lead() }
    }

    /// Ends the leader's work, requests under way included.
    func endTerm() async {
        guard let term else { return }
        isLeading = { false }
        plan.lead(false, now: now)
        metrics.leader.set(0)
        onLeadership?(false)
        term.cancel()
        await term.value
        self.term = nil
        changed()
    }

    private func lead() async {
        guard await readMasters() else { return }
        plan.lead(true, now: now)
        changed()
        let watches = KeyedTasks(loop: loop) { [unowned self] name in
            await sources.watch(name) { [self] in
                plan.sourceChanged(name, now: now)
                changed()
            }
        }
        await withDiscardingTaskGroup { group in
            for _ in 0..<max(1, options.workers) { group.addTask { await self.work(upTo: .removal) } }
            for _ in 0..<2 { group.addTask { await self.work(upTo: .repair) } }
            group.addTask { await self.watchFiles() }
            group.addTask { await self.watchQuotas() }
            while !Task.isCancelled {
                watches.want(Set(fetchers.values.flatMap(\.inputs.secretNames)))
                for chore in masterChores() { group.addTask { await chore() } }
                for registry in plan.takeDueFetches(now: now) {
                    fetching += 1
                    group.addTask {
                        await self.fetch(registry)
                        self.fetching -= 1
                        self.signal.fire()
                    }
                }
                await leaderSignal.wait(until: nextLook(), on: loop)
            }
            group.cancelAll()
            // Before the group waits for its tasks: a fetch may be waiting for a Secret that is not seen yet.
            await watches.end()
        }
    }

    /// Reads the masters once at the start of a term: with an older sight of them than the last leader's, copies would be taken back
    /// to an older credential.
    private func readMasters() async -> Bool {
        var failures = 0
        while !Task.isCancelled {
            do throws(KubernetesError) {
                takeMasters(try await client.list(SecretObject.self, mastersTarget).items)
                return true
            } catch {
                watch("masters in namespace \(options.ownNamespace)", is: .failing(error))
                failures += 1
                let delay = Backoff.server.delay(afterFailures: failures, random: plan.random.next())
                await loop.sleep(until: loop.preciseNow().advanced(by: .seconds(delay)))
            }
        }
        return false
    }
}
