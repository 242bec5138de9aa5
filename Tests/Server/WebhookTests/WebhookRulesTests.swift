import Admission
import HTTP
import Images
import Injection
import Logging
import Metrics
import Synchronization
import Testing

@testable import Webhook

@Suite("The webhook's rules and hints")
struct WebhookRulesTests {
    private static func rule(_ name: String, _ pattern: String = "docker.io") throws -> InjectionRule {
        InjectionRule(name: name, secretName: "pullpass-\(name)", patterns: [try ImagePattern(parsing: pattern)])
    }

    private let metrics = WebhookMetrics(in: MetricsRegistry())

    private func review(namespace: String = "n", dryRun: Bool = false, image: String = "nginx") -> [UInt8] {
        Array(
            """
            {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u","operation":"CREATE",\
            "resource":{"group":"","version":"v1","resource":"pods"},"namespace":"\(namespace)","dryRun":\(dryRun),\
            "object":{"spec":{"containers":[{"name":"c","image":"\(image)"}]}}}}
            """.utf8
        )
    }

    private func injected(_ rules: WebhookRules, namespace: String) -> [Int] {
        Array(rules.current.rules.answer(toReview: review(namespace: namespace).span).injectedRegistries)
    }

    @Test func `facts go by the registries' names and survive a reload that moves them`() throws {
        let rules = WebhookRules(AdmissionRules([try Self.rule("a"), try Self.rule("b")]), metrics: metrics)
        rules.learn(["n": NamespaceFacts(excludedRegistries: ["b"], tenants: [try Self.rule("own")])])
        #expect(injected(rules, namespace: "n") == [0, 2])
        #expect(injected(rules, namespace: "other") == [0, 1])
        rules.replace(with: AdmissionRules([try Self.rule("b"), try Self.rule("c"), try Self.rule("a")]))
        #expect(injected(rules, namespace: "n") == [1, 2, 3])
        rules.learn(["n": nil])
        #expect(injected(rules, namespace: "n") == [0, 1, 2])
    }

    @Test func `reviews are answered by whole rules, old or new, while others are made`() async throws {
        let rules = WebhookRules(AdmissionRules([try Self.rule("a"), try Self.rule("b")]), metrics: metrics)
        let own = try (0..<64).map { try Self.rule("own-\($0)") }
        let text = review()
        await withDiscardingTaskGroup { group in
            group.addTask {
                for turn in 0..<200 {
                    rules.learn(["n": turn % 2 == 0 ? NamespaceFacts(tenants: own) : nil, "other-\(turn)": nil])
                }
            }
            for _ in 0..<2 {
                group.addTask {
                    for _ in 0..<200 {
                        let count = rules.current.rules.answer(toReview: text.span).injectedRegistries.count
                        #expect(count == 2 || count == 66)
                    }
                }
            }
        }
        #expect(injected(rules, namespace: "n") == [0, 1])
    }

    @Test func `what is known of a namespace is not compiled again by a reload`() throws {
        let rules = WebhookRules(AdmissionRules([try Self.rule("a")]), metrics: metrics)
        let tenants = TenantRules([try Self.rule("own")])
        rules.learn(["n": NamespaceFacts(compiledTenants: tenants), "m": NamespaceFacts(compiledTenants: tenants)])
        rules.replace(with: AdmissionRules([try Self.rule("b"), try Self.rule("c")]))
        #expect(injected(rules, namespace: "n") == [0, 1, 2])
        #expect(injected(rules, namespace: "m") == [0, 1, 2])
        #expect(injected(rules, namespace: "other") == [0, 1])
    }

    @Test(arguments: [
        (false, "nginx", ["n: a"]), (true, "nginx", []), (false, "ghcr.io/x", []),
    ])
    func `a Pod that needs a Secret is told to the keeper, but never one of a dry run`(
        dryRun: Bool,
        image: String,
        expected: [String]
    ) throws {
        let told = Mutex<[String]>([])
        let hints = Hints(told: told)
        let endpoint = AdmissionEndpoint(
            rules: WebhookRules(AdmissionRules([try Self.rule("a")]), metrics: metrics),
            metrics: metrics,
            logger: Logger(label: "test"),
            hint: { namespace, registries, names in hints.add("\(namespace): \(registries.map { names[$0] }.joined())")
            },
            now: { 0 }
        )
        let head = HTTPRequestHead(method: .post, path: "/mutate", query: nil)
        #expect(endpoint.respond(to: head, body: review(dryRun: dryRun, image: image).span).status == 200)
        #expect(hints.all == expected)
    }
}

/// What a keeper would have been told.
private final class Hints: Sendable {
    private let told: Mutex<[String]>

    init(told: consuming Mutex<[String]>) { self.told = told }

    func add(_ text: String) { told.withLock { $0.append(text) } }

    var all: [String] { told.withLock { $0 } }
}
