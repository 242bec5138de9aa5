internal import Sockets

/// A range of IP addresses in CIDR notation.
struct AddressRange: Sendable, Hashable {
    private let prefix: [UInt8]
    private let bits: Int

    /// Reads `10.0.0.0/8` or `fd00::/8`; nil for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = SocketAddress(ipAddress: String(parts[0]), port: 0),
            parts[1].utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let bits = Int(parts[1]),
            bits <= address.ip.count * 8
        else { return nil }
        let unmapped = Self.unmapped(address.ip)
        // Less than the whole of what tells a mapped address is a range of IPv6.
        let isUnmapped = bits >= (address.ip.count - unmapped.count) * 8
        prefix = isUnmapped ? unmapped : address.ip
        self.bits = isUnmapped ? bits - (address.ip.count - unmapped.count) * 8 : bits
    }

    /// Whether an address (4 or 16 bytes) lies in the range; an IPv4 address mapped into IPv6 counts as IPv4.
    func contains(_ ip: [UInt8]) -> Bool {
        let ip = Self.unmapped(ip)
        guard ip.count == prefix.count else { return false }
        for bit in 0..<bits {
            let mask = UInt8(0x80) >> UInt8(bit % 8)
            guard ip[bit / 8] & mask == prefix[bit / 8] & mask else { return false }
        }
        return true
    }

    /// `::ffff:10.0.0.1` as `10.0.0.1`; other addresses as they are.
    static func unmapped(_ ip: [UInt8]) -> [UInt8] {
        let isMapped = ip.count == 16 && ip[..<10].allSatisfy { $0 == 0 } && ip[10] == 0xff && ip[11] == 0xff
        return isMapped ? Array(ip[12...]) : ip
    }
}
