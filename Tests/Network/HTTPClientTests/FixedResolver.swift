import Sockets

/// Knows every name, and always the same addresses for it.
struct FixedResolver: HostResolver {
    let ips: [String]

    init(_ ips: [String]) { self.ips = ips }

    func addresses(of host: String, port: UInt16) async throws(NameResolverError) -> [SocketAddress] {
        ips.compactMap { SocketAddress(ipAddress: $0, port: port) }
    }
}

/// Says when it is asked, and never answers.
struct SilentResolver: HostResolver {
    let asked: AsyncStream<Void>.Continuation

    func addresses(of host: String, port: UInt16) async throws(NameResolverError) -> [SocketAddress] {
        asked.yield()
        let never = AsyncStream<Void> { _ in }
        for await _ in never {}
        throw .cancelled(host)
    }
}

/// Knows no name.
struct EmptyResolver: HostResolver {
    func addresses(of host: String, port: UInt16) async throws(NameResolverError) -> [SocketAddress] {
        throw NameResolverError(host: host, code: -2, reason: "Name or service not known")
    }
}
