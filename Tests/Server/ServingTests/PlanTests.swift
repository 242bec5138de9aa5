import HTTPClient
import ServiceLifecycleTestKit
import TestSupport
import Testing

@testable import Serving

@Suite("The three plans of serve")
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
            #expect(try await test.ask("/", of: "webhook", client).status == 404)
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
            #expect(try await eventually { try await test.ask("/readyz", client).status == 200 })
            running.cancel()
            try await running.value
        }
        #expect(test.trace.ended.sorted() == kind.members.sorted())
        #expect(test.logs.messages.last == "info stopped")
    }
}
