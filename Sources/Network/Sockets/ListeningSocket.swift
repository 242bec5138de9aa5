internal import Glibc
package import Linux

/// A bound, listening, non-blocking TCP socket.
package struct ListeningSocket: ~Copyable, Sendable {
    let descriptor: FileDescriptor
    /// The address it listens on, with the real port where 0 was asked for.
    package let address: SocketAddress

    /// Takes back what ``release()`` gave away.
    package init(adopting descriptor: CInt) {
        self.descriptor = FileDescriptor(owning: descriptor)
        address = SocketAddress.local(of: descriptor) ?? SocketAddress(uncheckedIP: [0, 0, 0, 0], port: 0)
    }

    /// Hands the open descriptor to the caller, for a way through which a noncopyable value cannot go (a task's closure).
    package consuming func release() -> CInt { descriptor.release() }

    private init(descriptor: consuming FileDescriptor, address: SocketAddress) {
        self.descriptor = descriptor
        self.address = address
    }

    /// Opens `count` sockets on one address, among which the kernel spreads the connections (`SO_REUSEPORT`).
    ///
    /// An address that another process already listens on is an error, although `SO_REUSEPORT` alone would share it.
    ///
    /// - Parameters:
    ///   - address: where to listen; port 0 picks one free port for all of them. `[::]` takes IPv4 as well.
    ///   - count: how many sockets, at least 1.
    ///   - silence: how long the kernel keeps a connection to itself whose peer has said nothing (`TCP_DEFER_ACCEPT`, tcp(7)), in whole seconds
    ///     and up to twice as long; zero where connections are accepted at once. For protocols in which the client speaks first. What is more
    ///     than the kernel's queue holds (4,096 a socket) is accepted at once, and so is all where it sends no ``SYNCookies``.
    ///   - accept: takes over each socket in turn.
    /// - Returns: the address with its real port.
    /// - Throws: ``SystemCallError`` naming the address.
    package static func open(
        _ address: SocketAddress,
        count: Int,
        silence: Duration = .zero,
        accept: (consuming ListeningSocket) -> Void
    ) throws(SystemCallError) -> SocketAddress {
        if address.port != 0 { _ = try bound(to: address) }
        var bindAddress = address
        for _ in 0..<max(1, count) {
            let descriptor = try bound(to: bindAddress, silence: silence)
            guard listen(descriptor.number, 4096) == 0 else { throw .last("listen", subject: bindAddress.description) }
            guard let real = SocketAddress.local(of: descriptor.number) else {
                throw .last("getsockname", subject: bindAddress.description)
            }
            bindAddress = bindAddress.with(port: real.port)
            accept(ListeningSocket(descriptor: descriptor, address: bindAddress))
        }
        return bindAddress
    }

    /// A socket that shares its port, with all that its connections inherit; without `silence` one that only shows whether the port is free.
    private static func bound(
        to address: SocketAddress,
        silence: Duration? = nil
    ) throws(SystemCallError) -> FileDescriptor {
        let family = address.isIPv6 ? AF_INET6 : AF_INET
        let type = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_NONBLOCK.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
        let raw = socket(family, type, 0)
        guard raw >= 0 else {
            // A node without IPv6 still has to listen on "every address".
            if errno == EAFNOSUPPORT, address.isIPv6, address.ip.allSatisfy({ $0 == 0 }) {
                return try bound(
                    to: SocketAddress(uncheckedIP: [0, 0, 0, 0], port: address.port),
                    silence: silence
                )
            }
            throw .last("socket", subject: address.description)
        }
        let descriptor = FileDescriptor(owning: raw)
        set(SO_REUSEADDR, level: SOL_SOCKET, on: raw)
        if let silence {
            set(SO_REUSEPORT, level: SOL_SOCKET, on: raw)
            // Before `listen`, so that connections have them from their first segment on.
            set(TCP_NOTSENT_LOWAT, level: CInt(IPPROTO_TCP), to: CInt(KernelBuffers.unsent), on: raw)
            set(SO_SNDBUF, level: SOL_SOCKET, to: CInt(KernelBuffers.sent / 2), on: raw)
            set(SO_RCVBUF, level: SOL_SOCKET, to: CInt(KernelBuffers.received / 2), on: raw)
            set(TCP_NODELAY, level: CInt(IPPROTO_TCP), on: raw)
            let seconds = CInt(clamping: silence.components.seconds)
            // Without cookies those that say nothing would fill the kernel's queue, and keep everybody else out.
            if seconds > 0, SYNCookies.areSent { set(TCP_DEFER_ACCEPT, level: CInt(IPPROTO_TCP), to: seconds, on: raw) }
        }
        if address.isIPv6 { set(IPV6_V6ONLY, level: CInt(IPPROTO_IPV6), to: 0, on: raw) }
        let result = unsafe address.withSockaddr { unsafe bind(raw, $0, $1) }
        guard result == 0 else { throw .last("bind", subject: address.description) }
        return descriptor
    }

    private static func set(_ option: CInt, level: CInt, to value: CInt = 1, on descriptor: CInt) {
        var value = value
        _ = unsafe setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<CInt>.size))
    }
}
