/// Who a connection comes from, as far as what is scarce is shared by it: an IPv4 address, or the /64 of an IPv6 address.
///
/// Whoever has one address of a /64 mostly has all of it, so those count as one. A node's Pods often share a /64, too.
package struct PeerAddress: Hashable, Sendable, CustomStringConvertible {
    private let bits: UInt64
    private let isIPv6: Bool

    /// The address 0.0.0.0.
    package static let unknown = PeerAddress(bits: 0)

    private init(bits: UInt64) {
        self.bits = bits
        isIPv6 = false
    }

    /// Whoever has this address; the port makes no difference.
    package init(_ address: SocketAddress) { self.init(ip: address.ip.span) }

    /// Takes the 4 or 16 bytes of an IP address in network order; anything else counts as the address 0.0.0.0.
    ///
    /// An IPv4 address that came through an IPv6 socket (`::ffff:10.0.0.1`) is the IPv4 address.
    private init(ip: Span<UInt8>) {
        isIPv6 = ip.count == 16 && !Self.isMapped(ip)
        let bytes = isIPv6 ? 0..<8 : ip.count == 16 ? 12..<16 : 0..<(ip.count == 4 ? 4 : 0)
        var bits: UInt64 = 0
        for index in bytes { bits = bits << 8 | UInt64(ip[index]) }
        self.bits = bits
    }

    /// Takes the kernel's form, `sockaddr_in` or `sockaddr_in6`.
    init(kernelForm bytes: Span<UInt8>) {
        // sockaddr_in: family 2, port 2, address 4. sockaddr_in6: family 2, port 2, flow 4, address 16.
        switch bytes.count {
        case 24...: self.init(ip: bytes.extracting(8..<24))
        case 8...: self.init(ip: bytes.extracting(4..<8))
        default: self.init(ip: bytes.extracting(0..<0))
        }
    }

    private static func isMapped(_ ip: Span<UInt8>) -> Bool {
        for index in 0..<10 where ip[index] != 0 { return false }
        return ip[10] == 0xff && ip[11] == 0xff
    }

    /// `10.0.0.1`, or `fd00:10:244:1::/64`.
    package var description: String {
        guard isIPv6 else {
            return stride(from: 24, through: 0, by: -8).map { "\(bits >> $0 & 0xff)" }.joined(separator: ".")
        }
        var groups = stride(from: 48, through: 0, by: -16).map { String(bits >> $0 & 0xffff, radix: 16) }
        while groups.last == "0" { groups.removeLast() }
        return groups.joined(separator: ":") + "::/64"
    }
}
