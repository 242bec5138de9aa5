/// An `endpoint` override: the base URL of a service, for VPC endpoints, private clouds and tests.
package struct Endpoint: Sendable, Hashable, CustomStringConvertible {
    /// `https` or `http`.
    package let scheme: String
    /// The host; an IPv6 address without its brackets.
    package let host: String
    /// The port, or nil for the scheme's own.
    package let port: UInt16?
    /// The path without a slash at its end; often empty.
    package let path: String

    /// Reads `https://host[:port][/path]`; nil for everything else, a user name or a query among them.
    package init?(_ text: String) {
        let scheme = text.hasPrefix("https://") ? "https" : "http"
        guard text.hasPrefix(scheme + "://") else { return nil }
        let rest = text.dropFirst(scheme.count + 3)
        let isPlain = rest.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && ![0x3F, 0x23, 0x40, 0x22, 0x5C].contains($0) }
        guard isPlain else { return nil }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        var authority = String(rest[..<slash])
        let hasPort = authority.utf8.last != UInt8(ascii: "]") && authority.contains(":")
        if !hasPort { authority += ":0" }
        guard let address = HostAndPort(authority), !address.host.isEmpty else { return nil }
        guard !hasPort || address.port != 0 else { return nil }
        self.scheme = scheme
        host = address.host
        port = hasPort ? address.port : nil
        var path = rest[slash...]
        while path.hasSuffix("/") { path.removeLast() }
        self.path = String(path)
    }

    /// The URL without a slash at its end.
    package var description: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return "\(scheme)://\(name)\(port.map { ":\($0)" } ?? "")\(path)"
    }

    /// Whether what is sent there stays on this machine or on its link, as with metadata services.
    var isLocal: Bool {
        let names = ["localhost", "::1", "metadata.google.internal", "fd00:ec2::254", "fd00:ec2::23"]
        // Numbers only: `127.example.com` is a name like any other.
        let octets = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        let isAddress = octets.count == 4 && !octets.contains(nil)
        return names.contains(host) || (isAddress && (octets[0] == 127 || octets.starts(with: [169, 254])))
    }
}
