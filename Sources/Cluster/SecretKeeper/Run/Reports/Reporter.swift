internal import Configuration
internal import Controllers
internal import Credentials
internal import EventLoop
internal import Kubernetes
internal import Logging
internal import Logs
internal import Metrics
internal import Names
internal import Text

/// What people are told beside the metrics: log lines, Events, and the report of a round.
///
/// Used on the keeper's loop only, hence the unchecked conformance.
final class Reporter: @unchecked Sendable {
    private let context: KeeperContext
    private let masters: Masters
    private let recorder: EventRecorder
    private let term: Term
    private var tenantLines = LineAllowance()
    let events = EventQueue()
    /// What has been done since the start.
    var outcomes = SyncReport()

    init(context: KeeperContext, masters: Masters, term: Term) {
        self.term = term
        self.context = context
        self.masters = masters
        recorder = EventRecorder(
            client: context.client,
            component: ClusterNames.fieldManager,
            instance: context.options.identity,
            wallClock: context.clock
        )
    }

    /// Writes Events until the task is cancelled; tells by a signal when none is left.
    func writeEvents(idle: LoopSignal) async {
        await events.write(with: recorder) { idle.fire() }
    }

    /// An Event on a Secret, which need not exist: it stands in its namespace.
    func tell(
        _ kind: EventManifest.Kind,
        _ reason: String,
        on secretName: String,
        in namespace: String,
        uid: String = "",
        _ message: String
    ) {
        let secret = ObjectReference(kind: "Secret", namespace: namespace, name: secretName, uid: uid)
        events.add(
            EventManifest(regarding: secret, kind: kind, reason: reason, message: message),
            isOfOthers: namespace != context.options.ownNamespace
        )
    }

    /// An Event on the master of a registry.
    func tell(_ kind: EventManifest.Kind, _ reason: String, onMasterOf registry: String, _ message: String) {
        let uid = masters.records[registry]?.uid ?? masters.empty[registry]?.uid ?? ""
        tell(kind, reason, on: MasterSecret.name(of: registry), in: context.options.ownNamespace, uid: uid, message)
    }

    /// An Event about what a tenant has done, by the leader, and a line: not more of these than can be read.
    func tellTenant(
        _ reason: String,
        on secretName: String,
        in namespace: String,
        uid: String = "",
        _ message: String
    ) {
        warn(message, [.namespace: "\(namespace)", .secret: "\(secretName)", .reason: "\(reason)"])
        if term.isLeading { tell(.warning, reason, on: secretName, in: namespace, uid: uid, message) }
    }

    /// An Event about what has become of a Secret in its namespace, by whoever tried it, and a line: not more of these than can be read.
    func tellNamespace(
        _ reason: String,
        on secretName: String,
        in namespace: String,
        _ message: String,
        _ fields: LogFields
    ) {
        warn(message, fields)
        tell(.warning, reason, on: secretName, in: namespace, message)
    }

    /// An Event about what copies are for: on the master of a registry, or on the Lease, since the anonymous try has no master.
    func tell(_ kind: EventManifest.Kind, _ reason: String, about purpose: CopyPurpose, _ message: String) {
        if let registry = purpose.registry {
            tell(kind, reason, onMasterOf: registry, message)
        } else {
            tellOnLease(kind, reason, message)
        }
    }

    /// An Event on the Lease, written before this returns.
    func tellNowOnLease(_ kind: EventManifest.Kind, _ reason: String, _ message: String) async {
        tellOnLease(kind, reason, message)
        await events.flush(with: recorder)
    }

    private func tellOnLease(_ kind: EventManifest.Kind, _ reason: String, _ message: String) {
        let lease = ObjectReference.lease(context.leaseName, in: context.options.ownNamespace)
        events.add(EventManifest(regarding: lease, kind: kind, reason: reason, message: message))
    }

    /// A line about what a tenant has done: whoever makes namespaces makes as many as he likes.
    private func warn(_ message: String, _ fields: LogFields) {
        guard let held = tenantLines.take(now: context.loop.preciseNow()) else { return }
        context.logger.warning(
            "\(message)\(held > 0 ? " (\(held) such lines were held back)" : "")",
            held > 0 ? fields.adding([.suppressed: .number(held)]) : fields
        )
    }

    /// Tells what the plan has noticed.
    func report(_ notice: PlanNotice) {
        switch notice {
        case .foreign(let namespace, let secretName, let purpose, let uid):
            context.metrics.conflicted.child(purpose.label).increment()
            outcomes.conflicts += 1
            let message =
                "Secret \(namespace)/\(secretName) is not Pullpass' (\(context.ownership.owner)) and is left alone: "
                + "\(purpose.lossByForeignSecret)."
            warn(message, purpose.logFields.adding([.namespace: "\(namespace)", .secret: "\(secretName)"]))
            tell(.warning, "ForeignSecret", on: secretName, in: namespace, uid: uid, message)
        case .kept(let namespace, let secretName, let purpose, let uid):
            let message =
                "Secret \(namespace)/\(secretName) is being deleted and a finalizer keeps it, so that it cannot get \(purpose.news). Have "
                + "whoever put the finalizer there finish, or take it away: Pullpass then makes the Secret anew."
            warn(message, purpose.logFields.adding([.namespace: "\(namespace)", .secret: "\(secretName)"]))
            tell(.warning, "SecretTerminating", on: secretName, in: namespace, uid: uid, message)
        case .alsoInOwnNamespace(let registry, let secretName):
            let message =
                "Secret \(secretName) (also of registry \(registry)) is not made in \(context.options.ownNamespace), which is Pullpass' own: whoever "
                + "reads there reads every credential. Take the namespace out of its namespaces."
            context.logger.error("\(message)", [.registry: "\(registry)"])
            tell(.warning, "AlsoInOwnNamespace", onMasterOf: registry, message)
        case .removalHeld(let unwanted, let total):
            let message =
                "\(unwanted) of \(total) Secrets are not wanted any more; as these are more than half, none is removed. If that is "
                + "meant, run once with --confirm-removal; otherwise look at namespaceSelector and the registries."
            context.logger.error("\(message)", [.count: .number(unwanted), .total: .number(total)])
            outcomes.isRemovalHeld = true
            tellOnLease(.warning, "RemovalHeld", message)
        case .credentialMissing(let namespace, let secretName, let registry):
            let message =
                "Pods here get Secret \(secretName), and registry \(registry) has no credential now: it is missing or out of date, and images of "
                + "that registry may not be pulled. Whoever runs Pullpass finds the reason in the annotation \(PullpassKey.lastError) of Secret "
                + "\(context.options.ownNamespace)/\(MasterSecret.name(of: registry)); Pods that wait are helped as soon as it is mended."
            warn(
                "namespace \(namespace): \(message)",
                [.namespace: "\(namespace)", .secret: "\(secretName)", .registry: "\(registry)"]
            )
            tell(.warning, "CredentialMissing", on: secretName, in: namespace, message)
        case .undone(let namespace, let secretName, let purpose, let editor, let times):
            let culprit = editor.map { "\($0.debugDescription) changes" } ?? purpose.suspicion
            let message =
                "\(culprit) Secret \(namespace)/\(secretName) \(purpose.words) each time that Pullpass restores it, \(times) times "
                + "within minutes. It is restored ever more seldom from now on, down to once in 5 minutes, and Pods may be unable to pull until "
                + "then. Find who does it (managedFields, audit log; often a controller that prunes what it has not made) and exclude Secrets "
                + "with annotation \(PullpassKey.owner), or opt the namespace out."
            let fields: LogFields = [
                .namespace: "\(namespace)", .secret: "\(secretName)", .times: .number(times),
            ]
            warn(message, purpose.logFields.adding(fields))
            tell(.warning, "SecretUndone", on: secretName, in: namespace, message)
        case .rotationLate(let registry, let waiting, let needed, let left):
            let end =
                left > .zero
                ? "ends in \(left.components.seconds) s" : "ended \((.zero - left).components.seconds) s ago"
            let message =
                "\(waiting) Secrets still have the old credential of registry \(registry), which \(end); at the present pace all that wait are "
                + "written in \(needed.components.seconds) s. Raise keeper.requestsPerSecond; where pullpass_keeper_secrets_backing_off is high, "
                + "Events with the reason SecretUndone name the namespaces that keep Pullpass busy."
            context.logger.warning("\(message)", [.registry: "\(registry)", .count: .number(waiting)])
            tell(.warning, "RotationLate", onMasterOf: registry, message)
        case .spreadingTooSlow(let registry, let needed, let left):
            context.metrics.slowSpreading.child(registry).increment()
            let message =
                "The credential of registry \(registry) lives for \(max(.zero, left).components.seconds) s more, but writing it everywhere takes about "
                + "\(needed.components.seconds) s: raise keeper.requestsPerSecond, or select fewer namespaces."
            context.logger.warning(
                "\(message)",
                [.registry: "\(registry)", .seconds: .number(needed.components.seconds)]
            )
            tell(.warning, "SpreadingTooSlow", onMasterOf: registry, message)
        case .shortLived(let registry, let life, let pause, let stale, let advice):
            let consequence =
                stale > .zero
                ? "one is replaced after \(pause.components.seconds) s at the earliest, so that the keeper does not write all Secrets without end; until "
                    + "then they hold one that has ended, for about \(stale.roundedUpSeconds) s each time, and Pods cannot pull with it"
                : "that leaves little time for writing them everywhere and for a pull"
            let message =
                "The credentials of registry \(registry) live for \(max(.zero, life).components.seconds) s only: \(consequence). "
                + "\(advice.map { "To mend it, \($0)" } ?? "Have whoever gives them out make them live longer, for an hour or more")."
            context.logger.warning(
                "\(message)",
                [.registry: "\(registry)", .seconds: .number(max(.zero, life).components.seconds)]
            )
            tell(.warning, "CredentialShortLived", onMasterOf: registry, message)
        }
    }
}
