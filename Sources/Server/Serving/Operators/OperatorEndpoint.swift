internal import EventLoop
package import HTTP
internal import HTTPServer
package import Metrics

/// `/healthz`, `/readyz` and `/metrics`, for kubelet and Prometheus.
package struct OperatorEndpoint: HTTPHandler {
    private let readiness: ReplicaReadiness
    private let metrics: RenderedMetrics

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
        self.readiness = readiness
        metrics = RenderedMetrics(registry, now: now)
    }

    /// Refuses other paths (404) and methods (405).
    package func earlyResponse(to head: HTTPRequestHead) -> HTTPResponse? {
        guard ["/healthz", "/readyz", "/metrics"].contains(head.path) else {
            return .text(404, "there is nothing at this path; try /healthz, /readyz or /metrics")
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
