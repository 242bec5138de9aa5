import HTTP
import HTTPClient
import ServiceLifecycleTestKit
import Status
import TestAPIServer
import TestSupport
import Testing

@testable import Serving

@Suite("What serve shows of the state of things")
struct PlanStatusTests {
    @Test("Nothing, unless the configuration says so", arguments: PlanKind.allCases)
    func off(kind: PlanKind) async throws {
        let test = try PlanUnderTest(kind)
        test.drainTime.pass()
        try await test.runUntilShutDown { client, shutdown in
            for path in ["/", "/status"] {
                let answer = try await test.ask(path, client)
                #expect(answer.status == 404)
            }
            shutdown.triggerGracefulShutdown()
        }
    }

    @Test("The page and the same as JSON, with who has what where this replica leads", arguments: PlanKind.allCases)
    func page(kind: PlanKind) async throws {
        let test = try PlanUnderTest(kind, more: "status: { page: true }") { server in
            try? server.createNamespace("team-a", labels: ["pullpass.dev/inject": "enabled"])
        }
        test.drainTime.pass()
        try await test.runUntilShutDown { client, shutdown in
            let wanted =
                kind == .standalone
                ? #""view":"standalone","fine":true"# : #""copies":{"wanted":1,"present":1,"missing":[]}"#
            #expect(
                await eventually {
                    let answer = try? await test.ask("/status", client)
                    return answer.map { String(decoding: $0.body, as: UTF8.self).contains(wanted) } ?? false
                }
            )
            let page = try await test.ask("/", client)
            #expect(page.status == 200)
            #expect(page.fields.values(of: "Content-Security-Policy").first?.hasPrefix("default-src 'none'") == true)
            let text = String(decoding: page.body, as: UTF8.self)
            #expect(text.contains(kind == .standalone ? "standalone" : "as the leader knows it"))
            shutdown.triggerGracefulShutdown()
        }
    }
}
