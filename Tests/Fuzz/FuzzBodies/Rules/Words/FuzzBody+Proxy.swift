import Sockets

@testable import HTTPClient

extension FuzzBody {
    /// A `NO_PROXY` list in the first line and a URL in the second; each word of the list is tried as a range of addresses, too.
    static let proxy = FuzzBody(
        "proxy",
        maximumLength: 256,
        seeds: [
            "localhost,.svc,10.0.0.0/8\nhttps://10.1.2.3:6443/", "*.example.com,example.org:8080\nhttp://a.example.com",
            "fd00::/8 [::1]:443\nhttps://[::1]",
            "::ffff:10.0.0.0/104\nhttps://10.0.0.1", "*\nhttps://x", "0.0.0.0/0,::/0,1.2.3.4/32\nhttps://1.2.3.4",
            "a.b.,\nhttps://a.b.", "\nhttps://u:p@a.b",
        ].map { Array($0.utf8) },
        words: [
            "/8", "/0", "/32", "/128", "::ffff:", "::", "[::1]", "10.0.0.0", ".svc", "*.", ",", " ", "\n", "https://",
            "http://", ":443", "@",
        ]
    ) { bytes throws(BrokenPromise) in
        let lines = String(decoding: bytes, as: UTF8.self).split(
            separator: "\n",
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        let list = String(lines[0])
        for word in words(list) { try holdRange(word) }
        guard lines.count == 2, let url = try? HTTPURL(parsing: String(lines[1])) else { return }
        let isExcluded = ProxyExclusions(list).contains(url)
        try hold(ProxyExclusions(list + ",*").contains(url), "a star is every host")
        try hold(
            ProxyExclusions(list + "," + url.host).contains(url),
            "a host that is in the list is not reached through the proxy: \(url)"
        )
        if isExcluded {
            try hold(
                ProxyExclusions("other.example " + list + ",10.255.255.255").contains(url),
                "more words exclude no less: \(url)"
            )
            let isBySome = words(list).contains { ProxyExclusions($0).contains(url) }
            try hold(isBySome, "some word excludes it: \(url)")
        }
        guard let again = try? HTTPURL(parsing: "\(url.scheme.rawValue)://\(url.authority)\(url.target)") else {
            throw BrokenPromise("a URL that was read and written can be read: \(url.authority)\(url.target)")
        }
        // Who asks is not written.
        try hold(
            again.hasSameOrigin(as: url) && again.target == url.target,
            "a URL that was read and written leads to the same place: \(url), \(again)"
        )
    }

    private static func words(_ list: String) -> [String] {
        list.unicodeScalars.split { $0 == "," || $0.properties.isWhitespace }.map(String.init)
    }

    /// A range holds what has its first bits, and nothing else.
    private static func holdRange(_ word: String) throws(BrokenPromise) {
        let parts = word.split(separator: "/", omittingEmptySubsequences: false)
        guard let range = AddressRange(word) else {
            let isRange =
                parts.count == 2 && SocketAddress(ipAddress: String(parts[0]), port: 0) != nil
                && parts[1].utf8.allSatisfy { (0x30...0x39).contains($0) } && UInt8(parts[1]).map { $0 <= 32 } == true
            return try hold(!isRange, "\(word) is a range")
        }
        guard let base = SocketAddress(ipAddress: String(parts[0]), port: 0), let bits = Int(parts[1]) else {
            throw BrokenPromise("\(word) is an address and a number")
        }
        // In Go, too, a range that is wider than all mapped addresses holds none of them.
        let isMapped = AddressRange.unmapped(base.ip).count < base.ip.count
        guard !isMapped || bits >= 96 else { return }
        try hold(range.contains(base.ip), "\(word) holds its own address")
        for bit in 0..<(base.ip.count * 8) {
            var other = base.ip
            other[bit / 8] ^= 0x80 >> UInt8(bit % 8)
            let isMapped = AddressRange.unmapped(other).count < base.ip.count
            if isMapped, bits < 96, base.ip.count == 16 { continue }
            try holdEqual(range.contains(other), bit >= bits, "\(word) and the address that differs in bit \(bit)")
        }
    }
}
