internal import CLinux
internal import Glibc

/// An eventfd, by which any thread ends another's wait on an ``EpollQueue``.
package struct WakeUp: ~Copyable, Sendable {
    private let descriptor: FileDescriptor

    /// - Throws: ``SystemCallError`` when the kernel has no descriptor left.
    package init() throws(SystemCallError) {
        let raw = eventfd(0, CInt(EFD_CLOEXEC | EFD_NONBLOCK))
        guard raw >= 0 else { throw .last("eventfd") }
        descriptor = FileDescriptor(owning: raw)
    }

    var number: CInt { descriptor.number }

    /// Ends the current wait, or the next one.
    package borrowing func send() {
        var one: UInt64 = 1
        _ = unsafe write(number, &one, 8)
    }

    /// Takes all wake-ups that were sent.
    package borrowing func take() {
        var count: UInt64 = 0
        _ = unsafe read(number, &count, 8)
    }
}
