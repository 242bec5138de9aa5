internal import Glibc

/// An IP address and port to listen on or to connect to.
package struct SocketAddress: Sendable, Hashable, CustomStringConvertible {
    /// The bytes of the IP address in network order: 4 for IPv4, 16 for IPv6.
    package let ip: [UInt8]
    /// The TCP port, 0 for "any free one".
    package let port: UInt16

    /// Makes an address from raw IP bytes (4 or 16), or nil for another length.
    package init?(ip: [UInt8], port: UInt16) {
        guard ip.count == 4 || ip.count == 16 else { return nil }
        self.ip = ip
        self.port = port
    }

    /// Reads `A:P` as the flags take it: `127.0.0.1:8443`, `[::1]:8443`, `:8443` or `8443` (every address), `localhost:8443`.
    ///
    /// - Throws: ``SocketAddressError`` with a sentence that says which part cannot be read. No name is looked up.
    package init(parsing text: String) throws(SocketAddressError) {
        let (host, portText) = try Self.split(text)
        guard let port = UInt16(portText), portText.allSatisfy(\.isNumber) else {
            throw SocketAddressError(text: text, reason: "the port must be a number from 0 to 65535")
        }
        switch host {
        case "", "*": self.init(uncheckedIP: [UInt8](repeating: 0, count: 16), port: port)
        case "localhost": self.init(uncheckedIP: [127, 0, 0, 1], port: port)
        default:
            guard let ip = Self.ipBytes(host) else {
                throw SocketAddressError(
                    text: text,
                    reason: "\"\(host)\" is not an IP address; write for example 127.0.0.1:8443, [::1]:8443 or :8443"
                )
            }
            self.init(uncheckedIP: ip, port: port)
        }
    }

    /// Reads a bare IP address, IPv6 without brackets and without a zone; nil for anything else, such as a name.
    package init?(ipAddress text: String, port: UInt16) {
        // inet_pton reads to the first zero byte, so "127.0.0.1\0.example" would pass for an address.
        guard !text.utf8.contains(0), let ip = Self.ipBytes(text) else { return nil }
        self.init(uncheckedIP: ip, port: port)
    }

    init(uncheckedIP ip: [UInt8], port: UInt16) {
        self.ip = ip
        self.port = port
    }

    /// Whether this is an IPv6 address.
    package var isIPv6: Bool { ip.count == 16 }

    /// The same address with another port.
    package func with(port: UInt16) -> SocketAddress { SocketAddress(uncheckedIP: ip, port: port) }

    /// The address as flags and URLs write it, IPv6 in brackets.
    package var description: String {
        var storage = [CChar](repeating: 0, count: 64)
        let family = isIPv6 ? AF_INET6 : AF_INET
        _ = unsafe inet_ntop(family, ip, &storage, socklen_t(storage.count))
        let text = String(decoding: storage.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return isIPv6 ? "[\(text)]:\(port)" : "\(text):\(port)"
    }

    private static func split(_ text: String) throws(SocketAddressError) -> (host: String, port: String) {
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]"), text[text.index(after: end)...].hasPrefix(":") else {
                throw SocketAddressError(text: text, reason: "an IPv6 address is written [address]:port")
            }
            return (String(text[text.index(after: text.startIndex)..<end]), String(text[end...].dropFirst(2)))
        }
        guard let colon = text.lastIndex(of: ":") else { return ("", text) }
        let host = text[..<colon]
        guard !host.contains(":") else {
            throw SocketAddressError(text: text, reason: "an IPv6 address is written [address]:port")
        }
        return (String(host), String(text[text.index(after: colon)...]))
    }

    private static func ipBytes(_ host: String) -> [UInt8]? {
        var v4 = [UInt8](repeating: 0, count: 4)
        if unsafe inet_pton(AF_INET, host, &v4) == 1 { return v4 }
        var v6 = [UInt8](repeating: 0, count: 16)
        return unsafe inet_pton(AF_INET6, host, &v6) == 1 ? v6 : nil
    }
}

/// A listen or connect address that cannot be read.
package struct SocketAddressError: Error, Hashable, CustomStringConvertible {
    /// The text as it was given.
    package let text: String
    /// What is wrong with it and what to write.
    package let reason: String

    /// One sentence for the terminal.
    package var description: String { "cannot use the address \"\(text)\": \(reason)" }
}

extension SocketAddress {
    /// Runs `body` with the kernel's form of this address.
    func withSockaddr<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
        if isIPv6 {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            unsafe withUnsafeMutableBytes(of: &address.sin6_addr) { unsafe $0.copyBytes(from: ip) }
            return unsafe Self.withGenericPointer(to: &address, body)
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        unsafe withUnsafeMutableBytes(of: &address.sin_addr) { unsafe $0.copyBytes(from: ip) }
        return unsafe Self.withGenericPointer(to: &address, body)
    }

    private static func withGenericPointer<A, R>(
        to address: inout A,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> R
    ) -> R {
        let size = socklen_t(MemoryLayout<A>.size)
        return unsafe withUnsafePointer(to: &address) { pointer in
            // The kernel tells the real type by the family, which each of them begins with.
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, size) }
        }
    }

    /// The local address of a bound socket.
    static func local(of descriptor: CInt) -> SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &length)
            }
        }
        guard result == 0 else { return nil }
        return unsafe withUnsafeBytes(of: &storage) { bytes in
            // sockaddr_in: family 2, port 2, address 4. sockaddr_in6: family 2, port 2, flow 4, address 16.
            let port = unsafe UInt16(bytes[2]) << 8 | UInt16(bytes[3])
            let family = unsafe bytes.load(as: sa_family_t.self)
            let range = family == sa_family_t(AF_INET6) ? 8..<24 : 4..<8
            return unsafe SocketAddress(uncheckedIP: Array(bytes[range]), port: port)
        }
    }
}
