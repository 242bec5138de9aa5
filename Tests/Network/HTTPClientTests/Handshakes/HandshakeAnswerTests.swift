import EventLoop
import HTTP
import TestSupport
import Testing

@testable import HTTPClient

@Suite struct `Handshakes that servers answer` {
    @Test(
        "with anything but one are errors of TLS, told once, and nothing of a request is sent",
        arguments: HandshakeAnswer.all.map(\.name)
    )
    func refused(name: String) async throws {
        let answer = try #require(HandshakeAnswer.all.first { $0.name == name })
        let (error, accepted, received) = try await withScriptedServer { server, client in
            let script = server.answer { peer in
                try await peer.awaitBytes()
                try? await peer.send(answer.sent)
                peer.finish()
                return await peer.rest()
            }
            let request = HTTPClientRequest(
                .post,
                try server.url(scheme: "https", host: "localhost"),
                body: Array("hunter2".utf8)
            )
            let error = await client.failure(request)
            return (error, server.accepted, try await script.value)
        }
        let text = error?.description ?? "it succeeded"
        #expect(error?.phase == .tls, "\(text)")
        #expect(text.contains(answer.cause), "\(text)")
        // A second connection with less would be what somebody on the way wants.
        #expect(accepted == 1)
        #expect(!String(decoding: received, as: UTF8.self).contains("hunter2"))
    }

    @Test
    func `begin with what is offered: TLS 1.2 and 1.3, forward secrecy, no compression, HTTP 1.1, and nothing kept`()
        async throws
    {
        let sent = try await withScriptedServer { server, client in
            let script = server.answer { peer in
                try await peer.awaitBytes()
                let bytes = peer.received
                peer.finish()
                return bytes
            }
            _ = await client.failure(HTTPClientRequest(.get, try server.url(scheme: "https", host: "localhost")))
            return try await script.value
        }
        let hello = try #require(OfferedHello(sent))
        #expect(hello.compressions == [0])
        #expect(hello.versions == [0x0304, 0x0303])
        #expect(hello.protocols == ["http/1.1"])
        #expect(hello.name == "localhost")
        // TLS 1.3's three; ECDHE with ECDSA or RSA; CBC only of that kind, for old registries; the sign that nothing is renegotiated.
        let authenticated: Set<UInt16> = [
            0x1301, 0x1302, 0x1303, 0xC02B, 0xC02C, 0xC02F, 0xC030, 0xCCA8, 0xCCA9, 0xC0AC, 0xC0AD, 0xC0AE, 0xC0AF,
        ]
        let withCBC: Set<UInt16> = [0xC009, 0xC00A, 0xC013, 0xC014, 0xC023, 0xC024, 0xC027, 0xC028]
        #expect(Set(hello.suites).subtracting(authenticated).subtracting(withCBC) == [0x00FF])
        #expect(authenticated.isSuperset(of: hello.suites.prefix(3)))
        // No early data (42), no session that is come back to (41).
        #expect(Set(hello.extensions).isDisjoint(with: [41, 42]))
    }
}
