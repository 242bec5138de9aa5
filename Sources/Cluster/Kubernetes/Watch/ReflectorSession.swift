internal import EventLoop
internal import HTTP

/// How a watch ended.
struct WatchEnd: Sendable {
    let cause: WatchRestart
    /// nil where there is nothing to report.
    let error: KubernetesError?

    init(_ cause: WatchRestart, _ error: KubernetesError?) {
        self.cause = cause
        self.error = error
    }
}

/// When something last came in on a watch.
///
/// Used on the client's loop only, hence the unchecked conformance.
final class WatchActivity: @unchecked Sendable {
    var last: LoopInstant
    var limit: Duration
    var isHandling = false
    /// Whether the server has answered.
    var isOpen = false

    init(at now: LoopInstant, limit: Duration) {
        last = now
        self.limit = limit
    }
}

/// What a reflector remembers from one watch to the next.
///
/// Used on the client's loop only, hence the unchecked conformance.
final class ReflectorSession<Object: KubernetesObject>: @unchecked Sendable {
    var reading = WatchReading<Object>()

    private let timing: ReflectorTiming
    private let report: @Sendable (ReflectorState) -> Void
    private let board: WatchBoard
    private let loop: EventLoop
    private let place: Int
    private var reported: ReflectorState?
    private var backoff: Backoff
    private var progressed = false
    /// Refusals of a resumed watch since anything came in.
    private var refusals = 0
    /// Watches in a row that were opened and on which nothing came.
    private var silences = 0
    private var listsNext = false
    private var listsAlways = false

    /// Starts as a watch that does not work yet, with a place on the client's board.
    init(
        _ client: KubernetesClient,
        _ target: WatchTarget,
        timing: ReflectorTiming,
        report: @escaping @Sendable (ReflectorState) -> Void
    ) {
        self.timing = timing
        self.report = report
        board = client.watches
        loop = client.loop
        place = client.watches.add(
            resource: target.resourceName,
            name: target.selectedName ?? "",
            at: client.loop.preciseNow()
        )
        backoff = Backoff(first: timing.retryBase, limit: timing.retryLimit)
    }

    /// Whether the complete state is to come from a list, not from a watch's initial events.
    var mustList: Bool { listsAlways || listsNext }

    /// The server refuses to send initial events.
    func fallBackToLists() { listsAlways = true }

    func isWatching() { tell(.watching) }

    /// A line came in and was handled.
    func hasProgressed() {
        progressed = true
        if !reading.isCollecting { tell(.watching) }
    }

    /// Nobody runs it any more.
    func end() { board.remove(place) }

    private func tell(_ state: ReflectorState) {
        switch state {
        case .watching: board.works(place)
        case .failing(let error): board.fails(place, at: loop.preciseNow(), reason: error.description)
        }
        guard state != reported else { return }
        reported = state
        report(state)
    }

    /// Decides how to go on after a round that took `lived`, and how long to wait first.
    func ended(_ end: WatchEnd, after lived: Duration, random: Double) -> Duration {
        let wasFallback = end.cause == .refused && end.error == nil
        if progressed {
            backoff.reset()
            refusals = 0
            silences = 0
        }
        defer { progressed = false }
        listsNext = false
        if reading.isCollecting {
            // Half a state is worth nothing. Where it was not the connection's fault a list is the safer way.
            reading.forget()
            listsNext = end.cause != .broken
        }
        if let error = end.error { tell(.failing(error)) }
        if wasFallback { return .zero }

        switch end.cause {
        case .expired:
            reading.forget()
            refusals += 1
            return refusals == 1 ? .zero : wait(end, random)
        case .refused, .malformed:
            refusals += 1
            // A server may say "compacted" in other words than 410: do not ask for the same version for ever.
            let code = end.error?.status?.code ?? 0
            // A consumer takes one 404 for a collection that is gone, and forgets what was in it: it must be told all of it again.
            if code == 404 || refusals >= 2 && ![401, 403, 429].contains(code) { reading.forget() }
            return wait(end, random)
        case .silent where end.error == nil:
            silences += 1
            guard silences >= timing.silentLimit else { return .zero }
            silences = 0
            reading.forget()
            return .zero
        case .ended where lived >= timing.retryBase: return .zero
        case .ended, .broken, .silent: return wait(end, random)
        }
    }

    private func wait(_ end: WatchEnd, _ random: Double) -> Duration {
        max(backoff.next(random: random), min(end.error?.status?.retryAfter ?? .zero, .seconds(60)))
    }
}
