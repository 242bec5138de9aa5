extension HTTPURL {
    /// The URL that a reference (a Location field) means from here (RFC 3986 section 5.2).
    ///
    /// User information stays with its origin and is never taken from the reference.
    func resolving(_ reference: String) throws(HTTPURLError) -> HTTPURL {
        let text = reference.utf8.prefix { $0 != UInt8(ascii: "#") }
        let bytes = Array(text)
        if let absolute = try Self.absolute(bytes, scheme: scheme) {
            let info = absolute.hasSameOrigin(as: self) ? userInfo : nil
            return HTTPURL(
                scheme: absolute.scheme,
                host: absolute.host,
                port: absolute.port,
                target: absolute.target,
                userInfo: info
            )
        }
        let path = Array(target.utf8.prefix { $0 != UInt8(ascii: "?") })
        if bytes.isEmpty { return self }
        if bytes[0] == UInt8(ascii: "?") { return try with(target: String(decoding: path + bytes, as: UTF8.self)) }
        let end = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
        var merged = Array(bytes[..<end])
        if bytes[0] != UInt8(ascii: "/") {
            let folder = path[...(path.lastIndex(of: UInt8(ascii: "/")) ?? path.startIndex)]
            merged = folder + merged
        }
        return try with(
            target: Self.withoutDotSegments(String(decoding: merged, as: UTF8.self))
                + String(decoding: bytes[end...], as: UTF8.self)
        )
    }

    private static func absolute(_ bytes: [UInt8], scheme: Scheme) throws(HTTPURLError) -> HTTPURL? {
        if bytes.starts(with: Array("//".utf8)) {
            return try HTTPURL(parsing: "\(scheme.rawValue):" + String(decoding: bytes, as: UTF8.self))
        }
        let end = bytes.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? bytes.endIndex
        guard bytes[..<end].contains(UInt8(ascii: ":")) else { return nil }
        return try HTTPURL(parsing: String(decoding: bytes, as: UTF8.self))
    }

    /// RFC 3986 section 5.2.4.
    private static func withoutDotSegments(_ path: String) -> String {
        var kept: [Substring] = []
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for (index, segment) in segments.enumerated() {
            let isLast = index == segments.count - 1
            switch segment {
            case ".": if isLast { kept.append("") }
            case "..":
                _ = kept.popLast()
                if isLast { kept.append("") }
            default: kept.append(segment)
            }
        }
        return "/" + kept.joined(separator: "/")
    }
}
