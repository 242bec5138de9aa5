package import Sockets

/// A `host:port` to listen on; no name is looked up.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// An IPv4 or IPv6 address, or `localhost`; empty for all addresses.
    package var host: String
    /// The port, 0 to let the system choose.
    package var port: UInt16

    /// Makes an address.
    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Reads `address:port`, `[ipv6]:port`, `localhost:port` or `:port`; nil for everything else.
    ///
    /// - Throws: where a name stands in the place of the address, in the words of the module that listens.
    package init?(_ text: String) throws(SocketAddressError) {
        guard let parts = HostAndPort(text) else { return nil }
        self.init(host: parts.host, port: parts.port)
        _ = try socketAddress
    }

    /// The address for a socket.
    package var socketAddress: SocketAddress {
        get throws(SocketAddressError) { try SocketAddress(parsing: description) }
    }

    /// The address as it is written in the file.
    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Whether both cannot be listened on at once.
    package func collides(with other: Self) -> Bool {
        port != 0 && port == other.port && (host == other.host || host.isEmpty || other.host.isEmpty)
    }
}

/// The two parts of `host:port`, as they are written.
struct HostAndPort {
    /// A name or an address, IPv6 without its brackets; may be empty.
    let host: String
    let port: UInt16

    /// Reads `host:port`, `[ipv6]:port` or `:port`; nil for everything else.
    init?(_ text: String) {
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        let portText = text[text.utf8.index(after: colon)...]
        guard !portText.isEmpty, portText.utf8.allSatisfy(\.isASCIIDigit), let port = UInt16(portText) else {
            return nil
        }
        var host = text[..<colon]
        if host.hasPrefix("[") {
            guard host.hasSuffix("]"), host.count > 2 else { return nil }
            host = host.dropFirst().dropLast()
            guard host.contains(":") else { return nil }
        } else if host.contains(":") {
            return nil
        }
        guard !host.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F || $0 == UInt8(ascii: "/") }) else { return nil }
        self.host = String(host)
        self.port = port
    }
}

extension UInt8 {
    package var isASCIIDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
    package var isASCIILowercase: Bool { self >= UInt8(ascii: "a") && self <= UInt8(ascii: "z") }
    package var isASCIIUppercase: Bool { self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") }
    package var isASCIIAlphanumeric: Bool { isASCIIDigit || isASCIILowercase || isASCIIUppercase }
}
