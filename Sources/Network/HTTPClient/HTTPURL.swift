internal import Sockets
internal import Text

/// An absolute `http` or `https` URL (RFC 9110 section 4.2), read strictly.
package struct HTTPURL: Sendable, Hashable {
    /// The protocol below HTTP.
    package enum Scheme: String, Sendable, Hashable {
        /// Plain TCP, port 80.
        case http
        /// TLS, port 443.
        case https

        /// The port where the URL has none.
        package var defaultPort: UInt16 { self == .http ? 80 : 443 }
    }

    /// The scheme.
    package let scheme: Scheme
    /// A host name in lower case or an IP address; IPv6 without brackets.
    package let host: String
    /// The port, 1 to 65535.
    package let port: UInt16
    /// Path and query as they go onto the request line; starts with `/`.
    package let target: String
    /// User and password before the host.
    let userInfo: UserInfo?

    /// Reads a URL such as `https://[::1]:6443/api?limit=1`.
    ///
    /// A fragment is dropped. Nothing else is corrected: a space or a letter beyond ASCII is an error.
    package init(parsing text: String) throws(HTTPURLError) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), text[colon...].hasPrefix("://") else {
            throw HTTPURLError("it does not start with https:// or http://")
        }
        guard let scheme = Scheme(rawValue: text[..<colon].lowercased()) else {
            throw HTTPURLError("its scheme is neither https nor http")
        }
        let rest = text[text.utf8.index(colon, offsetBy: 3)...].utf8
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
        let authority = rest[..<(end ?? rest.endIndex)]
        var hostAndPort = authority
        var userInfo: UserInfo?
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) {
            userInfo = try UserInfo(parsing: authority[..<at])
            hostAndPort = authority[authority.index(after: at)...]
        }
        let (host, port) = try Self.hostAndPort(Array(hostAndPort))
        self.init(
            scheme: scheme,
            host: host,
            port: port ?? scheme.defaultPort,
            target: try Self.target(Array(rest[(end ?? rest.endIndex)...])),
            userInfo: userInfo
        )
    }

    init(scheme: Scheme, host: String, port: UInt16, target: String, userInfo: UserInfo?) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.target = target
        self.userInfo = userInfo
    }

    /// The same place on another path: `target` is path and query, percent-encoded.
    package func with(target: String) throws(HTTPURLError) -> HTTPURL {
        let bytes = Array(target.utf8)
        guard bytes.isEmpty || bytes[0] == UInt8(ascii: "/") || bytes[0] == UInt8(ascii: "?") else {
            throw HTTPURLError("the path does not start with /")
        }
        return HTTPURL(scheme: scheme, host: host, port: port, target: try Self.target(bytes), userInfo: userInfo)
    }

    /// Host and, where it is not the scheme's own, port; as the Host field has it.
    package var authority: String { port == scheme.defaultPort ? bracketedHost : "\(bracketedHost):\(port)" }

    /// Host and port, always both; as errors and CONNECT have it.
    var endpoint: String { "\(bracketedHost):\(port)" }

    private var bracketedHost: String { host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host }

    /// The IP address, where the host is one.
    var address: SocketAddress? { SocketAddress(ipAddress: host, port: port) }

    /// Whether both URLs lead to the same server: scheme, host and port are equal.
    func hasSameOrigin(as other: HTTPURL) -> Bool {
        scheme == other.scheme && host == other.host && port == other.port
    }
}

extension HTTPURL: CustomStringConvertible, CustomReflectable {
    /// The URL without user information, and with `?...` for a query: either may hold a credential.
    package var description: String {
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else {
            return "\(scheme.rawValue)://\(authority)\(target)"
        }
        return "\(scheme.rawValue)://\(authority)\(target[..<mark])?..."
    }

    /// Shows `dump` no more than the description.
    package var customMirror: Mirror { Mirror(self, children: ["url": description]) }
}

extension HTTPURL {
    private static func hostAndPort(_ bytes: [UInt8]) throws(HTTPURLError) -> (String, UInt16?) {
        var hostEnd = bytes.endIndex
        var portStart = bytes.endIndex
        var hostStart = 0
        if bytes.first == UInt8(ascii: "[") {
            guard let bracket = bytes.firstIndex(of: UInt8(ascii: "]")) else {
                throw HTTPURLError("the ] after the IPv6 address is missing")
            }
            (hostStart, hostEnd, portStart) = (1, bracket, bracket + 1)
        } else if let colon = bytes.firstIndex(of: UInt8(ascii: ":")) {
            (hostEnd, portStart) = (colon, colon)
        }
        let host = String(decoding: bytes[hostStart..<hostEnd], as: UTF8.self).lowercased()
        if hostStart == 1 {
            guard SocketAddress(ipAddress: host, port: 0)?.isIPv6 == true else {
                throw HTTPURLError("what stands in brackets is not an IPv6 address (zones are not supported)")
            }
        } else {
            try checkName(bytes[..<hostEnd])
        }
        guard portStart < bytes.endIndex else { return (host, nil) }
        guard bytes[portStart] == UInt8(ascii: ":") else {
            throw HTTPURLError("only a port may follow the IPv6 address")
        }
        let digits = bytes[(portStart + 1)...]
        // RFC 3986 section 3.2.3: an empty port is the default one.
        if digits.isEmpty { return (host, nil) }
        guard digits.allSatisfy(ASCII.isDigit),
            let port = UInt16(String(decoding: digits, as: UTF8.self)), port > 0
        else { throw HTTPURLError("the port is not a number from 1 to 65535") }
        return (host, port)
    }

    private static func checkName(_ name: ArraySlice<UInt8>) throws(HTTPURLError) {
        guard !name.isEmpty else { throw HTTPURLError("it has no host") }
        guard name.count <= 253 else { throw HTTPURLError("the host name is longer than 253 characters") }
        for byte in name {
            switch byte {
            case _ where ASCII.isAlphanumeric(byte): continue
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): continue
            case 0x80...:
                throw HTTPURLError("the host name has letters beyond ASCII; write its xn-- form")
            default:
                throw HTTPURLError("the host name holds a character that no host name has")
            }
        }
        // RFC 1035 section 3.1: an empty label is the root's, which one dot at the end stands for.
        let dot = UInt8(ascii: ".")
        guard name.first != dot, !zip(name, name.dropFirst()).contains(where: { $0 == dot && $1 == dot }) else {
            throw HTTPURLError("the host name has nothing before or between its dots")
        }
    }

    /// Path and query, without the fragment.
    private static func target(_ bytes: [UInt8]) throws(HTTPURLError) -> String {
        let kept = bytes.prefix { $0 != UInt8(ascii: "#") }
        for byte in kept where byte <= 0x20 || byte >= 0x7f {
            throw HTTPURLError("the path or query holds a character that has to be percent-encoded")
        }
        let text = String(decoding: kept, as: UTF8.self)
        return text.hasPrefix("/") ? text : "/" + text
    }
}
