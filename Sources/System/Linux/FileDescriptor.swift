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
    /// - Parameters:
    ///   - listener: the listening socket.
    ///   - address: is lent the peer's address as the kernel writes it (`sockaddr_in`, `sockaddr_in6`).
    /// - Returns: the connection.
    /// - Throws: ``SystemCallError``, with `EAGAIN` where none is pending.
    package static func accept(
        from listener: CInt,
        address: (Span<UInt8>) -> Void
    ) throws(SystemCallError) -> FileDescriptor {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let raw = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe accept4(listener, $0, &length, CInt(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue))
            }
        }
        guard raw >= 0 else { throw .last("accept4") }
        unsafe withUnsafeBytes(of: &storage) { bytes in
            unsafe bytes.withMemoryRebound(to: UInt8.self) {
                address(unsafe Span(_unsafeElements: $0).extracting(first: Int(length)))
            }
        }
        return FileDescriptor(owning: raw)
    }

    /// A descriptor of nothing, to be given up when none is left for what is needed more.
    package static func spare() throws(SystemCallError) -> FileDescriptor {
        let raw = eventfd(0, CInt(EFD_CLOEXEC))
        guard raw >= 0 else { throw .last("eventfd") }
        return FileDescriptor(owning: raw)
    }

    /// How many descriptors the process may have open at once (`RLIMIT_NOFILE`, the soft limit).
    package static var limit: Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
        return Int(clamping: limit.rlim_cur)
    }
}
