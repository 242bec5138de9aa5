import Glibc

/// A port that is taken as long as this value lives, by a listener that accepts nobody or, if told, by nobody who listens.
package struct BlockedPort: ~Copyable {
    /// Its number.
    package let number: Int
    private let descriptor: Int32

    /// Takes a port of 127.0.0.1 that the system chooses, without sharing it.
    ///
    /// - Parameter listens: whether connections succeed; otherwise they are refused.
    /// - Throws: ``NoPortError``.
    package init(listens: Bool = true) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(UInt32(0x7f00_0001).bigEndian)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let failed = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(descriptor, address, length) != 0 || (listens && listen(descriptor, 1) != 0)
                    || getsockname(descriptor, address, &length) != 0
            }
        }
        self.descriptor = descriptor
        number = Int(UInt16(bigEndian: address.sin_port))
        if failed { throw NoPortError() }
    }

    deinit { close(descriptor) }
}

/// The system gave no port.
package struct NoPortError: Error {}
