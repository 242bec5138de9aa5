internal import EventLoop
internal import HTTP
internal import Status
internal import Synchronization
internal import TLS
internal import Text

/// The last report on the state of things, and what it looks like: for whoever asks on the operators' port.
///
/// Any thread. A report is made elsewhere, at most once a second, and drawn once in each form: whoever reaches the port may ask as often as
/// he likes.
final class StatusBoard: Sendable {
    /// The forms of a report.
    enum Form: Int, Sendable {
        case page
        case json

        /// The form that a path shows; nil for other paths.
        init?(path: some StringProtocol) {
            switch path {
            case "/": self = .page
            case "/status": self = .json
            default: return nil
            }
        }
    }

    private struct State {
        var isOn: Bool
        var report: StatusReport?
        /// In nanoseconds of the clock.
        var madeAt: UInt64 = 0
        var drawn: [Form: [UInt8]] = [:]
    }

    /// Fires where somebody has asked and the report is not new.
    let wanted = LoopSignal()
    private let state: Mutex<State>
    private let now: @Sendable () -> UInt64
    private let policy: String

    /// How old a report may be that is shown without a new one being made.
    static let freshness = Duration.seconds(1)

    /// How old a report is that a page shows only until the next one is there.
    private static let oldAge = Duration.seconds(3)

    /// Makes a board without a report.
    ///
    /// - Parameters:
    ///   - isOn: whether it shows anything.
    ///   - now: nanoseconds on a monotonic clock.
    init(isOn: Bool, now: @escaping @Sendable () -> UInt64 = { LoopClock.monotonic.now().nanoseconds }) {
        state = Mutex(State(isOn: isOn))
        self.now = now
        // Without its hash the page has no style, and is readable all the same.
        let digest = (try? Digest.sha256(Array(StatusPage.style.utf8))) ?? []
        policy = StatusPage.policy(styleHash: Base64.encode(digest))
    }

    /// Whether it shows anything.
    var isOn: Bool { state.withLock(\.isOn) }

    /// Switches it, as a changed configuration says.
    func turn(on isOn: Bool) {
        state.withLock { state in
            guard state.isOn != isOn else { return }
            state = State(isOn: isOn)
        }
        wanted.fire()
    }

    /// Shows a new report.
    func show(_ report: StatusReport) {
        let time = now()
        state.withLock { state in
            guard state.isOn else { return }
            state.report = report
            state.madeAt = time
            state.drawn = [:]
        }
    }

    /// The answer to who asks; nil where it is switched off.
    func answer(_ form: Form) -> HTTPResponse? {
        let time = now()
        let (isOn, report, madeAt, drawn) = state.withLock { ($0.isOn, $0.report, $0.madeAt, $0.drawn[form]) }
        guard isOn else { return nil }
        let age = Duration.nanoseconds(Int64(clamping: time - min(madeAt, time)))
        if report == nil || age >= Self.freshness { wanted.fire() }
        guard let report else {
            var response = HTTPResponse.text(503, "nothing is known yet; ask again in a second")
            response.fields += [("Retry-After", "1"), ("Refresh", "1")]
            return response
        }
        let bytes = drawn ?? draw(report, form)
        if drawn == nil {
            // Another report may have come meanwhile.
            state.withLock { if $0.madeAt == madeAt { $0.drawn[form] = bytes } }
        }
        return HTTPResponse(status: 200, fields: fields(form, isOld: age >= Self.oldAge), body: bytes)
    }

    private func draw(_ report: StatusReport, _ form: Form) -> [UInt8] {
        switch form {
        case .page: StatusPage.html(report)
        case .json: report.json(isReadable: true)
        }
    }

    private func fields(_ form: Form, isOld: Bool) -> [(name: String, value: String)] {
        let common = [
            (name: "Cache-Control", value: "no-store"), (name: "X-Content-Type-Options", value: "nosniff"),
            (name: "Referrer-Policy", value: "no-referrer"),
        ]
        switch form {
        case .page:
            return [
                ("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", policy),
                // A new report is being made for who sees an old one.
                ("Refresh", isOld ? "2" : "15"),
            ] + common
        case .json: return [("Content-Type", "application/json")] + common
        }
    }
}
