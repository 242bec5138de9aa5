import EventLoop
import HTTP
import Sockets
import TLS
import TestSupport
import Testing
import Text

@testable import HTTPServer

@Suite struct `Handshakes on the wire` {
    @Test func `are begun or refused for what they are, however the bytes are cut`() async throws {
        try await withServer(credentials: try TLSCredentials.forLocalhost()) { test in
            for handshake in HandshakeCase.all {
                for byteByByte in [false, true] where !byteByByte || handshake.sent.count < 1000 {
                    let client = try await test.connect()
                    if byteByByte {
                        for byte in handshake.sent {
                            try await client.send([byte])
                            await test.loop.nextRound()
                        }
                    } else {
                        try await client.send(handshake.sent)
                    }
                    client.finishSending()
                    let reaction: HandshakeCase.Reaction
                    // Where the server closes before it has taken all, the kernel may cut off what it has said.
                    do { reaction = .init(Array(try await client.receiveAll().utf8)) } catch { reaction = .silence }
                    let name = "\(handshake.name)\(byteByByte ? ", byte by byte" : "")"
                    #expect(handshake.isMet(by: reaction), "\(name): \(reaction) instead of \(handshake.reaction)")
                }
            }
            // Nothing of them is left.
            await test.waitForOpen(0)
        }
    }

    @Test func `that end anywhere leave nothing behind`() async throws {
        try await withServer(credentials: try TLSCredentials.forLocalhost()) { test in
            let hello = ClientHello().records()
            for end in 0...hello.count {
                let client = try await test.connect()
                try await client.send(Array(hello[..<end]))
                // It goes away without a word.
            }
            await test.waitForOpen(0)
        }
    }

    @Test func `have no two cases of the same name or the same bytes`() {
        #expect(
            Dictionary(grouping: HandshakeCase.all, by: \.name).values.filter { $0.count > 1 }.map { $0[0].name } == []
        )
        #expect(
            Dictionary(grouping: HandshakeCase.all, by: \.sent).values.filter { $0.count > 1 }.map { $0.map(\.name) }
                == []
        )
        #expect(HandshakeCase.all.count > 100)
    }
}
