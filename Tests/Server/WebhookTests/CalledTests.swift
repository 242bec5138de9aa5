import Admission
import HTTP
import Images
import Injection
import Metrics
import TestSupport
import Testing

@testable import Webhook

/// Whether the webhook was called, and what it knows of credentials.
@Suite("When the webhook was called")
struct CalledTests {
    private let metrics = WebhookMetrics(in: MetricsRegistry())
    private let clock = HandClock()

    private func rules() throws -> WebhookRules {
        let rule = InjectionRule(
            name: "hub",
            secretName: "pullpass-hub",
            patterns: [try ImagePattern(parsing: "docker.io")]
        )
        return WebhookRules(AdmissionRules([rule], notices: AdmissionNotices(warns: true)), metrics: metrics)
    }

    private static func review(_ operation: String = "CREATE") -> [UInt8] {
        Array(
            """
            {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u","operation":"\(operation)",\
            "resource":{"group":"","version":"v1","resource":"pods"},"namespace":"n",\
            "object":{"spec":{"containers":[{"name":"c","image":"nginx"}]}}}}
            """.utf8
        )
    }

    @Test("each review that is answered counts, whatever it is about, and nothing else")
    func called() throws {
        let endpoint = AdmissionEndpoint(rules: try rules(), metrics: metrics, logger: LogLines().makeLogger()) {
            [clock] in clock.nanoseconds
        }
        let head = HTTPRequestHead(method: .post, path: "/mutate", query: "")
        clock.advance(bySeconds: 5)
        _ = endpoint.respond(to: head, body: Array("{}".utf8).span)
        _ = endpoint.respond(to: head, body: Array("nothing".utf8).span)
        #expect(metrics.called.value == 0)
        _ = endpoint.respond(to: head, body: Self.review().span)
        let first = metrics.called.value
        #expect(first == Int64(clock.nanoseconds))
        clock.advance(bySeconds: 60)
        _ = endpoint.respond(to: head, body: Self.review("DELETE").span)
        #expect(metrics.called.value - first == 60_000_000_000)
    }

    private func warnings(_ rules: WebhookRules) -> Bool {
        let body = rules.current.rules.answer(toReview: Self.review().span).body
        return String(decoding: body, as: UTF8.self).contains("registry hub has no credential now")
    }

    @Test("what is known of credentials survives a reload and what is learnt of namespaces, until it is known better")
    func lacking() throws {
        let rules = try rules()
        #expect(!warnings(rules))
        rules.learn(lacking: ["hub", "other"])
        #expect(warnings(rules))
        rules.learn(["n": NamespaceFacts(excludedRegistries: ["other"])])
        #expect(warnings(rules))
        rules.replace(with: rules.current.rules)
        #expect(warnings(rules))
        rules.learn(lacking: [])
        #expect(!warnings(rules))
    }
}
