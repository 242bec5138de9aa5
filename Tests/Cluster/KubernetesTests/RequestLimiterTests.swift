import EventLoop
import Kubernetes
import Testing

struct RequestLimiterTests {
    /// Starts requests and notes when each is let through.
    private static func start(
        _ names: [(String, RequestPriority)],
        _ limiter: RequestLimiter,
        _ simulation: Simulation,
        _ log: Box<[String]>
    ) -> [Task<Bool, Never>] {
        names.map { name, priority in
            Task(executorPreference: simulation.loop) {
                let passed = await limiter.acquire(priority)
                if passed { log.change { $0.append(name) } }
                return passed
            }
        }
    }

    @Test func `a burst passes at once and the rest at the rate`() async throws {
        try await Simulation.run { simulation in
            let limiter = RequestLimiter(perSecond: 50, burst: 100, loop: simulation.loop)
            let log = Box<[String]>([])
            let tasks = Self.start((0..<600).map { ("\($0)", .rotation) }, limiter, simulation, log)
            await simulation.settle()
            #expect(log.value.count == 100)
            #expect(limiter.waiting == 500)
            await simulation.advance(by: .seconds(5), step: .milliseconds(10), rounds: 20)
            #expect((345...350).contains(log.value.count), "\(log.value.count)")
            await simulation.advance(by: .seconds(6), step: .milliseconds(10), rounds: 20)
            #expect(log.value == (0..<600).map(String.init))
            for task in tasks { #expect(await task.value) }
        }
    }

    @Test func `the urgent go first, and equals in order`() async throws {
        try await Simulation.run { simulation in
            let limiter = RequestLimiter(perSecond: 1, burst: 1, loop: simulation.loop)
            let log = Box<[String]>([])
            _ = Self.start([("first", .rotation)], limiter, simulation, log)
            await simulation.settle()
            let late: [(String, RequestPriority)] = [
                ("clean", .cleanUp), ("rotate 1", .rotation), ("event", .events), ("repair", .repair),
                ("rotate 2", .rotation),
                ("read", .reading), ("absent", .absent), ("place 1", .placement), ("place 2", .placement),
            ]
            let tasks = Self.start(late, limiter, simulation, log)
            await simulation.settle()
            _ = Self.start([("election", .election)], limiter, simulation, log)
            await simulation.advance(by: .seconds(12))
            #expect(
                log.value == [
                    "first", "election", "place 1", "place 2", "read", "absent", "repair", "rotate 1", "rotate 2",
                    "clean",
                    "event",
                ]
            )
            for task in tasks { _ = await task.value }
        }
    }

    @Test func `a pause holds back everything but the election, and no burst follows`() async throws {
        try await Simulation.run { simulation in
            let limiter = RequestLimiter(perSecond: 10, burst: 20, loop: simulation.loop)
            let log = Box<[String]>([])
            limiter.pause(for: .seconds(5))
            limiter.pause(for: .seconds(1))
            let tasks = Self.start((0..<30).map { ("\($0)", .placement) }, limiter, simulation, log)
            _ = Self.start([("election", .election)], limiter, simulation, log)
            await simulation.advance(by: .milliseconds(4900))
            #expect(log.value == ["election"])
            await simulation.advance(by: .milliseconds(1100))
            #expect((9...12).contains(log.value.count), "\(log.value.count)")
            await simulation.advance(by: .seconds(3))
            #expect(log.value.count == 31)
            for task in tasks { _ = await task.value }
        }
    }

    @Test func `an election that asks more often than the rate allows leaves its share to others`() async throws {
        try await Simulation.run { simulation in
            let limiter = RequestLimiter(perSecond: 0.2, burst: 1, loop: simulation.loop)
            let log = Box<[String]>([])
            let tasks = Self.start((0..<4).map { ("\($0)", .reading) }, limiter, simulation, log)
            for _ in 0..<20 {
                _ = Self.start([("election", .election)], limiter, simulation, log)
                await simulation.advance(by: .seconds(2))
            }
            #expect(log.value.filter { $0 != "election" } == ["0", "1", "2", "3"])
            for task in tasks { _ = await task.value }
        }
    }

    @Test func `a cancelled request leaves the queue, even the one that keeps the time`() async throws {
        try await Simulation.run { simulation in
            let limiter = RequestLimiter(perSecond: 1, burst: 1, loop: simulation.loop)
            let log = Box<[String]>([])
            let tasks = Self.start(["a", "b", "c", "d", "e"].map { ($0, .rotation) }, limiter, simulation, log)
            await simulation.settle()
            #expect(log.value == ["a"])
            tasks[1].cancel()
            tasks[3].cancel()
            await simulation.settle()
            #expect(await tasks[1].value == false)
            #expect(await tasks[3].value == false)
            #expect(limiter.waiting == 2)
            await simulation.advance(by: .seconds(3))
            #expect(log.value == ["a", "c", "e"])
            #expect(limiter.waiting == 0)
        }
    }
}
