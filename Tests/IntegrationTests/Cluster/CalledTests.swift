import FoundationEssentials
import HTTP
import Kubernetes
import Processes
import TestSupport
import Testing

/// What a real API server makes of the webhook's warnings and of the self test.
extension RealClusterTests {
    /// The objects of the example, for an installation.
    private static func selfTestObjects() throws -> [String] {
        let text = try String(contentsOf: URL(filePath: Repository.path("examples/self-test.yaml")), encoding: .utf8)
        let names = [
            ("pullpass-self-test", "NAME-self-test"),
            ("name: pullpass, namespace: pullpass }", "name: NAME, namespace: NAME }"),
            ("inject: enabled,", "inject: enabled, installation: NAME,"),
        ]
        return names.reduce(text) { $0.replacing($1.0, with: $1.1) }.components(separatedBy: "\n---\n")
    }

    private static func pod(_ image: String, _ name: String) -> String {
        #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"\#(name)"},"spec":{"containers":[{"name":"c","image":"\#(image)"}]}}"#
    }

    private static func metrics(_ server: PullpassServer, have line: String) async throws -> Bool {
        try await server.metrics().split(separator: "\n").contains { $0.hasPrefix(line) }
    }

    @Test("The self test sees whether the API server calls, with a Pod that a quota forbids and nobody keeps")
    func selfTest() async throws {
        let cluster = try ClusterTrait.running()
        try #require(cluster.hasControllers, "the ServiceAccount of the namespace is made by a controller")
        let pullpass = try await Installation("witness", in: cluster, rights: try Self.selfTestObjects())
        let namespace = "witness-self-test"
        let configuration =
            pullpass.configuration()
            + "\ninjection: { selfTest: { enabled: true, namespace: \(namespace), period: 60s } }\n"
        let server = try await pullpass.serve(configuration)
        let isMissed = try await eventually(within: .seconds(120)) {
            try await Self.metrics(server, have: #"pullpass_webhook_self_test_failing{reason="not_called"} 1"#)
        }
        #expect(isMissed)
        try await register(server, for: pullpass)
        let isSeen = try await eventually(within: .seconds(180)) {
            try await Self.metrics(server, have: #"pullpass_webhook_self_tests_total{result="ok"} 1"#)
        }
        #expect(isSeen, "\(server.log.lines.suffix(20))")
        let isOver = try await Self.metrics(server, have: #"pullpass_webhook_self_test_failing{reason="not_called"} 0"#)
        #expect(isOver)
        struct Pods: Decodable {
            struct Item: Decodable {}
            var items: [Item]
        }
        #expect(try await cluster.read(Pods.self, "/api/v1/namespaces/\(namespace)/pods")?.items.isEmpty == true)
        #expect(try await pullpass.copy(namespace) == nil)
        // The quota is the last word on every Pod there, dry run or not, and comes with the warning of the webhook.
        let word =
            #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","annotations":{"pullpass.dev/self-test":"abc"}},"#
        let spec =
            #""spec":{"containers":[{"name":"c","image":"nginx","securityContext":{"allowPrivilegeEscalation":false,"runAsNonRoot":true,"capabilities":{"drop":["ALL"]},"seccompProfile":{"type":"RuntimeDefault"}}}]}}"#
        let answer = try await cluster.call(.post, "/api/v1/namespaces/\(namespace)/pods?dryRun=All", word + spec)
        #expect(answer.status == 403)
        #expect(String(decoding: answer.body, as: UTF8.self).contains("exceeded quota"))
        #expect(answer.fields.values(of: "warning").contains { $0.contains("pullpass self test abc: injected") })
        #expect(try await server.stop().isSuccess)
        // Nobody answers: the API server counts it by the name that the alerts ask for.
        let isReady = try await eventually(within: .seconds(60)) {
            try await cluster.call(.post, "/api/v1/namespaces/witness-a/pods", Self.pod("nginx", "late")).status == 201
        }
        #expect(isReady)
        let metrics = String(decoding: try await cluster.must(.get, "/metrics"), as: UTF8.self)
        #expect(metrics.contains(#"apiserver_admission_webhook_fail_open_count{name="inject.pullpass.dev""#))
    }

    @Test("Whoever creates a Pod reads what the webhook warns of, and the namespace has an Event")
    func warnings() async throws {
        let cluster = try ClusterTrait.running()
        let pullpass = try await Installation("warnings", in: cluster)
        try await cluster.must(.delete, "/api/v1/namespaces/warnings/secrets/\(pullpass.sourceName)")
        let configuration = pullpass.configuration().replacing(#"["docker.io"]"#, with: #"["ghcr.io/acme/"]"#)
        let server = try await pullpass.serve(configuration)
        try await register(server, for: pullpass)
        var count = 0
        func warnings(_ image: String) async throws -> [String] {
            var found: [String] = []
            // The ServiceAccount of a new namespace is made by a controller.
            let isCreated = try await eventually(within: .seconds(60)) {
                count += 1
                let pod = Self.pod(image, "p-\(count)")
                let answer = try await cluster.call(.post, "/api/v1/namespaces/warnings-a/pods", pod)
                found = answer.fields.values(of: "warning")
                return answer.status == 201
            }
            #expect(isCreated, "no Pod can be created in warnings-a")
            return found
        }
        let slip =
            "299 - \"spec.containers[0]: image ghcr.io/amce/app gets no Secret of registry warnings: path prefix differs: "
        let isTold = try await eventually(within: .seconds(60)) {
            try await warnings("ghcr.io/amce/app").contains { $0.hasPrefix(slip) }
        }
        #expect(isTold)
        #expect(try await warnings("quay.io/public/app").isEmpty)
        let isLacking = try await eventually(within: .seconds(60)) {
            try await warnings("ghcr.io/acme/app").contains {
                $0.contains("registry warnings has no credential now")
            }
        }
        #expect(isLacking)
        let hasEvent = try await eventually(within: .seconds(60)) {
            try await cluster.events().contains("CredentialMissing")
        }
        #expect(hasEvent)
        #expect(try await server.stop().isSuccess)
    }
}
