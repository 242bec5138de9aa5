import Glibc
import Testing

@testable import EventLoop
@testable import Linux

@Suite struct `A loop that cannot wait any more` {
    @Test func `ends the process with the reason instead of spinning`() async {
        let ended = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let queue = try EpollQueue()
            let number = queue.number
            let loop = try EventLoop(clock: .monotonic, queue: queue)
            let other = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
            try #require(dup2(other, number) == number)
            await Task(executorPreference: loop) { await loop.nextRound() }.value
        }
        let output = String(decoding: ended?.standardErrorContent ?? [], as: UTF8.self)
        #expect(output.contains("pullpass: the event loop cannot go on: epoll_wait failed: Invalid argument"))
    }
}
