import TestSupport
import Testing

@testable import EventLoop
@testable import Sockets

@Suite struct `The last reference to a socket` {
    @Test(arguments: [true, false]) func `may go away on the loop and elsewhere, and no watch is left`(
        onLoop: Bool
    ) async throws {
        let loop = try EventLoop()
        var pair: SocketPair? = try await Task(executorPreference: loop) { try SocketPair(on: loop) }.value
        let before = await Task(executorPreference: loop) { loop.watchCount }.value
        if onLoop {
            await Task(executorPreference: loop) { [pair = pair.take()] in _ = pair }.value
        } else {
            pair = nil
        }
        // Whatever the socket has left to do on the loop was queued before this.
        let after = await Task(executorPreference: loop) { loop.watchCount }.value
        loop.stop()
        #expect(before == 2 && after == 0)
    }
}
