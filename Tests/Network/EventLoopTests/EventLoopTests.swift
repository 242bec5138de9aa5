import TestSupport
import Testing

@testable import EventLoop

@Suite struct EventLoopTests {
    @Test("A task that prefers the loop runs on the loop's thread, also after it has suspended")
    func staysOnLoop() async throws {
        let observed = try await withEventLoop { loop in
            var onLoop = [loop.isCurrent]
            await Task.yield()
            onLoop.append(loop.isCurrent)
            await loop.sleep(until: loop.now.advanced(by: .milliseconds(1)))
            onLoop.append(loop.isCurrent)
            return onLoop
        }
        #expect(observed == [true, true, true])
    }

    @Test("Jobs from other threads all arrive")
    func jobsFromOutside() async throws {
        let loop = try EventLoop()
        let total = await withTaskGroup(of: Int.self) { group in
            for value in 0..<1000 {
                group.addTask { await Task(executorPreference: loop) { value }.value }
            }
            return await group.reduce(0, +)
        }
        loop.stop()
        #expect(total == 499_500)
    }
}
