import EventLoop
import Linux
import TestSupport
import Testing

@testable import Sockets

@Suite struct `A peer's address` {
    @Test(arguments: [
        ("10.1.2.3", "10.1.2.3"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("fd00:10:244:1::1", "fd00:10:244:1::/64"),
        ("fd00:10:244:1:ffff:ffff:ffff:ffff", "fd00:10:244:1::/64"),
        ("2001:db8::1", "2001:db8::/64"),
        ("::1", "::/64"),
    ])
    func `is the whole of an IPv4 address, and the /64 of an IPv6 address`(address: String, expected: String) throws {
        let address = try #require(SocketAddress(ipAddress: address, port: 1))
        #expect(PeerAddress(address).description == expected)
    }

    @Test func `of one /64 is the same, of two not`() throws {
        let peers = try ["fd00::1", "fd00::2", "fd00:0:0:1::1", "0.0.0.0", "::"].map {
            PeerAddress(try #require(SocketAddress(ipAddress: $0, port: 1)))
        }
        #expect(peers[0] == peers[1])
        #expect(Set(peers).count == 4)
    }

    @Test(arguments: [("127.0.0.1:0", "127.0.0.1"), ("[::1]:0", "::/64")])
    func `comes with a connection that is accepted`(listen: String, expected: String) async throws {
        let peer = try await withEventLoop { loop in
            var held: [CInt] = []
            let address = try ListeningSocket.open(try SocketAddress(parsing: listen), count: 1) {
                held.append($0.release())
            }
            let listener = try Listener(ListeningSocket(adopting: held[0]), on: loop)
            let client = try await Socket.connect(to: address, on: loop, until: .never)
            defer { withExtendedLifetime(client) {} }
            guard case .connection(_, let peer) = try await listener.next() else { return "nobody" }
            return peer.description
        }
        #expect(peer == expected)
    }
}
