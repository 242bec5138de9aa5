internal import CLinux
internal import Glibc

/// An epoll queue with the room for what one wait brings.
///
/// One thread waits; others may add descriptors.
@safe package struct EpollQueue: ~Copyable {
    /// What the kernel has to say about one descriptor.
    package struct Event {
        /// What ``EpollQueue/add(_:token:)`` was given.
        package let token: UInt64
        /// Whether a read would bring something: bytes, the end, or an error.
        package let isReadable: Bool
        /// Whether a write would get on, or fail.
        package let isWritable: Bool
    }

    private let descriptor: FileDescriptor
    private let events: UnsafeMutablePointer<epoll_event>

    private static let capacity = 256

    /// Opens a queue.
    ///
    /// - Throws: ``SystemCallError`` when the kernel has no descriptor left.
    package init() throws(SystemCallError) {
        let raw = epoll_create1(CInt(EPOLL_CLOEXEC))
        guard raw >= 0 else { throw .last("epoll_create1") }
        self.init(adopting: FileDescriptor(owning: raw))
    }

    /// Takes a descriptor for an epoll queue; for tests of what happens where it is none.
    package init(adopting descriptor: consuming FileDescriptor) {
        self.descriptor = descriptor
        unsafe events = .allocate(capacity: Self.capacity)
    }

    deinit { unsafe events.deallocate() }

    /// The queue's own descriptor; for tests.
    var number: CInt { descriptor.number }

    /// Reports a descriptor's edges, in both directions, for as long as it is open.
    ///
    /// - Parameters:
    ///   - number: the descriptor.
    ///   - token: what its events are to carry.
    /// - Throws: ``SystemCallError``, for instance for a file that cannot be polled.
    package borrowing func add(_ number: CInt, token: UInt64) throws(SystemCallError) {
        let edges = EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue
        try add(number, token: token, events: edges)
    }

    /// Reports a wake-up for as long as it has not been taken.
    package borrowing func add(_ wakeup: borrowing WakeUp, token: UInt64) throws(SystemCallError) {
        try add(wakeup.number, token: token, events: EPOLLIN.rawValue)
    }

    private borrowing func add(_ number: CInt, token: UInt64, events: UInt32) throws(SystemCallError) {
        var event = unsafe epoll_event()
        unsafe event.events = events
        unsafe event.data.u64 = token
        guard unsafe epoll_ctl(descriptor.number, EPOLL_CTL_ADD, number, &event) == 0 else { throw .last("epoll_ctl") }
    }

    /// Waits for events.
    ///
    /// - Parameter milliseconds: at most so long; -1 for as long as it takes.
    /// - Returns: how many there are for ``event(at:)``: 0 after that time, and where a signal came first.
    /// - Throws: ``SystemCallError`` for a failure that another try would meet again.
    package borrowing func wait(milliseconds: CInt) throws(SystemCallError) -> Int {
        let count = unsafe epoll_wait(descriptor.number, events, CInt(Self.capacity), milliseconds)
        if count >= 0 { return Int(count) }
        guard errno == EINTR else { throw .last("epoll_wait") }
        return 0
    }

    /// One of the events of the last wait.
    package borrowing func event(at index: Int) -> Event {
        let event = unsafe events[index]
        let flags = unsafe event.events
        let isBroken = flags & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0
        return Event(
            token: unsafe event.data.u64,
            isReadable: isBroken || flags & (EPOLLIN.rawValue | EPOLLRDHUP.rawValue) != 0,
            isWritable: isBroken || flags & EPOLLOUT.rawValue != 0
        )
    }
}
