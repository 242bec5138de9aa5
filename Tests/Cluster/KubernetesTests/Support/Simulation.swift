import EventLoop
import Synchronization
import TestSupport

/// An event loop whose time moves only when the test says so.
final class Simulation: Sendable {
    let loop: EventLoop

    private init() throws {
        let shared = Shared()
        loop = try EventLoop(clock: LoopClock { LoopInstant(nanoseconds: shared.nanoseconds.withLock { $0 }) })
        self.shared = shared
    }

    private final class Shared: Sendable {
        let nanoseconds = Mutex<UInt64>(1_000_000_000)
    }
    private let shared: Shared

    /// Runs a body on the loop, with everything that it starts.
    static func run<R: Sendable>(_ body: @escaping @Sendable (Simulation) async throws -> R) async throws -> R {
        let simulation = try Simulation()
        let result = await Task(executorPreference: simulation.loop) { try await body(simulation) }.result
        simulation.loop.stop()
        return try result.get()
    }

    var now: LoopInstant { loop.preciseNow() }

    /// Seconds since the simulation began.
    var elapsed: Double { Double(now.nanoseconds - 1_000_000_000) / 1e9 }

    /// Lets everything on the loop run until it waits for time or for the test.
    func settle(rounds: Int = 200) async {
        for _ in 0..<rounds {
            // To the end of the loop's queue, which `Task.yield` does not promise.
            await withCheckedContinuation { continuation in
                _ = Task(executorPreference: loop) { continuation.resume() }
            }
        }
    }

    /// Moves the time, in steps, and lets everything run after each.
    func advance(by duration: Duration, step: Duration = .milliseconds(100), rounds: Int = 100) async {
        let end = now.advanced(by: duration)
        await settle(rounds: rounds)
        while now < end {
            let next = min(end, now.advanced(by: step))
            shared.nanoseconds.withLock { $0 = next.nanoseconds }
            await settle(rounds: rounds)
        }
    }

    /// Moves the time in one leap, as if the process had been stopped.
    func leap(by duration: Duration) async {
        let next = now.advanced(by: duration)
        shared.nanoseconds.withLock { $0 = next.nanoseconds }
        await settle()
    }
}

/// A value that tasks of one loop and the test share.
final class Box<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>

    init(_ value: Value) { mutex = Mutex(value) }

    var value: Value {
        get { mutex.withLock { $0 } }
        set { mutex.withLock { $0 = newValue } }
    }

    func change(_ body: @Sendable (inout Value) -> Void) { mutex.withLock { body(&$0) } }
}
