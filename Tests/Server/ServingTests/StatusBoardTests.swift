import EventLoop
import HTTP
import Metrics
import Status
import Synchronization
import TLS
import TestSupport
import Testing
import Text

@testable import Serving

@Suite("The operators' port: status")
struct StatusBoardTests {
    private static func report(_ version: String = "1") -> StatusReport {
        StatusReport(madeAt: Timestamp(seconds: 1_000_000), version: version, namespace: "pullpass", view: .leader)
    }

    private static func ask(_ endpoint: OperatorEndpoint, _ path: String) -> HTTPResponse {
        let head = HTTPRequestHead(method: .get, path: path)
        return endpoint.earlyResponse(to: head) ?? endpoint.respond(to: head, body: [UInt8]().span)
    }

    private static func endpoint(_ board: StatusBoard?) -> OperatorEndpoint {
        OperatorEndpoint(readiness: ReplicaReadiness(), registry: MetricsRegistry(), board: board)
    }

    @Test(
        "It is off unless the configuration switches it on, which a reload can do and undo",
        arguments: ["/", "/status"]
    )
    func off(path: String) {
        let board = StatusBoard(isOn: false)
        let endpoint = Self.endpoint(board)
        board.show(Self.report())
        #expect(Self.ask(endpoint, path).status == 404)
        #expect(String(decoding: Self.ask(endpoint, path).body, as: UTF8.self).contains("status.page: true"))
        board.turn(on: true)
        #expect(Self.ask(endpoint, path).status == 503)
        board.show(Self.report())
        #expect(Self.ask(endpoint, path).status == 200)
        board.turn(on: false)
        #expect(Self.ask(endpoint, path).status == 404)
        board.turn(on: true)
        #expect(Self.ask(endpoint, path).status == 503)
    }

    @Test("The page comes with a policy that allows its own style and nothing else; neither form may be kept")
    func fields() throws {
        let board = StatusBoard(isOn: true)
        board.show(Self.report())
        let page = Self.ask(Self.endpoint(board), "/")
        let policy = page.fields.first { $0.name == "Content-Security-Policy" }?.value
        let digest = Base64.encode(try Digest.sha256(Array(StatusPage.style.utf8)))
        #expect(policy == StatusPage.policy(styleHash: digest))
        #expect(page.fields.contains { $0 == ("Content-Type", "text/html; charset=utf-8") })
        let json = Self.ask(Self.endpoint(board), "/status")
        #expect(json.fields.contains { $0 == ("Content-Type", "application/json") })
        for response in [page, json] {
            #expect(response.fields.contains { $0 == ("Cache-Control", "no-store") })
            #expect(response.fields.contains { $0 == ("X-Content-Type-Options", "nosniff") })
        }
    }

    @Test("Only GET and HEAD")
    func methods() {
        let endpoint = Self.endpoint(StatusBoard(isOn: true))
        #expect(endpoint.earlyResponse(to: HTTPRequestHead(method: .post, path: "/status"))?.status == 405)
        #expect(endpoint.earlyResponse(to: HTTPRequestHead(method: .head, path: "/status")) == nil)
    }

    @Test("However many ask, a report is made at most once a second, and one in five where nobody does")
    func pace() async throws {
        let clock = HandClock()
        try await withEventLoop(clock: clock.clock) { loop in
            let board = StatusBoard(isOn: true) { clock.nanoseconds }
            let made = Atomic<Int>(0)
            let maker = StatusMaker(board: board, loop: loop) {
                Self.report("\(made.wrappingAdd(1, ordering: .relaxed).newValue)")
            }
            let task = Task(executorPreference: loop) { await maker.run() }
            func pass(_ milliseconds: Int, asking: Bool) async {
                for _ in 0..<milliseconds / 100 {
                    clock.advance(byMilliseconds: 100)
                    loop.wake()
                    for _ in 0..<20 { await Task.yield() }
                    if asking { for _ in 0..<50 { _ = board.answer(.json) } }
                    for _ in 0..<20 { await Task.yield() }
                }
            }
            await pass(10_000, asking: true)
            let busy = made.load(ordering: .relaxed)
            #expect((5...12).contains(busy), "\(busy)")
            await pass(60_000, asking: false)
            let idle = made.load(ordering: .relaxed) - busy
            #expect((8...13).contains(idle), "\(idle)")
            task.cancel()
            await task.value
        }
    }

    @Test("A report is drawn once, and a new one anew")
    func drawing() {
        let board = StatusBoard(isOn: true)
        board.show(Self.report("first"))
        let first = board.answer(.page)?.body
        #expect(board.answer(.page)?.body == first)
        board.show(Self.report("second"))
        #expect(board.answer(.page)?.body != first)
    }
}
