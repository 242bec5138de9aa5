import HTTPClient

extension HTTPURL {
    /// Whether the host is this machine, by its number or as `localhost`.
    var isLoopback: Bool { host == "localhost" || host == "::1" || firstOctets?.0 == 127 }

    /// Whether the host is on this machine's own link, as metadata services are.
    var isLinkLocal: Bool { firstOctets.map { $0 == (169, 254) } ?? false }

    /// The start of an IPv4 address; nil for a name such as `127.example.com`, which is one like any other.
    private var firstOctets: (UInt8, UInt8)? {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard parts.count == 4, !parts.contains(nil), let first = parts[0], let second = parts[1] else { return nil }
        return (first, second)
    }
}
