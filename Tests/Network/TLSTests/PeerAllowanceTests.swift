import Glibc
import Testing

@testable import TLS

@Suite("What a peer may send beside data") struct PeerAllowanceTests {
    /// Runs `body` with two connected descriptors.
    private func withDescriptors(_ body: (CInt, CInt) throws -> Void) throws {
        var pair: [CInt] = [-1, -1]
        let type = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_NONBLOCK.rawValue)
        try #require(unsafe socketpair(AF_UNIX, type, 0, &pair) == 0)
        defer { for descriptor in pair { close(descriptor) } }
        try body(pair[0], pair[1])
    }

    private func makeServer(_ descriptor: CInt) throws -> TLSSession {
        let made = try TestCertificates()
        let context = try TLSServerContext(chain: made.leaf.certificate.pem(), key: made.leaf.key.pem())
        return try TLSSession(server: context, descriptor: descriptor)
    }

    private func makeClient(_ descriptor: CInt) throws -> TLSSession {
        let context = try TLSClientContext(trust: .insecure)
        return try TLSSession(client: context, descriptor: descriptor, serverName: "localhost")
    }

    /// The two ends of a connection.
    enum End: CaseIterable {
        case server, client
    }

    /// Runs `body` with both ends of a connection whose handshake is done.
    private func withSessions(
        reading end: End,
        _ body: (_ reader: TLSSession, _ peer: TLSSession) throws -> Void
    ) throws {
        try withDescriptors { first, second in
            let (server, client) = (try makeServer(first), try makeClient(second))
            var steps: [TLSProgress] = []
            for _ in 0..<5 { steps = [try client.handshake(), try server.handshake()] }
            try #require(steps == [.done(0), .done(0)])
            switch end {
            case .server: try body(server, client)
            case .client: try body(client, server)
            }
        }
    }

    private func read(_ session: TLSSession) throws(TLSError) -> TLSProgress {
        var bytes = [UInt8](repeating: 0, count: 1024)
        var span = bytes.mutableSpan
        return try session.read(into: &span)
    }

    private func write(_ session: TLSSession) throws { try #require(try session.write([7].span) == .done(1)) }

    private func updateKeys(_ session: TLSSession, times: Int) throws {
        for _ in 0..<times { try #require(try session.updateKeys() == .done(0)) }
    }

    private func send(_ bytes: [UInt8], to descriptor: CInt) {
        #expect(unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
    }

    @Test("Who changes keys without end is not read to the end, but cut off", arguments: End.allCases)
    func endless(end: End) throws {
        try withSessions(reading: end) { reader, peer in
            try updateKeys(peer, times: 100)
            try write(peer)
            for _ in 0..<2 {
                let error = #expect(throws: TLSError.self) { try read(reader) }
                #expect(error?.code == .protocolFailure)
                #expect(error?.description.contains("more than 32 handshake messages, such as KeyUpdate") == true)
            }
        }
    }

    @Test("As many as a connection may need at once are no harm, and one more is", arguments: End.allCases)
    func atOnce(end: End) throws {
        try withSessions(reading: end) { reader, peer in
            try updateKeys(peer, times: 32)
            try write(peer)
            let data = try read(reader)
            #expect(data == .done(1))
            try updateKeys(peer, times: 1)
            #expect(throws: TLSError.self) { try read(reader) }
        }
    }

    @Test("A connection that lives long may change its keys again and again", arguments: End.allCases)
    func longLived(end: End) throws {
        try withSessions(reading: end) { reader, peer in
            for _ in 0..<200 {
                try updateKeys(peer, times: 1)
                try write(peer)
                let asked = try read(reader)
                #expect(asked == .done(1))
                try write(reader)
                let answered = try read(peer)
                #expect(answered == .done(1))
            }
        }
    }

    @Test("Data in between that nobody answers earns no more of them", arguments: End.allCases)
    func trickle(end: End) throws {
        try withSessions(reading: end) { reader, peer in
            for _ in 0..<32 {
                try updateKeys(peer, times: 1)
                try write(peer)
                let data = try read(reader)
                #expect(data == .done(1))
            }
            try updateKeys(peer, times: 1)
            try write(peer)
            #expect(throws: TLSError.self) { try read(reader) }
        }
    }

    @Test("A client stops at HelloRequests without end, which TLS 1.2 has it ignore")
    func helloRequests() throws {
        try withDescriptors { first, second in
            let client = try makeClient(second)
            let begun = try client.handshake()
            #expect(begun == .wantsRead)
            send(Array(repeatElement([22, 3, 3, 0, 4, 0, 0, 0, 0], count: 1000).joined()), to: first)
            let error = #expect(throws: TLSError.self) { try client.handshake() }
            #expect(error?.code == .protocolFailure)
            #expect(error?.description.contains("more than 32 handshake messages") == true)
        }
    }

    @Test("A message in more records than one call should read ends the connection")
    func records() throws {
        try withDescriptors { first, second in
            let server = try makeServer(first)
            // It says that it is 128 KiB long.
            send([22, 3, 1, 0, 4, 1, 1, 0xff, 0xf0], to: second)
            send(Array(repeatElement([22, 3, 1, 0, 1, 0], count: 5000).joined()), to: second)
            let error = #expect(throws: TLSError.self) { try server.handshake() }
            #expect(error?.code == .protocolFailure)
            #expect(error?.description.contains("more than 4096 records at once") == true)
        }
    }
}
