internal import Controllers
internal import EventLoop
internal import Kubernetes
internal import Logging
internal import Logs
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
    private static let interval = Duration.seconds(3600)

    private let context: KeeperContext
    private let term: Term
    private let events: EventQueue
    private var reports: [Key: Report] = [:]
    private var allowance = TenantAllowance()
    private var untold = 0

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
        guard allowance.take(object.namespace.isEmpty ? object.name : object.namespace, now: now) else {
            untold += 1
            return
        }
        if reports.count >= Self.limit { makeRoom() }
        reports[key] = Report(object: object, time: now)
        let suppressed = untold
        context.logger.warning("\(object.message)\(others())", object.fields(suppressed: suppressed))
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
        case "serviceaccounts": "ServiceAccount"
        default: nil
        }
    }

    fileprivate func fields(suppressed: Int) -> LogFields {
        var fields: LogFields = [.resource: "\(resource)", .reason: "\(fault)", .suppressed: .number(suppressed)]
        if !namespace.isEmpty { fields[.namespace] = "\(namespace)" }
        if !name.isEmpty {
            let key: LogKey = resource == "secrets" ? .secret : resource == "namespaces" ? .namespace : .name
            fields[key] = "\(name)"
        }
        return fields
    }

    fileprivate var message: String {
        let known = [namespace, name].filter { !$0.isEmpty }.joined(separator: "/")
        let what = known.isEmpty ? "An object of \(resource) without a readable name" : "\(kind ?? resource) \(known)"
        return
            "\(what) cannot be read and is left alone, as if it were somebody else's: \(fault). Everything else goes on; mend or delete it."
    }
}
