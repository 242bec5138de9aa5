internal import Admission
package import HTTP
internal import HTTPServer
package import Images
package import Logging
internal import Logs
internal import Metrics

/// `POST /mutate`: the webhook as the API server calls it.
package struct AdmissionEndpoint: HTTPHandler {
    /// The one path that is served.
    package static let path = "/mutate"

    private let rules: WebhookRules
    private let metrics: WebhookMetrics
    private let logger: Logger
    private let outcomes: OutcomeCounters
    private let throttle = LogThrottle(limit: 10, per: .seconds(10))
    /// For the lines of admissions: many, but whoever can create Pods must not fill the disk while somebody looks for a fault.
    private let recordThrottle = LogThrottle(limit: 2000, per: .seconds(10))
    /// Asked once: with it a request costs nothing that is not shown.
    private let showsAdmissions: Bool
    private let now: @Sendable () -> UInt64
    private let hint: Hint?

    /// Takes which registries' Secrets a Pod of a namespace needs.
    ///
    /// They are positions in the names of the rules that answered; positions past the last name are rules of the namespace itself. The
    /// same array comes with every hint of the same rules.
    package typealias Hint = @Sendable (_ namespace: String, _ registries: RegistrySet, _ names: [String]) -> Void

    /// Serves the rules that are in force at each request.
    ///
    /// - Parameters:
    ///   - rules: the rules in force.
    ///   - metrics: where requests are counted.
    ///   - logger: where reviews that cannot be understood are told.
    ///   - hint: told, never for a dry run, which registries' Secrets a Pod of a namespace needs; must not wait. Whoever
    ///     reaches the port can make it say anything.
    ///   - now: nanoseconds on a monotonic clock, for times and for throttling the log; read twice a request, hence no richer type.
    package init(
        rules: WebhookRules,
        metrics: WebhookMetrics,
        logger: Logger,
        hint: Hint? = nil,
        now: @escaping @Sendable () -> UInt64
    ) {
        self.hint = hint
        self.rules = rules
        self.metrics = metrics
        self.logger = logger
        self.now = now
        showsAdmissions = logger.logLevel <= .debug
        outcomes = OutcomeCounters(metrics.requests)
    }

    /// Refuses what cannot be a review by its header alone: 404, 405, 415.
    package func earlyResponse(to head: HTTPRequestHead) -> HTTPResponse? {
        guard head.path == Self.path else {
            return .text(404, "there is nothing at this path; reviews are posted to \(Self.path)")
        }
        guard head.method == .post else {
            var response = HTTPResponse.text(405, "send a review with POST")
            response.fields.append(("Allow", "POST"))
            return response
        }
        guard isJSON(head.fields) else {
            return .text(
                415,
                "the body must be declared as JSON; with curl add: -H 'Content-Type: application/json'"
            )
        }
        return nil
    }

    /// Answers a review.
    package func respond(to head: HTTPRequestHead, body: Span<UInt8>) -> HTTPResponse {
        let start = now()
        let snapshot = rules.current
        let answer = snapshot.rules.answer(toReview: body)
        let end = now()
        metrics.duration.observe(ticks: end &- start)
        if answer.isReview { metrics.called.set(Int64(truncatingIfNeeded: end)) }
        outcomes.count(answer.outcome)
        for index in answer.injectedRegistries where index < snapshot.injections.count && !answer.isDryRun {
            snapshot.injections[index].increment()
        }
        if let hint, !answer.isDryRun, !answer.registries.isEmpty, let namespace = answer.namespace {
            hint(namespace, answer.registries, snapshot.names)
        }
        if let detail = answer.detail { report(answer, detail) }
        if showsAdmissions, answer.isReview { show(answer, body, snapshot.rules) }
        guard answer.isReview else {
            return HTTPResponse(status: 400, fields: Self.textFields, body: answer.body)
        }
        return HTTPResponse(status: 200, fields: Self.jsonFields, body: answer.body)
    }

    private static let jsonFields = [(name: "Content-Type", value: "application/json")]
    private static let textFields = [(name: "Content-Type", value: "text/plain; charset=utf-8")]

    /// Whether a media type is `application/json`, whatever its case and parameters.
    private func isJSON(_ fields: HTTPFields) -> Bool {
        // What the API server sends is told without making a text of it.
        if fields.isFirst("content-type", "application/json") { return true }
        guard let contentType = fields["content-type"] else { return false }
        let essence = contentType.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }
        return essence.lowercased() == "application/json"
    }

    /// A line for each admission, while somebody looks for a fault.
    private func show(_ answer: AdmissionAnswer, _ body: Span<UInt8>, _ rules: AdmissionRules) {
        let (admitted, suppressed) = recordThrottle.admit(at: now())
        guard admitted else { return }
        let record = rules.record(ofReview: body, answeredWith: answer)
        var fields: LogFields = [
            .uid: "\(record.uid)", .result: "\(answer.outcome.label)", .images: .list(record.images),
            .imageCount: .number(record.imageCount), .secrets: .list(record.secrets),
        ]
        if let namespace = answer.namespace { fields[.namespace] = "\(namespace)" }
        if suppressed > 0 { fields[.suppressed] = .number(suppressed) }
        logger.debug("answered a review", fields)
    }

    private func report(_ answer: AdmissionAnswer, _ detail: String) {
        let (admitted, suppressed) = throttle.admit(at: now())
        guard admitted else { return }
        var fields: LogFields = [.reason: "\(detail)"]
        if let namespace = answer.namespace { fields[.namespace] = "\(namespace)" }
        if suppressed > 0 { fields[.suppressed] = .number(suppressed) }
        let message: Logger.Message =
            switch answer.outcome {
            case .unchanged: "allowed a Pod unchanged, because it is larger than any that can run"
            case .malformed: "refused a request that is no AdmissionReview"
            case .notUnderstood, .injected: "allowed a Pod unchanged, because its review could not be understood"
            }
        logger.warning(message, fields)
    }
}

/// The counters of `pullpass_admission_requests_total`, looked up once.
private struct OutcomeCounters: Sendable {
    private let injected: Counter
    private let notUnderstood: Counter
    private let malformed: Counter
    private let unchanged: [AdmissionAnswer.Reason: Counter]

    init(_ family: CounterFamily) {
        func child(_ outcome: AdmissionAnswer.Outcome) -> Counter { family.child(outcome.label) }
        injected = child(.injected)
        notUnderstood = child(.notUnderstood)
        malformed = child(.malformed)
        unchanged = Dictionary(
            uniqueKeysWithValues: AdmissionAnswer.Reason.allCases.map { ($0, child(.unchanged($0))) }
        )
    }

    func count(_ outcome: AdmissionAnswer.Outcome) {
        switch outcome {
        case .injected: injected.increment()
        case .notUnderstood: notUnderstood.increment()
        case .malformed: malformed.increment()
        case .unchanged(let reason): unchanged[reason]?.increment()
        }
    }
}

extension AdmissionAnswer.Outcome {
    /// What metrics and log lines call it: `alreadyPresent` is `already_present`.
    fileprivate var label: String {
        switch self {
        case .injected: "injected"
        case .notUnderstood: "not_understood"
        case .malformed: "malformed"
        case .unchanged(let reason):
            reason.rawValue.reduce(into: "") { text, character in
                text += character.isUppercase ? "_" + character.lowercased() : String(character)
            }
        }
    }
}
