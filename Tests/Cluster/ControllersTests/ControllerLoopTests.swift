import Controllers
import EventLoop
import TestSupport
import Testing

/// Counts the rounds of a loop; used on one event loop only, hence the unchecked conformance.
private final class Rounds: @unchecked Sendable {
    var times: [LoopInstant] = []
    /// What the next rounds ask for, the last one for ever.
    var answers: [(LoopInstant) -> NextRound]

    init(_ answers: [(LoopInstant) -> NextRound]) { self.answers = answers }

    func next(_ now: LoopInstant) -> NextRound {
        times.append(now)
        return answers.count > 1 ? answers.removeFirst()(now) : answers[0](now)
    }
}

@Suite("Controller loop")
struct ControllerLoopTests {
    /// Runs a controller's loop on a clock that stands at one second.
    private func run(
        _ answers: @escaping @Sendable () -> [(LoopInstant) -> NextRound],
        _ body: @escaping @Sendable (ControllerLoop, Rounds, (Int) async -> Void) async throws -> Void
    ) async throws {
        let clock = HandClock()
        try await withEventLoop(clock: clock.clock) { loop in
            let controller = ControllerLoop(on: loop)
            let rounds = Rounds(answers())
            let task = Task(executorPreference: loop) { await controller.run { rounds.next(controller.now) } }
            let pass: (Int) async -> Void = { seconds in
                await clock.pass(seconds, wake: loop) { for _ in 0..<64 { await loop.nextRound() } }
            }
            await pass(0)
            try await body(controller, rounds, pass)
            task.cancel()
            await task.value
        }
    }

    @Test("A round begins at the time that the last one asked for")
    func time() async throws {
        try await run({ [{ .by($0 + .seconds(10)) }] }) { _, rounds, pass in
            #expect(rounds.times == [.at(1)])
            await pass(9)
            #expect(rounds.times == [.at(1)])
            await pass(1)
            #expect(rounds.times == [.at(1), .at(11)])
            await pass(20)
            #expect(rounds.times == [1, 11, 21, 31].map(LoopInstant.at))
        }
    }

    @Test("A signal begins a round, and two of them one")
    func signal() async throws {
        try await run({ [{ .by($0 + .seconds(10)) }] }) { controller, rounds, pass in
            await pass(3)
            controller.wake()
            controller.wake()
            await pass(0)
            // One more may come of a signal that came before the first was looked at.
            #expect(rounds.times.count <= 3)
            #expect(rounds.times.dropFirst().allSatisfy { $0 == .at(4) } && rounds.times.count >= 2)
            await pass(9)
            #expect(rounds.times.last == .at(4))
            await pass(1)
            #expect(rounds.times.last == .at(14))
        }
    }

    @Test("A signal during a round is not lost")
    func signalWithin() async throws {
        try await run({ [{ .by($0 + .seconds(10)) }] }) { controller, rounds, pass in
            rounds.answers = [
                { now in
                    controller.wake()
                    return .by(now + .seconds(10))
                }, { .by($0 + .seconds(10)) },
            ]
            await pass(10)
            #expect(rounds.times == [.at(1), .at(11), .at(11)])
        }
    }

    @Test("A round that has done something is followed by another at once")
    func now() async throws {
        try await run({ [{ _ in .now }, { _ in .now }, { .by($0 + .seconds(10)) }] }) { _, rounds, pass in
            await pass(9)
            #expect(rounds.times == [.at(1), .at(1), .at(1)])
        }
    }

    @Test("A round comes once a minute, whatever was asked for", arguments: [LoopInstant.never, .at(1000)])
    func minute(asked: LoopInstant) async throws {
        try await run({ [{ _ in .by(asked) }] }) { _, rounds, pass in
            let first = rounds.times.count
            await pass(59)
            #expect(rounds.times.count == first)
            await pass(1)
            #expect(rounds.times.count == first + 1)
        }
    }

    @Test("Its end is the task's")
    func end() async throws {
        try await withEventLoop { loop in
            let controller = ControllerLoop(on: loop)
            let task = Task(executorPreference: loop) { await controller.run { .by(.never) } }
            await loop.nextRound()
            task.cancel()
            await task.value
        }
    }
}
