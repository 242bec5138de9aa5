/// What the kubelet's `ParseSchemelessURL` and `SplitURL` find: Go's `url.Parse` behind `https://`, function by function as in Go 1.26.
package struct PlainURL: Equatable, Sendable {
    /// Why Go's parser refuses a text.
    package struct Refused: Error {}

    /// `SplitHostPort`'s host, or all of it where that fails.
    package let host: [UInt8]
    package let port: [UInt8]
    package let path: [UInt8]
    /// `url.Host`.
    package let authority: [UInt8]

    private enum Mode { case host, zone, other }

    package init(_ text: [UInt8]) throws(Refused) {
        let (beforeFragment, fragment) = Self.cut(text[...], "#")
        guard !beforeFragment.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { throw Refused() }
        let rest = Self.cut(beforeFragment, "?").before
        let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        authority = try Self.parseAuthority(rest[..<slash])
        path = try Self.unescape(rest[slash...], .other)
        if let fragment { _ = try Self.unescape(fragment, .other) }
        (host, port) = Self.splitHostPort(authority) ?? (authority, [])
    }

    private static func cut(
        _ text: ArraySlice<UInt8>,
        _ separator: Unicode.Scalar
    ) -> (before: ArraySlice<UInt8>, after: ArraySlice<UInt8>?) {
        guard let index = text.firstIndex(of: UInt8(ascii: separator)) else { return (text, nil) }
        return (text[..<index], text[(index + 1)...])
    }

    private static func parseAuthority(_ authority: ArraySlice<UInt8>) throws(Refused) -> [UInt8] {
        guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else { return try parseHost(authority) }
        let host = try parseHost(authority[(at + 1)...])
        let user = authority[..<at]
        let allowed = "-._:~!$&'()*+,;=%@"
        guard user.allSatisfy({ isAlphanumeric($0) || allowed.utf8.contains($0) }) else { throw Refused() }
        let (name, password) = cut(user, ":")
        _ = try unescape(name, .other)
        if let password { _ = try unescape(password, .other) }
        return host
    }

    private static func parseHost(_ text: ArraySlice<UInt8>) throws(Refused) -> [UInt8] {
        if let open = text.lastIndex(of: UInt8(ascii: "[")) {
            guard open == text.startIndex, let close = text.lastIndex(of: UInt8(ascii: "]")),
                isOptionalPort(text[(close + 1)...])
            else { throw Refused() }
            let name = text[(open + 1)..<close]
            let zone = name.indices.first { name[$0...].starts(with: "%25".utf8) } ?? name.endIndex
            let address = try unescape(name[..<zone], .host) + unescape(name[zone...], .zone)
            guard isIPv6(address) else { throw Refused() }
            return [UInt8(ascii: "[")] + address + text[close...]
        }
        if let colon = text.firstIndex(of: UInt8(ascii: ":")), !isOptionalPort(text[colon...]) { throw Refused() }
        return try unescape(text, .host)
    }

    private static func isOptionalPort(_ text: ArraySlice<UInt8>) -> Bool {
        text.isEmpty || (text.first == UInt8(ascii: ":") && text.dropFirst().allSatisfy { (0x30...0x39).contains($0) })
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// `shouldEscape` of a host and its zone, turned around, for ASCII.
    private static func isOfHost(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || "-_.~!$&'()*+,;=:[]<>\"".utf8.contains(byte)
    }

    private static func unescape(_ text: ArraySlice<UInt8>, _ mode: Mode) throws(Refused) -> [UInt8] {
        var result: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                if mode != .other, byte < 0x80, !isOfHost(byte) { throw Refused() }
                result.append(byte)
                continue
            }
            let digits = rest.prefix(2).compactMap { $0 < 0x80 ? Character(Unicode.Scalar($0)).hexDigitValue : nil }
            guard digits.count == 2 else { throw Refused() }
            rest = rest.dropFirst(2)
            let value = UInt8(digits[0] << 4 | digits[1])
            // Of a host only what is no ASCII may be escaped; "%25" is let through for the sake of zones.
            if mode == .host, value < 0x80, value != UInt8(ascii: "%") { throw Refused() }
            if mode == .zone, value != UInt8(ascii: "%"), value != 0x20, value >= 0x80 || !isOfHost(value) {
                throw Refused()
            }
            result.append(value)
        }
        return result
    }

    /// `net.SplitHostPort`; nil where it fails.
    private static func splitHostPort(_ text: [UInt8]) -> (host: [UInt8], port: [UInt8])? {
        guard let colon = text.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        var host = text[..<colon]
        var (opened, closed) = (text[...], text[...])
        if text.first == UInt8(ascii: "[") {
            guard let end = text.firstIndex(of: UInt8(ascii: "]")), end + 1 == colon else { return nil }
            host = text[1..<end]
            (opened, closed) = (text[1...], text[(end + 1)...])
        } else if host.contains(UInt8(ascii: ":")) {
            return nil
        }
        guard !opened.contains(UInt8(ascii: "[")), !closed.contains(UInt8(ascii: "]")) else { return nil }
        return (Array(host), Array(text[(colon + 1)...]))
    }

    /// `netip.ParseAddr` that gives no IPv4 address: eight groups, one run of zeros as `::`, perhaps IPv4 at the end, perhaps a zone.
    private static func isIPv6(_ address: [UInt8]) -> Bool {
        let text = String(decoding: address, as: UTF8.self)
        let (name, zone) = cut(address[...], "%")
        if let zone, zone.isEmpty { return false }
        guard name.allSatisfy({ $0 < 0x80 }), !text.isEmpty else { return false }
        let parts = String(decoding: name, as: UTF8.self).split(separator: "::", omittingEmptySubsequences: false)
        guard parts.count <= 2, name.contains(UInt8(ascii: ":")) else { return false }
        var groups = 0
        for (index, part) in parts.enumerated() where !part.isEmpty {
            let fields = part.split(separator: ":", omittingEmptySubsequences: false)
            for (place, field) in fields.enumerated() {
                let isLast = index == parts.count - 1 && place == fields.count - 1
                if isLast, field.contains("."), isIPv4(field) {
                    groups += 2
                } else {
                    guard (1...4).contains(field.utf8.count), field.allSatisfy(\.isHexDigit) else { return false }
                    groups += 1
                }
            }
        }
        return parts.count == 2 ? groups < 8 : groups == 8
    }

    private static func isIPv4(_ text: Substring) -> Bool {
        let fields = text.split(separator: ".", omittingEmptySubsequences: false)
        return fields.count == 4
            && fields.allSatisfy { field in
                UInt8(field) != nil && field.utf8.allSatisfy { (0x30...0x39).contains($0) }
                    && (field == "0" || field.first != "0")
            }
    }
}
