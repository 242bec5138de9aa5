import Glibc
import TLS
import Testing

@Suite("What OpenSSL holds for a session is counted") struct HeldMemoryTests {
    /// Runs `body` with a server's session and the client's end of its connection.
    private func withSession(_ body: (TLSSession, _ client: CInt) throws -> Void) throws {
        var pair: [CInt] = [-1, -1]
        let type = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_NONBLOCK.rawValue)
        try #require(unsafe socketpair(AF_UNIX, type, 0, &pair) == 0)
        defer { for descriptor in pair { close(descriptor) } }
        let made = try TestCertificates()
        let context = try TLSServerContext(chain: made.leaf.certificate.pem(), key: made.leaf.key.pem())
        try body(try TLSSession(server: context, descriptor: pair[0]), pair[1])
    }

    private func send(_ bytes: [UInt8], to descriptor: CInt) {
        #expect(unsafe write(descriptor, bytes, bytes.count) == bytes.count)
    }

    @Test("A session costs something before its first byte, and more once it reads")
    func fresh() throws {
        try withSession { session, client in
            let fresh = session.heldBytes
            #expect(fresh > 1024 && fresh < 32 * 1024)
            let step = try session.handshake()
            #expect(step == .wantsRead)
            #expect(session.heldBytes > fresh && session.heldBytes < 96 * 1024)
        }
    }

    @Test("A ClientHello that only says that it is long is counted as what OpenSSL makes of it")
    func announced() throws {
        try withSession { session, client in
            // A record of 16 KiB that begins a message of 128 KiB.
            send([0x16, 3, 1, 0x40, 0, 1, 1, 0xff, 0xf0] + [UInt8](repeating: 0, count: 0x4000 - 4), to: client)
            let step = try session.handshake()
            #expect(step == .wantsRead)
            #expect(session.heldBytes > 100 * 1024)
        }
    }

    @Test("What a handshake needs is given back at its end")
    func done() throws {
        try withSession { server, descriptor in
            let client = try TLSSession(
                client: TLSClientContext(trust: .insecure),
                descriptor: descriptor,
                serverName: "localhost"
            )
            var most = 0
            for _ in 0..<10 {
                _ = try client.handshake()
                _ = try server.handshake()
                most = max(most, server.heldBytes)
            }
            let step = try server.handshake()
            #expect(step == .done(0))
            var bytes = [UInt8](repeating: 0, count: 1024)
            var span = bytes.mutableSpan
            let read = try server.read(into: &span)
            #expect(read == .wantsRead)
            #expect(server.heldBytes < most && server.heldBytes < 40 * 1024)
        }
    }
}
