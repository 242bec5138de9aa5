internal import HTTPServer
package import Metrics
internal import TLS

/// Every number that the webhook counts, by its OpenMetrics name.
///
/// Labels hold outcomes, status codes and the configuration's registry names; never an image, a Pod or a namespace.
package final class WebhookMetrics: Sendable {
    /// `pullpass_admission_requests_total{outcome}`.
    let requests: CounterFamily
    /// `pullpass_admission_duration_seconds`.
    let duration: Histogram
    /// When a review was answered last, in nanoseconds of the endpoint's clock; 0 for never.
    package let called = Gauge()
    /// When a caller last refused the certificate, likewise.
    package let certificateRefused = Gauge()
    /// Who refused the certificate lately, or was turned away.
    package let callers = RefusedCallers()
    /// How many requests were answered with 200.
    package var answered: UInt64 { responses.child("200").value }
    /// `pullpass_injections_total{registry}`.
    let injections: CounterFamily
    /// `pullpass_http_responses_total{code}`.
    let responses: CounterFamily
    let connections: ConnectionMetrics
    /// Those of the operators' port.
    package let operatorConnections: ConnectionMetrics
    let handshakes: CounterFamily
    let handshakeDuration: Histogram
    /// `pullpass_tls_refused_certificates_total{alert}`.
    let refusedCertificates: CounterFamily
    /// `pullpass_config_reloads_total{result}`.
    package let configurationReloads: CounterFamily
    /// `pullpass_configuration_in_force{source}`.
    package let configurationInForce: GaugeFamily
    /// `pullpass_certificate_not_in_force{what}`.
    package let certificateNotInForce: GaugeFamily
    /// `pullpass_certificate_reloads_total{result}`.
    package let certificateReloads: CounterFamily

    /// Counts a changed certificate, or client CA, as taken or refused, and shows it for as long as that lasts.
    package func certificateReloaded(_ what: RefusedFile, _ isTaken: Bool) {
        certificateReloads.child(isTaken ? "ok" : "failed").increment()
        certificateNotInForce.child(what.rawValue).set(isTaken ? 0 : 1)
    }

    /// Registers everything in `registry`.
    package init(in registry: MetricsRegistry) {
        requests = registry.labelled("outcome").counters(
            "pullpass_admission_requests",
            help: "Admission reviews by outcome: injected, why a Pod was left as it is, not_understood, malformed."
        )
        duration = registry.durations(
            "pullpass_admission_duration_seconds",
            help: "Time from the last byte of a request to its answer, without network and TLS.",
            buckets: [0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.1]
        )
        injections = registry.labelled("registry").counters(
            "pullpass_injections",
            help: "Pods that got the Secret of a registry."
        )
        responses = registry.labelled("code").counters(
            "pullpass_http_responses",
            help: "Answers of the webhook's port by HTTP status."
        )
        let byPort = ConnectionMetrics.Families(in: registry)
        connections = byPort.metrics(of: .webhook)
        operatorConnections = byPort.metrics(of: .operators)
        let byResult = registry.labelled("result")
        handshakes = byResult.counters(
            "pullpass_tls_handshakes",
            help: "TLS handshakes by result."
        )
        handshakeDuration = registry.durations(
            "pullpass_tls_handshake_duration_seconds",
            help: "Time of successful TLS handshakes.",
            buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1]
        )
        refusedCertificates = registry.labelled("alert").counters(
            "pullpass_tls_refused_certificates",
            help: "Connections that the caller ended since it does not take the webhook's certificate, by its alert."
        )
        configurationReloads = byResult.counters(
            "pullpass_config_reloads",
            help: "Changes of the configuration file by result."
        )
        configurationInForce = registry.labelled("source").gauges(
            "pullpass_configuration_in_force",
            help:
                "1 for what this replica works by: file, what the configuration file says now; previous, what it said before a change that cannot be "
                + "used; stored, the last good one, since the file could not be used at the start."
        )
        certificateNotInForce = registry.labelled("what").gauges(
            "pullpass_certificate_not_in_force",
            help: "1 where the webhook's certificate, or the file of the client CAs, has changed and cannot be used."
        )
        certificateReloads = byResult.counters(
            "pullpass_certificate_reloads",
            help: "Changes of the certificate files by result."
        )
        // What alerts ask for must be there with 0 before the first event.
        for result in ["ok", "failed"] {
            _ = configurationReloads.child(result)
            _ = certificateReloads.child(result)
        }
        for what in RefusedFile.allCases { _ = certificateNotInForce.child(what.rawValue) }
        for alert in CertificateAlert.allCases { _ = refusedCertificates.child(alert.rawValue) }
        for result in HandshakeResult.allCases { _ = handshakes.child(result.rawValue) }
    }
}

/// The label values of `pullpass_certificate_not_in_force`.
package enum RefusedFile: String, CaseIterable, Sendable {
    case certificate
    case clientCA = "client_ca"
}

/// The label values of `pullpass_tls_handshakes_total`.
enum HandshakeResult: String, CaseIterable {
    case ok
    case failed
    case plainHTTP = "plain_http"
    case timeout
}
