import TestSupport
import Testing

@testable import EventLoop

@Suite struct `Cancellation ends waits on the loop` {
    @Test(
        "a sleep returns as soon as its task is cancelled, from the loop and from elsewhere",
        arguments: [true, false]
    )
    func sleep(fromLoop: Bool) async throws {
        let loop = try EventLoop(clock: HandClock().clock)
        let (started, report) = AsyncStream.makeStream(of: Void.self)
        let sleeper = Task(executorPreference: loop) {
            report.yield()
            await loop.sleep(until: .never)
            return Task.isCancelled && loop.isCurrent
        }
        for await _ in started { break }
        if fromLoop { await Task(executorPreference: loop) { sleeper.cancel() }.value } else { sleeper.cancel() }
        #expect(await sleeper.value)
        loop.stop()
    }

    @Test func `a task that is cancelled already does not sleep`() async throws {
        let returned = try await withEventLoop(clock: HandClock().clock) { loop in
            let sleeper = Task(executorPreference: loop) { await loop.sleep(until: .never) }
            sleeper.cancel()
            await sleeper.value
            return true
        }
        #expect(returned)
    }

    @Test func `one of many sleeps ends, and the others go on until their time`() async throws {
        let clock = HandClock()
        let order = try await withEventLoop(clock: clock.clock) { loop in
            let (woken, report) = AsyncStream.makeStream(of: Int.self)
            let sleepers = (1...3).map { number in
                Task(executorPreference: loop) {
                    await loop.sleep(until: loop.now.advanced(by: .seconds(number)))
                    report.yield(number)
                }
            }
            await Task.yield()
            sleepers[1].cancel()
            var iterator = woken.makeAsyncIterator()
            var order = [await iterator.next()]
            for _ in 1...3 { clock.advance(bySeconds: 1, wake: loop) }
            order.append(await iterator.next())
            order.append(await iterator.next())
            return order
        }
        #expect(order == [2, 1, 3])
    }
}
