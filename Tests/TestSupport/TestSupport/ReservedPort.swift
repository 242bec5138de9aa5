import Glibc

/// A port of 127.0.0.1 that the system gives to nobody else as long as this value lives, for a program that binds it itself.
///
/// It is bound with `SO_REUSEADDR` and does not listen, so a program that sets `SO_REUSEADDR`, too, can still take it; all that
/// are written in Go do. A port that was found free and let go could be given to another test before the program binds it.
package final class ReservedPort: Sendable {
    /// Its number.
    package let number: Int
    private let descriptor: Int32

    /// Takes a port that the system chooses.
    ///
    /// - Throws: ``NoPortError``.
    package init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var isShared: Int32 = 1
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(UInt32(0x7f00_0001).bigEndian)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let option = unsafe setsockopt(
            descriptor,
            SOL_SOCKET,
            SO_REUSEADDR,
            &isShared,
            socklen_t(MemoryLayout<Int32>.size)
        )
        let failed = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(descriptor, address, length) != 0 || getsockname(descriptor, address, &length) != 0
            }
        }
        number = Int(UInt16(bigEndian: address.sin_port))
        if failed || option != 0 { throw NoPortError() }
    }

    deinit { close(descriptor) }
}
