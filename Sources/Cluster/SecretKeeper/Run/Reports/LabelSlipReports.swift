internal import Controllers
internal import EventLoop
internal import Injection
internal import Kubernetes
internal import Logging
internal import Logs

/// Tells whoever owns a namespace of a label that was meant for Pullpass and is none: a line and an Event in the namespace, once for each
/// spelling, by the leader, and few at a time, since whoever may label can do so without end.
///
/// Used on the keeper's loop only, hence the unchecked conformance.
final class LabelSlipReports: @unchecked Sendable {
    private struct Report {
        let uid: String
        let slip: InjectSlip
        let time: LoopInstant
        /// Whether it stands there now: what was mended is remembered, but not told.
        var isThere = true
        var isTold = false
    }

    private struct Key: Hashable {
        let namespace: String
        let spelling: String
        let isAnnotation: Bool
    }

    /// How many are remembered.
    static let limit = 512

    private let context: KeeperContext
    private let term: Term
    private let events: EventQueue
    private var reports: [Key: Report] = [:]
    private var allowance = TenantAllowance()
    private var hasUntold = false
    private var retryAt = LoopInstant.start

    init(context: KeeperContext, term: Term, events: EventQueue) {
        self.context = context
        self.term = term
        self.events = events
    }

    /// A namespace was seen, with its labels and the annotation that was meant to be one.
    func take(_ namespace: ObjectMetadata, _ scope: NamespaceScope) {
        let slips = InjectSlip.onNamespace(labels: namespace.labels, annotations: namespace.annotations) {
            scope.contains(LabelledNamespace(namespace.name, labels: $0))
        }
        guard !slips.isEmpty || !reports.isEmpty else { return }
        let known = reports.keys.filter { $0.namespace == namespace.name }
        for key in known { reports[key]?.isThere = false }
        for slip in slips {
            let key = Key(namespace: namespace.name, spelling: slip.spelling, isAnnotation: slip.isAnnotation)
            if reports[key]?.uid == namespace.uid {
                reports[key]?.isThere = true
            } else {
                if reports.count >= Self.limit { makeRoom() }
                reports[key] = Report(uid: namespace.uid, slip: slip, time: context.loop.preciseNow())
            }
            tell(key)
        }
    }

    /// A namespace is gone.
    func forget(_ namespace: String) {
        guard !reports.isEmpty else { return }
        reports = reports.filter { $0.key.namespace != namespace }
    }

    /// All namespaces that are not among these are gone.
    func keep(_ namespaces: Set<String>) {
        guard !reports.isEmpty else { return }
        reports = reports.filter { namespaces.contains($0.key.namespace) }
    }

    /// Those that stand there now, by namespace, with what to write instead.
    func current(atMost limit: Int) -> [String: String] {
        var found: [String: String] = [:]
        for (key, report) in reports where report.isThere && found.count < limit {
            found[key.namespace] = "\(report.slip.spelling) → \(report.slip.correction)"
        }
        return found
    }

    /// This replica leads from now on.
    func tellAll() {
        hasUntold = true
        retryAt = .start
        tellUntold()
    }

    /// Tells what there was no room for before.
    func tellUntold() {
        let now = context.loop.preciseNow()
        guard hasUntold, term.isLeading, now >= retryAt else { return }
        hasUntold = false
        retryAt = now + .seconds(10)
        for key in reports.keys.sorted(by: { ($0.namespace, $0.spelling) < ($1.namespace, $1.spelling) }) { tell(key) }
    }

    private func tell(_ key: Key) {
        guard let report = reports[key], report.isThere, !report.isTold else { return }
        guard term.isLeading, allowance.take(key.namespace, now: context.loop.preciseNow()) else {
            hasUntold = true
            return
        }
        reports[key]?.isTold = true
        let message = Self.message(report.slip, on: key.namespace)
        context.logger.warning("\(message)", [.namespace: "\(key.namespace)"])
        // With the namespace's own name: an Event about an object of the cluster would stand in default, where its owner does not look.
        let namespace = ObjectReference(
            kind: "Namespace",
            namespace: key.namespace,
            name: key.namespace,
            uid: report.uid
        )
        events.add(
            EventManifest(regarding: namespace, kind: .warning, reason: "LabelNotUnderstood", message: message),
            isOfOthers: true
        )
    }

    private static func message(_ slip: InjectSlip, on namespace: String) -> String {
        let what =
            slip.isAnnotation ? "the annotation \(slip.spelling), where a label counts" : "the label \(slip.spelling)"
        let consequence =
            slip.meaning == .optIn
            ? "its Pods get no pull Secrets. If they should"
            : "its Pods get pull Secrets all the same. If they should not"
        return "Namespace \(namespace) has \(what); to Pullpass it says nothing, so that \(consequence): "
            + "kubectl label namespace \(namespace) \(slip.correction) --overwrite"
    }

    /// Forgets what was mended, and if that is not enough the older half.
    private func makeRoom() {
        reports = reports.filter(\.value.isThere)
        guard reports.count >= Self.limit else { return }
        let kept = reports.sorted { $0.value.time > $1.value.time }.prefix(Self.limit / 2)
        reports = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
    }
}
