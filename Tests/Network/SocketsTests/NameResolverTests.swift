import Testing

@testable import Sockets

@Suite struct `Names are looked up` {
    @Test("an IP address needs no lookup", arguments: ["127.0.0.1", "::1", "fd00::10"])
    func literal(text: String) async throws {
        let addresses = try await NameResolver().addresses(of: text, port: 443)
        #expect(addresses == [SocketAddress(ipAddress: text, port: 443)].compactMap { $0 })
    }

    @Test func `in the hosts file`() async throws {
        let addresses = try await NameResolver().addresses(of: "localhost", port: 8443)
        #expect(addresses.contains { $0.description == "127.0.0.1:8443" || $0.description == "[::1]:8443" })
        #expect(Set(addresses).count == addresses.count)
    }

    @Test(
        "a name that cannot exist is an error that names it",
        arguments: ["", "a\u{0}b", String(repeating: "a", count: 254)]
    )
    func unknown(name: String) async {
        let error = await #expect(throws: NameResolverError.self) {
            try await NameResolver().addresses(of: name, port: 1)
        }
        #expect(error?.description.hasPrefix("looking up \(name) failed: ") == true)
    }

    @Test func `many at once, more than there are threads`() async throws {
        let resolver = NameResolver()
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for port in 1...40 {
                group.addTask { try await resolver.addresses(of: "localhost", port: UInt16(port)).count }
            }
            return try await group.reduce(0) { $0 + min($1, 1) }
        }
        #expect(count == 40)
    }

    @Test func `no longer than somebody waits`() async throws {
        let lookup = Task { try await NameResolver().addresses(of: "localhost", port: 1) }
        lookup.cancel()
        // Whichever came first, the answer or the cancellation, the wait has ended.
        switch await lookup.result {
        case .success(let addresses): #expect(!addresses.isEmpty)
        case .failure(let error): #expect((error as? NameResolverError)?.isCancellation == true)
        }
    }

    @Test(
        "a text that only looks like an address is none",
        arguments: ["127.0.0.1\u{0}.example", "127.1", "[::1]", "fe80::1%lo", "1.2.3.4 "]
    )
    func noAddress(text: String) {
        #expect(SocketAddress(ipAddress: text, port: 1) == nil)
    }
}
