import Admission
import Configuration
import Images
import Injection
import Kubernetes
import Synchronization
import TestSupport
import Testing
import Text

@testable import SelfTest

@Suite("The self test of the webhook", .seeded)
struct SelfTestTests {
    private static func rules() throws -> AdmissionRules { AdmissionRules(try SelfTestWorld.configuration()) }

    @Test("only a leader tests, soon after it leads and once a period, and a success is a time")
    func timetable() async throws {
        try await withSelfTestWorld { world in
            let rules = try Self.rules()
            world.set { $0.rules = rules }
            await world.pass(600)
            #expect(world.tests == 0)
            world.runner.lead(true)
            await world.pass(30)
            #expect(world.tests == 1)
            #expect(world.metric("pullpass_webhook_self_test_success_timestamp_seconds 1800000000"))
            #expect(world.metric("pullpass_webhook_self_test_period_seconds 300"))
            await world.pass(1500)
            #expect((5...6).contains(world.tests))
            #expect(world.failing.isEmpty)
            world.runner.lead(false)
            let before = world.tests
            await world.pass(600)
            #expect(world.tests == before)
            #expect(world.events.isEmpty)
        }
    }

    @Test("the Pod is a dry run in its own namespace, and each has another word")
    func request() async throws {
        try await withSelfTestWorld { world in
            world.runner.lead(true)
            await world.pass(120)
            let pods = world.server.seen.withLock { $0.pods }
            #expect(pods.count >= 2)
            #expect(pods.allSatisfy { $0.target == "/api/v1/namespaces/self-test/pods?dryRun=All" })
            #expect(Set(pods.map(\.body)).count == pods.count)
            #expect(pods.allSatisfy { $0.body.contains(#""image":"ghcr.io/acme/pullpass-self-test""#) })
        }
    }

    struct Row: Sendable {
        let fault: SelfTestFault
        let change: @Sendable (inout PretendedServer.Behaviour) -> Void
    }

    static let rows: [Row] = [
        Row(fault: .notCalled) { _ in },
        // No quota: that the Pod would be taken says nothing of the webhook.
        Row(fault: .notCalled) { $0.status = 201 },
        Row(fault: .notOptedIn) { $0.labels = [:] },
        Row(fault: .namespaceMissing) {
            $0.status = 404
            $0.message = "namespaces \"self-test\" not found"
        },
        Row(fault: .notPermitted) {
            $0.status = 403
            $0.message =
                "pods is forbidden: User \"u\" cannot create resource \"pods\" in API group \"\" in the namespace \"self-test\""
        },
        Row(fault: .refused) {
            $0.message =
                "pods \"x\" is forbidden: error looking up service account self-test/default: serviceaccount \"default\" not found"
        },
        // Somebody's webhook, whatever code it takes: our own was called, or could have been.
        Row(fault: .refused) {
            $0.status = 404
            $0.message = "admission webhook \"check.example.com\" denied the request: namespaces \"x\" not found"
        },
        Row(fault: .refused) {
            $0.status = 500
            $0.message = "admission webhook \"check.example.com\" denied the request: it failed"
        },
        Row(fault: .refused) {
            $0.message =
                "admission webhook \"check.example.com\" denied the request: pods is forbidden: User \"u\" cannot create resource \"pods\""
        },
        // It cannot be called, and is none of ours.
        Row(fault: .refused) {
            $0.status = 500
            $0.message =
                "Internal error occurred: failed calling webhook \"validate.kyverno.svc-fail\": failed to call webhook: Post "
                + "\"https://kyverno-svc.kyverno.svc:443/validate/fail?timeout=10s\": connection refused"
        },
        Row(fault: .callFailed) {
            $0.status = 500
            $0.message = "Internal error occurred: failed calling webhook \"inject.pullpass.dev\": connection refused"
        },
        Row(fault: .notInjected) {
            $0.rules = AdmissionRules([], notices: AdmissionNotices(selfTestNamespace: "self-test"))
        },
        // An old answer, or somebody's guess.
        Row(fault: .notCalled) {
            $0.rules = try? rules()
            $0.tamper = { _ in "pullpass self test abc: injected" }
        },
    ]

    @Test(
        "each fault is told by its kind: a gauge at once, an Event and a line once it is seen twice, and its end",
        arguments: rows
    )
    func faults(row: Row) async throws {
        try await withSelfTestWorld { world in
            world.set(row.change)
            world.runner.lead(true)
            await world.pass(30)
            #expect(world.failing == [row.fault.rawValue])
            #expect(world.events.isEmpty)
            await world.pass(600)
            #expect(world.failing == [row.fault.rawValue])
            let failed = world.events.filter { $0.contains("SelfTestFailed") }
            #expect(failed.count == 1)
            #expect(failed.first?.contains(row.fault.rawValue) == true)
            #expect(world.logs.messages.count { $0.contains("self test: ") } == 1)
            let rules = try Self.rules()
            world.set {
                $0 = PretendedServer.Behaviour()
                $0.rules = rules
            }
            await world.pass(120)
            #expect(world.failing.isEmpty)
            #expect(world.events.count { $0.contains("WebhookCalled") } == 1)
        }
    }

    @Test("somebody's webhook that cannot be called says nothing against ours, which was asked before it")
    func uncalledBehind() async throws {
        try await withSelfTestWorld { world in
            let rules = try Self.rules()
            world.set {
                $0.rules = rules
                $0.status = 500
                $0.message = "Internal error occurred: failed calling webhook \"validate.kyverno.svc-fail\": EOF"
            }
            world.runner.lead(true)
            await world.pass(30)
            #expect(world.failing.isEmpty)
            #expect(world.runner.isPassed)
        }
    }

    @Test("an API server that does not answer says nothing of the webhook: what was known stays")
    func unanswered() async throws {
        try await withSelfTestWorld { world in
            world.runner.lead(true)
            await world.pass(30)
            #expect(world.failing == ["not_called"])
            world.set { $0.isDown = true }
            await world.pass(300)
            #expect(world.failing == ["not_called"])
            #expect(!world.metric("pullpass_webhook_self_tests_total{result=\"unanswered\"} 0"))
        }
    }

    @Test("whoever leads no longer does not go on telling what it saw")
    func deposed() async throws {
        try await withSelfTestWorld { world in
            world.runner.lead(true)
            await world.pass(30)
            #expect(world.failing == ["not_called"])
            world.runner.lead(false)
            #expect(world.failing.isEmpty)
        }
    }

    @Test("without a quota it is said once that Pods could run there")
    func quota() async throws {
        try await withSelfTestWorld { world in
            let rules = try Self.rules()
            world.set {
                $0.rules = rules
                $0.status = 201
            }
            world.runner.lead(true)
            await world.pass(1500)
            #expect(world.failing.isEmpty)
            #expect(world.logs.messages.count { $0.contains("has no ResourceQuota") } == 1)
        }
    }

    @Test(
        "an image is made of the first pattern that is for the namespace",
        arguments: [
            (["ghcr.io/acme/"], [], "ghcr.io/acme/pullpass-self-test"), (["ghcr.io"], [], "ghcr.io/pullpass-self-test"),
            (["*.dkr.ecr.*.amazonaws.com"], [], "x.dkr.ecr.x.amazonaws.com/pullpass-self-test"),
            (["docker.io"], ["self-*"], "docker.io/pullpass-self-test"),
            (["harbor.corp:8443/a"], [], "harbor.corp:8443/a/pullpass-self-test"),
            (["ghcr.io"], ["team-*"], nil),
        ] as [([String], [String], String?)]
    )
    func image(patterns: [String], namespaces: [String], image: String?) throws {
        let configuration = try SelfTestWorld.configuration(patterns, namespaces: namespaces)
        let pod = SelfTestPod(configuration, try #require(configuration.injection.selfTest))
        #expect(pod?.image == image)
    }

    @Test("a configuration without a registry for the namespace is a fault of its own, until one comes")
    func noRegistry() async throws {
        try await withSelfTestWorld { world in
            world.runner.reload(try SelfTestWorld.configuration(namespaces: ["team-*"]))
            let rules = try Self.rules()
            world.set { $0.rules = rules }
            world.runner.lead(true)
            await world.pass(30)
            #expect(world.failing == ["no_registry"])
            #expect(world.tests == 0)
            world.runner.reload(try SelfTestWorld.configuration())
            await world.pass(120)
            #expect(world.failing.isEmpty)
        }
    }
}
