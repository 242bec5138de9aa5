import HTTP
import Kubernetes
import TestSupport
import Testing

@testable import TestAPIServer

@Suite struct FaultTests {
    static let read = KubernetesRequest(method: .get, path: "/api/v1/namespaces/a")

    static func withNamespace<R: Sendable>(_ body: @escaping @Sendable (ServerUnderTest) async throws -> R) async throws
        -> R
    {
        try await withServer { test in
            try test.server.createNamespace("a")
            return try await body(test)
        }
    }

    @Test("A refusal comes as often as asked for, with its reason", arguments: [401, 403, 409, 429, 500, 503, 504])
    func refusals(code: Int) async throws {
        let answers = try await Self.withNamespace { test in
            test.server.inject(.refuse(code, retryAfter: 7), on: RequestMatch(verbs: ["get"]), times: 2)
            var answers: [Answer] = []
            for _ in 0..<3 { answers.append(try await test.send("GET", "/api/v1/namespaces/a")) }
            return answers
        }
        #expect(answers.map(\.status) == [code, code, 200])
        #expect(answers[0].fields["retry-after"] == "7")
        #expect(!answers[0].reason.isEmpty)
    }

    @Test("A match is by verb, resource, name, namespace and user")
    func matching() async throws {
        let statuses = try await Self.withNamespace { test in
            test.server.inject(
                .refuse(500),
                on: RequestMatch(verbs: ["get"], resource: "namespaces", name: "a", user: "test-admin"),
                times: nil
            )
            test.server.setUser("other", rules: [.everything])
            return [
                try await test.send("GET", "/api/v1/namespaces/a").status,
                try await test.send("GET", "/api/v1/namespaces/default").status,
                try await test.send("GET", "/api/v1/namespaces").status,
                try await test.send("GET", "/api/v1/namespaces/a", as: "other").status,
            ]
        }
        #expect(statuses == [500, 200, 200, 200])
    }

    @Test("An answer that is lost has had its effect, a request that is dropped has not")
    func lostAnswers() async throws {
        let counts = try await Self.withNamespace { test in
            let delete = KubernetesRequest(method: .delete, path: "/api/v1/namespaces/a/secrets/s")
            try test.server.createSecret("a", "s")
            var counts: [Int] = []
            for fault in [Fault.drop, .loseAnswer] {
                test.server.inject(fault)
                await #expect(throws: KubernetesTransportError.self) { try await test.server.send(delete) }
                counts.append(test.server.objectCount("secrets"))
            }
            return counts
        }
        #expect(counts == [1, 0])
    }

    @Test("A stalled request waits for its cancellation, or for the end of the fault")
    func stalling() async throws {
        let ends = try await Self.withNamespace { test in
            var ends: [Bool] = []
            for isCancelled in [true, false] {
                test.server.inject(.stall)
                let waiting = Task(executorPreference: test.loop) {
                    do {
                        _ = try await test.server.send(Self.read)
                        return false
                    } catch is KubernetesTransportError { return true }
                }
                await Task.yield()
                if isCancelled { waiting.cancel() } else { test.server.removeFaults() }
                ends.append(try await waiting.value)
            }
            return ends
        }
        #expect(ends == [true, true])
    }

    @Test("Requests are counted by verb, resource, user and status")
    func accounting() async throws {
        try await Self.withNamespace { test in
            test.server.settings.keepsJournal = true
            _ = try await test.send("GET", "/api/v1/namespaces/a")
            _ = try await test.send("GET", "/api/v1/namespaces/none")
            _ = try await test.send("GET", "/api/v1/secrets?fieldSelector=metadata.name=x")
            #expect(test.server.requestCount() == 3)
            #expect(test.server.requestCount(verb: "get") == 2)
            #expect(test.server.requestCount(resource: "namespaces", status: 404) == 1)
            #expect(test.server.requestCount(user: "nobody") == 0)
            #expect(test.server.journal.map(\.name) == ["a", "none", "x"])
            test.server.resetAccounting()
            #expect(test.server.requestCount() == 0 && test.server.journal.isEmpty)
        }
    }

    @Test("Answers take the time that is set, by the loop's clock")
    func latency() async throws {
        let status = try await Self.withNamespace { test in
            test.server.settings.latency = .seconds(5)
            let waiting = Task(executorPreference: test.loop) { try await test.server.send(Self.read).status }
            await Task.yield()
            #expect(test.server.requestCount() == 0)
            test.clock.advance(bySeconds: 6, wake: test.loop)
            return try await waiting.value
        }
        #expect(status == 200)
    }
}
