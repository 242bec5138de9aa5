import HTTPClient
import Logs
import ServiceLifecycleTestKit
import Synchronization
import TestAPIServer
import TestSupport
import Testing

@testable import Serving

@Suite("The plans of serve")
struct PlanTests {
    @Test(arguments: PlanKind.allCases)
    func `what starts first is shut down last`(kind: PlanKind) async throws {
        let test = try PlanUnderTest(kind)
        #expect(test.plan.members.map(\.name) == kind.members)
        test.drainTime.pass()
        try await test.runUntilShutDown { client, shutdown in
            shutdown.triggerGracefulShutdown()
        }
        #expect(test.trace.ended == kind.members.reversed())
        #expect(test.logs.messages.first == "info listening")
        #expect(test.logs.messages.last == "info stopped")
        let keeperEnds = test.logs.messages.filter { $0 == "info the keeper has ended" }
        #expect(keeperEnds.count == (kind == .standalone ? 0 : 1))
    }

    @Test(arguments: PlanKind.allCases)
    func `a replica is ready once nothing is missing, and not before`(kind: PlanKind) async throws {
        let test = try PlanUnderTest(kind)
        #expect(test.readiness.current == kind.obstacles)
        test.drainTime.pass()
        try await test.runUntilShutDown { client, shutdown in
            #expect(test.readiness.current == [])
            let health = try await test.ask("/healthz", client)
            #expect(health.status == 200)
            shutdown.triggerGracefulShutdown()
        }
        #expect(test.readiness.current == [.draining])
    }

    @Test(arguments: [PlanKind.webhook, .policy, .accounts])
    func `a replica that has never reached the API server is not ready, and says why`(kind: PlanKind) async throws {
        let reference = Mutex<TestAPIServer?>(nil)
        let test = try PlanUnderTest(kind) { server in
            server.isDown = true
            reference.withLock { $0 = server }
        }
        let server = try #require(reference.withLock { $0 })
        test.drainTime.pass()
        try await withClient { client in
            let running = Task { try await test.run() }
            func answer() async throws -> (status: Int, text: String) {
                let answer = try await test.ask("/readyz", client)
                return (answer.status, String(decoding: answer.body, as: UTF8.self))
            }
            // The reason is there as soon as the watch has failed for the first time.
            #expect(
                await eventually {
                    (try? await answer().text.contains("the watch of namespaces has not worked")) ?? false
                }
            )
            let (status, text) = try await answer()
            #expect(status == 503)
            #expect(text.contains("the namespaces have not been read from the API server yet"), "\(text)")
            #expect(text.contains("\nthe API server has never told which namespaces there are\n"), "\(text)")
            #expect(text.contains("cannot watch namespaces: no answer from the API server: "), "\(text)")
            // Not for ever: by then whoever rolls it out knows that something is wrong.
            #expect(ServingParts.longestUnread == .seconds(900))
            server.isDown = false
            #expect(await eventually { await test.isReady(client) })
            #expect(try await answer().text == "ok\n")
            running.cancel()
            try await running.value
        }
    }

    @Test(arguments: PlanKind.allCases.filter(\.hasWebhook))
    func `a webhook that drains is not ready, serves on, and everything else waits for it`(kind: PlanKind) async throws
    {
        let test = try PlanUnderTest(kind)
        try await test.runUntilShutDown { client, shutdown in
            shutdown.triggerGracefulShutdown()
            #expect(await test.drainTime.next() == .seconds(7))
            let readiness = try await test.ask("/readyz", client)
            #expect(readiness.status == 503)
            #expect(String(decoding: readiness.body, as: UTF8.self) == "not ready: shutting down\n")
            #expect(try await test.ask("/", of: .webhook, client).status == 404)
            #expect(test.trace.ended == [])
            test.drainTime.pass()
        }
        #expect(await test.drainTime.next() == WebhookService.finishTime)
        #expect(test.trace.ended == kind.members.reversed())
    }

    @Test(arguments: PlanKind.allCases)
    func `cancelling ends everything without a drain`(kind: PlanKind) async throws {
        let test = try PlanUnderTest(kind)
        try await withClient { client in
            let running = Task { try await test.run() }
            #expect(await eventually { await test.isReady(client) })
            running.cancel()
            try await running.value
        }
        #expect(test.trace.ended.sorted() == kind.members.sorted())
        #expect(test.logs.messages.last == "info stopped")
    }
}
