internal import Controllers
internal import EventLoop
internal import Kubernetes
internal import Logging
internal import Names

/// Tells people of objects that cannot be read: a line and an Event for each, once an hour, and few at a time, since whoever can make one can
/// make thousands.
///
/// Used on the keeper's loop only, hence the unchecked conformance.
final class UnreadableReports: @unchecked Sendable {
    private struct Key: Hashable {
        let resource: String
        let namespace: String
        let name: String
    }

    private struct Report {
        let object: UnreadableObject
        let time: LoopInstant
    }

    /// How many are remembered.
    static let limit = 512
    /// How many are told of at once, and how many a minute after that.
    static let burst = 20.0
    private static let perMinute = 6.0
    /// How many of one namespace are told of in an hour: others' namespaces have some, too.
    static let perNamespace = 8
    private static let interval = Duration.seconds(3600)

    private let context: KeeperContext
    private let term: Term
    private let events: EventQueue
    private var reports: [Key: Report] = [:]
    private var tokens = UnreadableReports.burst
    private var refilled = LoopInstant.start
    private var untold = 0
    /// How many were told of by namespace, since that time.
    private var told: [String: Int] = [:]
    private var countedSince = LoopInstant.start

    init(context: KeeperContext, term: Term, events: EventQueue) {
        self.context = context
        self.term = term
        self.events = events
    }

    /// An object was seen that cannot be read.
    func take(_ object: UnreadableObject) {
        let now = context.loop.preciseNow()
        let key = Key(resource: object.resource, namespace: object.namespace, name: object.name)
        if let known = reports[key], known.object.fault == object.fault, now - known.time < Self.interval { return }
        guard isAllowed(in: object.namespace.isEmpty ? object.name : object.namespace, now) else {
            untold += 1
            return
        }
        if reports.count >= Self.limit { makeRoom() }
        reports[key] = Report(object: object, time: now)
        context.logger.warning("\(object.message)\(others())")
        if term.isLeading { tell(object) }
    }

    /// This replica leads from now on: the leader before it may not have seen what this one knows.
    func tellAll() {
        for report in reports.values { tell(report.object) }
    }

    private func tell(_ object: UnreadableObject) {
        guard let kind = object.kind, !object.name.isEmpty else { return }
        let reference = ObjectReference(kind: kind, namespace: object.namespace, name: object.name, uid: object.uid)
        events.add(
            EventManifest(regarding: reference, kind: .warning, reason: "UnreadableObject", message: object.message),
            isOfOthers: true
        )
    }

    private func others() -> String {
        defer { untold = 0 }
        return untold == 0 ? "" : " So it is with \(untold) more since the last such line."
    }

    private func isAllowed(in namespace: String, _ now: LoopInstant) -> Bool {
        if now - countedSince >= Self.interval {
            told = [:]
            countedSince = now
        }
        guard told[namespace, default: 0] < Self.perNamespace else { return false }
        let gained = Double(max(.zero, now - refilled).components.seconds) * Self.perMinute / 60
        if gained >= 1 || refilled == .start {
            tokens = min(Self.burst, tokens + gained)
            refilled = now
        }
        guard tokens >= 1 else { return false }
        tokens -= 1
        told[namespace, default: 0] += 1
        return true
    }

    /// Forgets the older half.
    private func makeRoom() {
        let kept = reports.sorted { $0.value.time > $1.value.time }.prefix(Self.limit / 2)
        reports = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
    }
}

extension UnreadableObject {
    /// The kind, of those that others than an operator can write.
    fileprivate var kind: String? {
        switch resource {
        case "secrets": "Secret"
        case "namespaces": "Namespace"
        default: nil
        }
    }

    fileprivate var message: String {
        let known = [namespace, name].filter { !$0.isEmpty }.joined(separator: "/")
        let what = known.isEmpty ? "An object of \(resource) without a readable name" : "\(kind ?? resource) \(known)"
        return
            "\(what) cannot be read and is left alone, as if it were somebody else's: \(fault). Everything else goes on; mend or delete it."
    }
}
