import Glibc
package import Sockets

/// A port of 127.0.0.1 whose queue is full, so that a connection to it is neither taken nor refused.
package final class FullPort: Sendable {
    /// Where it is.
    package let address: SocketAddress
    private let descriptors: [CInt]

    /// Listens without ever accepting, and fills the queue.
    package init() throws {
        let type = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_NONBLOCK.rawValue)
        let listener = socket(AF_INET, type, 0)
        var peer = sockaddr_in()
        peer.sin_family = sa_family_t(AF_INET)
        peer.sin_addr.s_addr = in_addr_t(UInt32(0x7f00_0001).bigEndian)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        var descriptors = [listener]
        unsafe withUnsafeMutablePointer(to: &peer) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = unsafe bind(listener, address, length)
                _ = listen(listener, 0)
                _ = unsafe getsockname(listener, address, &length)
                // The kernel takes one more than the backlog of 0; from then on it does not answer.
                for _ in 0..<3 {
                    let client = socket(AF_INET, type, 0)
                    _ = unsafe connect(client, address, length)
                    descriptors.append(client)
                }
            }
        }
        self.descriptors = descriptors
        address = try SocketAddress(parsing: "127.0.0.1:\(UInt16(bigEndian: peer.sin_port))")
    }

    deinit { for descriptor in descriptors { close(descriptor) } }
}
