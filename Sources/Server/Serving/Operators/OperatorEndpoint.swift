internal import EventLoop
package import HTTP
internal import HTTPServer
package import Metrics

/// `/healthz`, `/readyz` and `/metrics`, for kubelet and Prometheus; and the state of things for people, where that is switched on.
package struct OperatorEndpoint: HTTPHandler {
    private let readiness: ReplicaReadiness
    private let metrics: RenderedMetrics
    private let board: StatusBoard?

    /// Serves the state of `readiness` and the numbers of `registry`.
    ///
    /// - Parameters:
    ///   - readiness: what stands in the way of traffic.
    ///   - registry: the numbers.
    ///   - now: nanoseconds on a monotonic clock.
    package init(
        readiness: ReplicaReadiness,
        registry: MetricsRegistry,
        now: @escaping @Sendable () -> UInt64 = { LoopClock.monotonic.now().nanoseconds }
    ) {
        self.init(readiness: readiness, registry: registry, board: nil, now: now)
    }

    /// The same, with a board where `status.page` may be switched on.
    init(
        readiness: ReplicaReadiness,
        registry: MetricsRegistry,
        board: StatusBoard?,
        now: @escaping @Sendable () -> UInt64 = { LoopClock.monotonic.now().nanoseconds }
    ) {
        self.readiness = readiness
        self.board = board
        metrics = RenderedMetrics(registry, now: now)
    }

    /// Refuses other paths (404) and methods (405).
    package func earlyResponse(to head: HTTPRequestHead) -> HTTPResponse? {
        let isStatus = StatusBoard.Form(path: head.path) != nil
        guard ["/healthz", "/readyz", "/metrics"].contains(head.path) || isStatus && board?.isOn == true else {
            let more = isStatus ? "; status.page: true in the configuration shows the state of things here" : ""
            return .text(404, "there is nothing at this path; try /healthz, /readyz or /metrics\(more)")
        }
        guard head.method == .get || head.method == .head else {
            var response = HTTPResponse.text(405, "use GET")
            response.fields.append(("Allow", "GET, HEAD"))
            return response
        }
        return nil
    }

    /// Answers.
    package func respond(to head: HTTPRequestHead, body: Span<UInt8>) -> HTTPResponse {
        if let form = StatusBoard.Form(path: head.path) {
            // It may have been switched off since.
            return board?.answer(form) ?? .text(404, "there is nothing at this path")
        }
        switch head.path {
        case "/metrics":
            let format = ExpositionFormat(accept: head.fields.values(of: "accept").joined(separator: ","))
            return HTTPResponse(
                status: 200,
                fields: [("Content-Type", format.contentType)],
                body: metrics.text(format)
            )
        case "/readyz":
            let obstacles = readiness.current
            let shortcomings = readiness.shortcomings
            guard !obstacles.isEmpty else { return .text(200, (["ok"] + shortcomings).joined(separator: "\n")) }
            let reason = "not ready: " + obstacles.map(\.rawValue).joined(separator: ", ")
            return .text(503, ([reason] + shortcomings).joined(separator: "\n"))
        default: return .text(200, "ok")
        }
    }
}
