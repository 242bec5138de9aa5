internal import Configuration
internal import Controllers
internal import EventLoop
package import Kubernetes
internal import Logging
internal import Logs
internal import Names

extension SecretKeeper {
    /// Takes everything of ours away: the copies of all names that we have or had, then the masters.
    ///
    /// Run as a task on the loop, on a keeper that is not run otherwise. It goes on past everything that is refused. Replicas that run are
    /// deposed first: the Lease is taken from their leader and held until the end, then deleted; those that have seen it write nothing back
    /// for two minutes more (``RemovalHolder``). Somebody else's Secrets stay. Where the task is cancelled it ends soon, and gives the Lease
    /// back.
    ///
    /// - Parameters:
    ///   - limit: when it ends, whatever is left: below the deadline of the Job that runs it.
    ///   - then: what is removed beside, as long as nobody leads.
    /// - Returns: what is gone, and what is left and why.
    /// - Throws: where nothing can be done at all: the API server does not answer, or does not know who asks.
    package func removeAll(
        limit: Duration = .seconds(150),
        then: @escaping @Sendable () async -> Void = {}
    ) async throws(KubernetesError) -> RemovalReport {
        let plan = runner.plan
        let removal = CompleteRemoval(
            context: context,
            masters: masterWatch.target,
            names: CompleteRemoval.Names(
                all: Set(plan.copies.secretNames.filter { !$0.purpose.isAlso }.map(\.secretName)),
                also: Set(plan.watchedNames.compactMap(AlsoPlace.init)),
                anonymous: Set(plan.copies.secretNames.filter { $0.purpose == .anonymousTry }.map(\.secretName)),
                registries: Set(plan.configuration.registries.map(\.name))
            )
        )
        let hold = LeaseHold(context: context, election: plan.configuration.keeper.leaderElection)
        let deadline = context.loop.preciseNow().advanced(by: limit)
        let outcome = await withDeadline(deadline, on: context.loop) { () -> Result<Void, KubernetesError> in
            do throws(KubernetesError) {
                do throws(KubernetesError) { try await hold.take() } catch {
                    if error.isUnanswered || error.isUnauthorized { throw error }
                    removal.note("\(error): who leads may write Secrets back; stop Pullpass' Pods, and run this again")
                }
                try await removal.run(holding: hold)
                await then()
                return .success(())
            } catch { return .failure(error) }
        }
        await hold.release()
        switch outcome {
        case .success?: break
        case .failure(let error)? where !error.isCancelled: throw error
        case .failure?, nil:
            removal.note(
                Task.isCancelled ? "it was ended before it was done" : "not done within \(limit.components.seconds) s"
            )
        }
        let report = removal.report
        // The log of a Job goes with it.
        if !report.isComplete { await reporter.tellNowOnLease(.warning, "SecretsLeft", report.brief) }
        return report
    }
}

/// Takes everything of ours away: the copies of all names that we have or had, then the masters.
///
/// Used on the keeper's loop only, hence the unchecked conformance.
final class CompleteRemoval: @unchecked Sendable {
    /// What is known before masters are read.
    struct Names: Sendable {
        var all: Set<String>
        /// Those of `also`, each in its namespace.
        var also: Set<AlsoPlace> = []
        /// Those of them that hold no credential, and that all installations may have.
        var anonymous: Set<String>
        /// The registries that are configured: who runs this again knows them without masters.
        var registries: Set<String>
    }

    /// How many deletions are under way at once; the API server answers one in a few milliseconds.
    private static let workers = 16

    private let context: KeeperContext
    /// The labelled Secrets of our own namespace.
    private let masters: WatchTarget
    private var names: Names
    /// The UIDs of what was deleted.
    private var removed: Set<String> = []
    private var conflicts = 0
    private var problems: [String] = []
    /// Whether everything has been tried once.
    private var isSecondPass = false
    /// What is left, by namespace and name.
    private var left: [[String]: RemovalReport.Leftover] = [:]

    init(context: KeeperContext, masters: WatchTarget, names: Names) {
        self.context = context
        self.masters = masters
        self.names = names
    }

    /// Tells of something that did not work.
    func note(_ problem: String) { problems.append(problem) }

    /// What has been done until now.
    var report: RemovalReport {
        var report = RemovalReport()
        report.removed = removed.count
        report.conflicts = conflicts
        report.left = left.values.sorted { ($0.name, $0.namespace) < ($1.name, $1.namespace) }
        report.problems = problems
        report.commands = commands
        return report
    }

    /// Removes everything, once.
    func run(holding hold: LeaseHold) async throws(KubernetesError) {
        let result = await withTaskGroup(of: Result<Void, KubernetesError>?.self) { group in
            group.addTask {
                await hold.keep()
                return nil
            }
            group.addTask {
                do throws(KubernetesError) { return .success(try await self.removeEverything()) } catch {
                    return .failure(error)
                }
            }
            for await result in group where result != nil {
                group.cancelAll()
                return result
            }
            return nil
        }
        try result?.get()
    }

    private func removeEverything() async throws(KubernetesError) {
        let ours = try await readMasters()
        for master in ours {
            names.all.formUnion(Self.told(master, PullpassKey.secretNames))
            names.all.formUnion(Self.told(master, PullpassKey.anonymousSecretNames))
            names.anonymous.formUnion(Self.told(master, PullpassKey.anonymousSecretNames))
            names.also.formUnion(Self.toldPlaces(master))
        }
        // Without masters no replica places anything; what one has placed before on an admission's hint goes in a second pass.
        await removeCopies()
        let unfinished = Set(left.values.map(\.name))
        let (kept, obsolete) = ours.partitioned { self.isLastToKnow($0, unfinished) }
        await remove(obsolete)
        isSecondPass = true
        await removeCopies()
        for master in kept {
            keep(master, "it remembers the names of Secrets that are left", isForbidden: false)
        }
    }

    private func readMasters() async throws(KubernetesError) -> [ObjectMetadata] {
        do throws(KubernetesError) {
            return try await context.client.list(PartialObject.self, masters).items.map(\.metadata).filter(isOurs)
        } catch {
            guard error.isForbidden else { throw error }
            note("\(error): only the Secrets of the configuration's names are removed")
            return []
        }
    }

    /// Whether only this master tells that a registry had Secrets, and some are left that a further try may find.
    private func isLastToKnow(_ master: ObjectMetadata, _ unfinished: Set<String>) -> Bool {
        guard let registry = MasterSecret.registry(ofSecret: master.name), !names.registries.contains(registry) else {
            return false
        }
        return Self.told(master, PullpassKey.secretNames).contains(where: unfinished.contains)
            || Self.toldPlaces(master).contains { unfinished.contains($0.name) }
    }

    private static func toldPlaces(_ master: ObjectMetadata) -> [AlsoPlace] {
        (master.annotations[PullpassKey.alsoSecrets] ?? "").split(separator: ",").prefix(AlsoSecret.mostPlaces)
            .compactMap { AlsoPlace(String($0)) }
    }

    private static func told(_ master: ObjectMetadata, _ key: String) -> [String] {
        (master.annotations[key] ?? "").split(separator: ",").map(String.init).filter { NameRules.isSubdomain($0) }
    }

    private func isOurs(_ secret: ObjectMetadata) -> Bool { context.ownership.judge(secret, .pullSecret) != .foreign }

    // MARK: Copies

    private func removeCopies() async {
        conflicts = 0
        left = left.filter { $0.value.namespace == context.options.ownNamespace }
        let named = names.all.sorted().map { ($0, context.options.onlyNamespaces) }
        let also = names.also.sorted { $0.text < $1.text }.map { ($0.name, [$0.namespace]) }
        for (name, namespaces) in named + also where !Task.isCancelled {
            for copies in await copies(named: name, in: namespaces) {
                let ours = copies.filter { copy in
                    guard !isOurs(copy) else { return true }
                    // What another installation has under a name that it need not share with us is no conflict.
                    let isAnotherInstallations = copy.annotations[PullpassKey.owner] != nil
                    if !names.anonymous.contains(name) || !isAnotherInstallations { conflicts += 1 }
                    return false
                }
                await remove(ours)
            }
        }
    }

    /// All Secrets of a name: one list, or one for each of the only namespaces that are looked at.
    private func copies(named name: String, in namespaces: [String]) async -> [[ObjectMetadata]] {
        let targets =
            namespaces.isEmpty
            ? [("", WatchTarget.secretMetadata(named: name))]
            : namespaces.map { ($0, WatchTarget.secret(namespace: $0, name: name).metadata) }
        var all: [[ObjectMetadata]] = []
        for (namespace, target) in targets {
            do throws(KubernetesError) {
                all.append(try await context.client.list(CopyObject.self, target).items.map(\.metadata))
            } catch {
                // A namespace that is gone has nothing in it.
                if error.isCancelled || error.isNotFound { continue }
                note(namespace: namespace, name: name, "\(error)", isForbidden: error.isAccessDenied)
            }
        }
        return all
    }

    private func remove(_ secrets: [ObjectMetadata]) async {
        await withDiscardingTaskGroup { group in
            let queue = Deletions(secrets)
            for _ in 0..<min(Self.workers, secrets.count) {
                group.addTask {
                    while !Task.isCancelled, let secret = queue.next() { await self.remove(secret) }
                }
            }
        }
    }

    private func remove(_ secret: ObjectMetadata) async {
        if secret.isTerminating {
            removed.remove(secret.uid)
            // It may go meanwhile.
            return isSecondPass ? keep(secret, Self.finalizer, isForbidden: false) : ()
        }
        do throws(KubernetesError) {
            let answer = try await context.client.deleteSecret(
                namespace: secret.namespace,
                name: secret.name,
                uid: secret.uid,
                resourceVersion: nil,
                priority: .cleanUp
            )
            // Copies are looked at once more, masters are not.
            guard answer == .gone || secret.namespace != context.options.ownNamespace else {
                return keep(secret, Self.finalizer, isForbidden: false)
            }
            removed.insert(secret.uid)
            left[[secret.namespace, secret.name]] = nil
        } catch {
            guard !error.isCancelled else { return }
            keep(secret, "\(error)", isForbidden: error.isAccessDenied)
        }
    }

    // MARK: What is left

    private static let finalizer = "it is being deleted, and a finalizer keeps it"

    private func keep(_ secret: ObjectMetadata, _ reason: String, isForbidden: Bool) {
        note(namespace: secret.namespace, name: secret.name, reason, isForbidden: isForbidden)
    }

    private func note(namespace: String, name: String, _ reason: String, isForbidden: Bool) {
        left[[namespace, name]] = RemovalReport.Leftover(
            namespace: namespace,
            name: name,
            reason: reason,
            isForbidden: isForbidden
        )
    }

    /// The most commands that are told: names that somebody wrote into masters.
    private static let mostCommands = 20

    private var commands: [String] {
        let masters = left.values.filter { MasterSecret.registry(ofSecret: $0.name) != nil }
        let names = Set(left.values.map(\.name)).subtracting(masters.map(\.name))
        let all =
            names.sorted().flatMap { RemovalByHand.commands(named: $0, in: context.options.onlyNamespaces) }
            + masters.map(\.name).sorted().map { RemovalByHand.command(master: $0, in: context.options.ownNamespace) }
        return Array(all.prefix(Self.mostCommands))
    }
}

/// Secrets that are still to be deleted, for several workers.
///
/// Used on the keeper's loop only, hence the unchecked conformance.
private final class Deletions: @unchecked Sendable {
    private var waiting: ArraySlice<ObjectMetadata>

    init(_ secrets: [ObjectMetadata]) { waiting = secrets[...] }

    func next() -> ObjectMetadata? { waiting.popFirst() }
}

extension [ObjectMetadata] {
    /// Those for which something holds, and the others.
    fileprivate func partitioned(by holds: (ObjectMetadata) -> Bool) -> (yes: [ObjectMetadata], no: [ObjectMetadata]) {
        (filter(holds), filter { !holds($0) })
    }
}
