internal import Configuration
internal import Controllers
internal import Credentials
internal import EventLoop
internal import Kubernetes
internal import Logging
internal import Logs
internal import Metrics
internal import Names

/// Does the work that the plan hands out: makes, restores, renews and removes copies.
///
/// Used on the keeper's loop only, hence the unchecked conformance.
final class CopyWriter: @unchecked Sendable {
    private let context: KeeperContext
    private let runner: PlanRunner
    private let reporter: Reporter
    private let masters: Masters
    private let term: Term
    private let own: OwnCredentials
    /// Of an API server that does not answer; all workers leave it alone together.
    private var backoff = Backoff.server
    private var pausedUntil: LoopInstant?
    /// The only namespace in which the API server has failed with an internal error, or too late, since the last success.
    private var failedAlone: String?

    init(
        context: KeeperContext,
        runner: PlanRunner,
        reporter: Reporter,
        masters: Masters,
        term: Term,
        own: OwnCredentials
    ) {
        self.own = own
        self.context = context
        self.runner = runner
        self.reporter = reporter
        self.masters = masters
        self.term = term
    }

    /// Takes and does work, one piece after the other, until the task is cancelled.
    func work(upTo last: PlannedWork.Level) async {
        let worker = LoopSignal()
        while !Task.isCancelled {
            if let pausedUntil, pausedUntil > context.loop.preciseNow() {
                await context.loop.sleep(until: pausedUntil)
                continue
            }
            guard let work = runner.plan.takeWork(upTo: last, now: runner.now) else {
                await runner.waitForWork(upTo: last, worker)
                continue
            }
            let outcome = await perform(work)
            runner.plan.workFinished(work, outcome, now: runner.now)
            switch outcome {
            case .written: runner.followUp()
            case .unavailable:
                runner.changed()
                // Whatever the plan thinks, the loop must get to its other tasks: the election is one of them.
                await context.loop.nextRound()
            // A delay may have begun, or the last copy of a name may be gone: both loops look again.
            default: runner.changed()
            }
        }
    }

    /// The fetches that may begin now, each with the write of what it brings; each counts as under way from now on.
    func takeOwnWork() -> [@Sendable () async -> Void] {
        var tasks: [@Sendable () async -> Void] = []
        while let work = runner.plan.takeOwnWork(now: runner.now) {
            tasks.append { [self] in
                if let pausedUntil, pausedUntil > context.loop.preciseNow() {
                    await context.loop.sleep(until: pausedUntil)
                }
                let outcome = await perform(work)
                runner.plan.workFinished(work, outcome, now: runner.now)
                runner.changed()
            }
        }
        return tasks
    }

    private func perform(_ work: PlannedWork) async -> WorkOutcome {
        // All but the placement after a hint is the leader's, and it ends at the deadline to the moment.
        if case .place(asksFirst: true) = work.kind {} else if !term.isLeading { return .unavailable }
        var content: Content?
        if work.isFetch, let registry = work.purpose.registry {
            switch await own.content(for: work, of: registry) {
            case .success(let fetched): content = Content(fetched)
            case .failure(let failure): return failure.outcome
            }
            guard term.isLeading, runner.plan.isStillMeant(work) else { return .unavailable }
        }
        do throws(KubernetesError) {
            let outcome = try await attempt(work, content)
            backoff.reset()
            pausedUntil = nil
            failedAlone = nil
            return outcome
        } catch {
            return failed(work, error)
        }
    }

    private func attempt(_ work: PlannedWork, _ content: Content?) async throws(KubernetesError) -> WorkOutcome {
        let metrics = context.metrics
        switch work.kind {
        case .place(let asksFirst):
            if asksFirst {
                let found = try await context.client.secretMetadata(
                    namespace: work.namespace,
                    name: work.secretName,
                    priority: work.level.priority
                )
                guard found == nil else { return .found }
            }
            let outcome = try await apply(work, content, nil, force: false)
            metrics.placed.child(work.purpose.label).increment()
            reporter.outcomes.placed += 1
            return outcome
        case .repair(let uid, let version):
            let judged = Preconditions(uid: uid, resourceVersion: version)
            let outcome = try await apply(work, content, judged, force: true)
            metrics.repaired.child(work.purpose.label).increment()
            reporter.outcomes.repaired += 1
            return outcome
        case .rotate(let uid, let version):
            let judged = Preconditions(uid: uid, resourceVersion: version)
            let outcome = try await apply(work, content, judged, force: false)
            // It has what it had, and labels.
            guard work.level != .labels else {
                reporter.outcomes.labelled += 1
                return outcome
            }
            metrics.rotated.child(work.purpose.label).increment()
            reporter.outcomes.rotated += 1
            return outcome
        case .clear(let uid, let version):
            let judged = Preconditions(uid: uid, resourceVersion: version)
            guard try await delete(work, judged) == .gone else { return .kept }
            metrics.repaired.child(work.purpose.label).increment()
            reporter.outcomes.repaired += 1
            return .removed
        case .remove(let uid, let version):
            let judged = Preconditions(uid: uid, resourceVersion: version)
            guard try await delete(work, judged) == .gone else { return .kept }
            metrics.removed.child(work.purpose.label).increment()
            reporter.outcomes.removed += 1
            return .removed
        }
    }

    private func delete(_ work: PlannedWork, _ judged: Preconditions) async throws(KubernetesError) -> DeletionAnswer {
        try await context.client.deleteSecret(
            namespace: work.namespace,
            name: work.secretName,
            uid: judged.uid,
            resourceVersion: judged.resourceVersion,
            priority: work.level.priority
        )
    }

    private func apply(
        _ work: PlannedWork,
        _ content: Content?,
        _ judged: Preconditions?,
        force: Bool
    ) async throws(KubernetesError) -> WorkOutcome {
        // Of a master what it holds by now.
        let content = work.isFetch ? content : self.content(of: work)
        if content == nil, case .also(_, let secret)? = work.target?.content { return unfit(work, secret) }
        guard let content else { return .unavailable }
        let annotations = context.ownership.annotations.merging(content.annotations) { $1 }.merging(Ownership.note) {
            $1
        }
        let manifest = SecretManifest(
            namespace: work.namespace,
            name: work.secretName,
            type: content.type,
            data: content.data,
            labels: content.labels.merging(Ownership.labels(ofRegistry: work.purpose.registry)) { $1 },
            annotations: annotations,
            uid: judged?.uid,
            // Without, it would merge into whatever the watch has not told of yet: somebody's Secret would become ours, and a credential would
            // come to where it must not be written over, as in what a finalizer keeps. Sent again after an answer that was lost it is a
            // conflict, until the watch tells of what the first one has made.
            resourceVersion: judged?.resourceVersion ?? ObjectMetadata.versionOfNone
        )
        let (manager, priority) = (ClusterNames.fieldManager, work.level.priority)
        guard case .also(_, let secret)? = work.target?.content else {
            let metadata = try await context.client.applySecret(
                manifest,
                fieldManager: manager,
                force: force,
                priority: priority
            )
            return .written(ObservedCopy(metadata, context.ownership))
        }
        let answer = try await context.client.applySecret(
            manifest,
            reading: AlsoObject.self,
            fieldManager: manager,
            force: force,
            priority: priority
        )
        return .written(ObservedCopy(also: answer.metadata, context.ownership, as: secret, secret.fingerprint))
    }

    /// The bytes that a copy gets, and what its annotations say of them.
    private struct Content {
        var type = SecretObject.dockerConfigJSONType
        let data: [String: [UInt8]]
        var labels: [String: String] = [:]
        let annotations: [String: String]

        init(_ bytes: [UInt8], revision: String) {
            data = [SecretObject.dockerConfigJSONKey: bytes]
            annotations = [PullpassKey.revision: revision]
        }

        init(_ own: OwnContent) {
            data = [SecretObject.dockerConfigJSONKey: own.bytes]
            annotations = own.annotations
        }

        /// Of an entry of `also`; nil where it does not fit the credential.
        init?(_ secret: AlsoSecret, from dockerConfigJSON: [UInt8], revision: String) {
            guard case .success(let data) = secret.filled(from: dockerConfigJSON) else { return nil }
            type = secret.type
            self.data = data
            labels = secret.labels
            annotations = secret.annotations.merging([
                PullpassKey.revision: CopyTarget.revision(revision, of: secret.fingerprint),
                PullpassKey.secretType: secret.type,
            ]) { $1 }
        }
    }

    /// What a copy gets that is there already; nil where it is to be fetched, or nobody knows it.
    private func content(of work: PlannedWork) -> Content? {
        switch work.target?.content {
        case .master(let registry)?:
            // What has become a mark meanwhile holds nothing that could be copied.
            masters.records[registry].flatMap {
                $0.state.isMark ? nil : Content($0.content, revision: $0.state.revision)
            }
        case .anonymous(let content)?: Content(content.auths.dockerConfigJSON(), revision: content.revision)
        case .also(let registry, let secret)?:
            masters.records[registry].flatMap {
                $0.state.isMark ? nil : Content(secret, from: $0.content, revision: $0.state.revision)
            }
        case .own?, nil: nil
        }
    }

    /// Tells why an entry of `also` does not fit the credential, which no further try mends.
    private func unfit(_ work: PlannedWork, _ secret: AlsoSecret) -> WorkOutcome {
        guard let registry = work.purpose.registry, let record = masters.records[registry], !record.state.isMark,
            case .failure(let fault) = secret.filled(from: record.content)
        else { return .unavailable }
        reporter.outcomes.failures += 1
        if runner.plan.mayTellFailure(of: work, now: runner.now) {
            reporter.tellNamespace(
                "CredentialUnfit",
                on: work.secretName,
                in: work.namespace,
                "Secret \(work.namespace)/\(work.secretName) cannot be made of the credential of registry \(registry): \(fault.reason).",
                work.logFields
            )
        }
        return .unfit
    }

    private func failed(_ work: PlannedWork, _ error: KubernetesError) -> WorkOutcome {
        if error.isCancelled { return .unavailable }
        if error.isNamespaceTerminating || error.isNotFound { return .namespaceGone }
        if error.isTransient || error.isUnauthorized, isOfAll(error, in: work.namespace) {
            pauseForServer(error)
            return .unavailable
        }
        if error.isUIDMismatch || error.isConflict || error.isAlreadyExists { return .conflict }
        reporter.outcomes.failures += 1
        let isUpdate = work.kind.right == .update
        if error.isImmutable, isUpdate, error.status?.causes.contains(where: { $0.field.hasPrefix("data") }) == true {
            let message =
                "Secret \(work.namespace)/\(work.secretName) is immutable and cannot get \(work.purpose.news): delete it, and Pullpass "
                + "makes it anew."
            if runner.plan.mayTell(work.key.row, now: runner.now.steady) {
                reporter.tellNamespace(
                    "ImmutableSecret",
                    on: work.secretName,
                    in: work.namespace,
                    message,
                    work.logFields
                )
            }
            return .immutable
        }
        guard !error.isMissingRight else {
            tellOperator(of: error, refusing: work)
            // It may be this namespace alone: by its Role, or by an authorizer that has something against it.
            if runner.plan.mayTellFailure(of: work, now: runner.now) {
                reporter.tell(.warning, "AccessDenied", on: work.secretName, in: work.namespace, "\(error)")
            }
            return .forbidden
        }
        if runner.plan.mayTellFailure(of: work, now: runner.now) {
            let reason = error.isQuotaExceeded ? "QuotaExceeded" : "SecretRefused"
            reporter.tellNamespace(
                reason,
                on: work.secretName,
                in: work.namespace,
                "\(error)",
                error.logFields.adding(work.logFields)
            )
        }
        if error.isTimeout { return .timedOut }
        return error.isQuotaExceeded ? .quotaExceeded : .refused
    }

    /// Tells the operator of a right that is missing: in the log each namespace that is refused before it is known to be missing in all, and at
    /// the master what is to be mended there.
    private func tellOperator(of error: KubernetesError, refusing work: PlannedWork) {
        let isOfNamespace = runner.plan.areRightsOfNamespaces(work.purpose)
        guard isOfNamespace ? runner.plan.failures(of: work) == 0 : runner.plan.refusals(of: work) == 0 else { return }
        if isOfNamespace || runner.plan.isFirstRefusal(of: work) {
            context.logger.error("\(error)", error.logFields.adding(work.logFields))
        }
        // A ClusterRole is right as long as it is one namespace that is refused.
        if isOfNamespace || runner.plan.showsMissingRight(work) {
            reporter.tell(.warning, "AccessDenied", about: work.purpose, "\(error)")
        }
    }

    /// Whether a failure of the API server's concerns every namespace.
    ///
    /// An internal error may be what somebody's webhook has brought about in its own (a patch that makes no Secret), in any words: it takes a
    /// second namespace with no success between. So does an answer that does not come in time, since webhooks are called one after the other.
    private func isOfAll(_ error: KubernetesError, in namespace: String) -> Bool {
        guard error.isInternal || error.isTimeout else { return true }
        // There is no second namespace to tell by, or no later time.
        if error.isTimeout, context.options.onlyNamespaces.count == 1 || runner.plan.identity.isRound { return true }
        guard let failedAlone, failedAlone != namespace else {
            failedAlone = namespace
            return false
        }
        return true
    }

    /// Leaves the API server alone for a while, longer each time; the work stays where it is.
    private func pauseForServer(_ error: KubernetesError) {
        if backoff.failures == 0 { context.logger.warning("\(error)", error.logFields) }
        if let pausedUntil, pausedUntil > context.loop.preciseNow() { return }
        let delay = backoff.next(random: runner.plan.random.next())
        pausedUntil = context.loop.preciseNow().advanced(by: delay)
    }
}

extension PlannedWork {
    /// Which Secret it is about.
    fileprivate var logFields: LogFields {
        purpose.logFields.adding([.namespace: "\(namespace)", .secret: "\(secretName)"])
    }
}

extension PlannedWork.Level {
    /// How its requests go out: in the order in which the work was handed out.
    fileprivate var priority: RequestPriority {
        switch self {
        case .hinted: .placement
        case .urgent: .urgentRotation
        case .absent: .absent
        case .repair: .repair
        case .rotation: .rotation
        case .removal, .labels: .cleanUp
        }
    }
}
