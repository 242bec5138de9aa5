import Glibc
import Synchronization
import Testing

@testable import Linux

@Suite struct `A thread of one's own` {
    @Test func `has run its function when it is joined`() throws {
        let result = Mutex<pthread_t?>(nil)
        let thread = try OwnThread(blocking: .all) { result.withLock { $0 = pthread_self() } }
        thread.join()
        let identity = result.withLock { $0 }
        #expect(identity != nil && identity != pthread_self())
    }

    @Test func `gets an error, and no signal, for a pipe that nobody reads`() throws {
        let code = Mutex<CInt>(0)
        let thread = try OwnThread(stackSize: 256 << 10, blocking: .brokenPipe) {
            var pipe: [CInt] = [-1, -1]
            guard unsafe Glibc.pipe(&pipe) == 0 else { return }
            close(pipe[0])
            let failure = unsafe write(pipe[1], [1], 1) == -1 ? errno : 0
            close(pipe[1])
            code.withLock { $0 = failure }
        }
        thread.join()
        #expect(code.withLock { $0 } == EPIPE)
    }
}
