import Glibc
import Testing

@testable import Linux

@Suite struct `An epoll queue` {
    @Test func `reports a wake-up under its token until it is taken`() throws {
        let queue = try EpollQueue()
        let wakeUp = try WakeUp()
        try queue.add(wakeUp, token: 7)
        #expect(try queue.wait(milliseconds: 0) == 0)
        wakeUp.send()
        #expect(try queue.wait(milliseconds: 0) == 1)
        let event = queue.event(at: 0)
        #expect(event.token == 7 && event.isReadable && !event.isWritable)
        wakeUp.take()
        #expect(try queue.wait(milliseconds: 0) == 0)
    }

    @Test func `fails where waiting again would not help`() throws {
        let queue = EpollQueue(adopting: FileDescriptor(owning: unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)))
        var failure: SystemCallError?
        do throws(SystemCallError) { _ = try queue.wait(milliseconds: -1) } catch { failure = error }
        #expect(failure == SystemCallError(call: "epoll_wait", code: EINVAL))
    }
}
