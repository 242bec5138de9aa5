internal import CLinux
internal import Glibc

/// An owned file descriptor, closed when its value goes away.
package struct FileDescriptor: ~Copyable, Sendable {
    private let raw: CInt

    /// Takes ownership of an open descriptor.
    package init(owning raw: CInt) { self.raw = raw }

    deinit { close(raw) }

    /// The number of the open descriptor; valid while this value lives, and never to be closed by the borrower.
    package var number: CInt { raw }

    /// Hands the descriptor to the caller, who becomes responsible for closing it.
    package consuming func release() -> CInt {
        let raw = raw
        discard self
        return raw
    }

    /// Takes the next connection of a listening socket: non-blocking, closed on exec.
    ///
    /// - Throws: ``SystemCallError``, with `EAGAIN` where none is pending.
    package static func accept(from listener: CInt) throws(SystemCallError) -> FileDescriptor {
        let raw = accept4(listener, nil, nil, CInt(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue))
        guard raw >= 0 else { throw .last("accept4") }
        return FileDescriptor(owning: raw)
    }
}
