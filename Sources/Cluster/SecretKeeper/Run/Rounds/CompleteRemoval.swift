internal import Configuration
internal import Controllers
internal import Credentials
package import Kubernetes
internal import Logging
internal import Logs
internal import Names
internal import Text

extension SecretKeeper {
    /// Takes everything of ours away: the copies of all names that we have or had, then the masters.
    ///
    /// Run as a task on the loop, on a keeper that is not run otherwise. Replicas that run are deposed first: the Lease is taken from
    /// their leader and held for two minutes, so that nothing is written back until they have been stopped. Somebody else's
    /// Secrets stay.
    ///
    /// - Returns: how many Secrets it removed, and how many of our names it left since they are not ours.
    /// - Throws: where the API server refuses; what was removed until then is gone.
    package func removeAll() async throws(KubernetesError) -> SyncReport {
        var removal = CompleteRemoval(
            context: context,
            election: runner.plan.configuration.keeper.leaderElection,
            masters: masterWatch.target,
            secretNames: Set(runner.plan.copies.secretNames.map(\.secretName)),
            anonymousNames: Set(
                runner.plan.copies.secretNames.filter { $0.purpose == .anonymousTry }.map(\.secretName)
            )
        )
        return try await removal.run()
    }
}

/// Takes everything of ours away: the copies of all names that we have or had, then the masters.
struct CompleteRemoval: Sendable {
    /// How long no replica leads after everything was removed, if it is not stopped.
    static let depositionTime = Duration.seconds(120)

    private let context: KeeperContext
    private let election: LeaderElectionSettings
    /// The labelled Secrets of our own namespace.
    private let masters: WatchTarget
    private let secretNames: Set<String>
    /// Those of them that hold no credential, and that all installations may have.
    private var anonymousNames: Set<String>
    private var report = SyncReport()
    /// Names that could not be listed.
    private var missingRights: [String: KubernetesError] = [:]

    /// Makes ready to remove copies of `secretNames`, and of the names that masters tell.
    init(
        context: KeeperContext,
        election: LeaderElectionSettings,
        masters: WatchTarget,
        secretNames: Set<String>,
        anonymousNames: Set<String>
    ) {
        self.context = context
        self.election = election
        self.masters = masters
        self.secretNames = secretNames
        self.anonymousNames = anonymousNames
    }

    /// Removes everything; once.
    mutating func run() async throws(KubernetesError) -> SyncReport {
        try await depose()
        let ours = try await context.client.list(PartialObject.self, masters.metadata).items.map(\.metadata).filter(
            isOurs
        )
        var names = secretNames
        for master in ours {
            func told(_ key: String) -> [String] {
                (master.annotations[key] ?? "").split(separator: ",").map(String.init)
            }
            names.formUnion(told(PullpassKey.secretNames) + told(PullpassKey.anonymousSecretNames))
            anonymousNames.formUnion(told(PullpassKey.anonymousSecretNames))
        }
        // Without masters no replica places anything; what one has placed before on an admission's hint goes in a second pass.
        try await removeCopies(named: names)
        for master in ours { try await remove(master) }
        try await removeCopies(named: names)
        for (_, error) in missingRights.sorted(by: { $0.key < $1.key }) {
            context.logger.warning("\(error)", error.logFields)
            report.failures += 1
        }
        return report
    }

    private func isOurs(_ secret: ObjectMetadata) -> Bool { context.ownership.judge(secret, .pullSecret) != .foreign }

    private mutating func removeCopies(named names: Set<String>) async throws(KubernetesError) {
        report.conflicts = 0
        for name in names.sorted() {
            for copy in try await copies(named: name) {
                guard isOurs(copy) else {
                    // What another installation has under a name that it need not share with us is no conflict.
                    let isAnotherInstallations = copy.annotations[PullpassKey.owner] != nil
                    if !anonymousNames.contains(name) || !isAnotherInstallations { report.conflicts += 1 }
                    continue
                }
                try await remove(copy)
            }
        }
    }

    private mutating func copies(named name: String) async throws(KubernetesError) -> [ObjectMetadata] {
        let namespaces = context.options.onlyNamespaces
        let targets =
            namespaces.isEmpty
            ? [WatchTarget.secretMetadata(named: name)]
            : namespaces.map { WatchTarget.secret(namespace: $0, name: name).metadata }
        var copies: [ObjectMetadata] = []
        for target in targets {
            do throws(KubernetesError) {
                copies += try await context.client.list(CopyObject.self, target).items.map(\.metadata)
            } catch {
                // Rights from before there was such a Secret must not keep the credentials in place.
                guard anonymousNames.contains(name), error.isForbidden else { throw error }
                missingRights[name] = error
            }
        }
        return copies
    }

    private mutating func remove(_ secret: ObjectMetadata) async throws(KubernetesError) {
        do throws(KubernetesError) {
            try await context.client.deleteSecret(
                namespace: secret.namespace,
                name: secret.name,
                uid: secret.uid,
                resourceVersion: nil,
                priority: .cleanUp
            )
            report.removed += 1
        } catch {
            guard error.isConflict else { throw error }
            context.logger.warning("\(error)", error.logFields)
            report.failures += 1
        }
    }

    /// Takes the Lease from whoever holds it, and waits until that one has noticed for sure.
    private func depose() async throws(KubernetesError) {
        let namespace = context.options.ownNamespace
        for attempt in 1...5 {
            guard let lease = try await context.client.lease(namespace: namespace, name: election.leaseName),
                let holder = lease.spec.holderIdentity, !holder.isEmpty
            else { return }
            do throws(KubernetesError) {
                _ = try await context.client.updateLease(taken(lease))
            } catch {
                // The leader renews it every few seconds.
                guard error.isConflict, attempt < 5 else { throw error }
                continue
            }
            context.logger.notice("took the Lease from \(holder), and wait for it to notice", [.replica: "\(holder)"])
            await context.sleep(election.renewDeadline)
            return
        }
    }

    private func taken(_ lease: LeaseObject) -> LeaseObject {
        let time = context.clock.now().micro
        var lease = lease
        lease.spec = LeaseSpec(
            holderIdentity: context.options.identity,
            leaseDurationSeconds: Int(Self.depositionTime.components.seconds),
            acquireTime: time,
            renewTime: time,
            leaseTransitions: max(0, lease.spec.leaseTransitions ?? 0) &+ 1
        )
        return lease
    }
}
