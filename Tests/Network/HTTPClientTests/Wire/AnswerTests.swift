import EventLoop
import HTTP
import TestSupport
import Testing

@testable import HTTPClient

/// HTTP/1.1 as a server sends it that is broken, or that somebody has got at (RFC 9112 sections 4, 6, 7, 8, 9 and 11.1).
@Suite struct `Answers on the wire` {
    @Test(
        "are understood or refused, and the next answer is never taken from one of them, however the bytes are cut",
        arguments: AnswerFamily.all
    )
    func table(family: AnswerFamily) async throws {
        for answer in family.cases {
            for byteByByte in [false, true] where !byteByByte || answer.sent.utf8.count < 1000 {
                let found = try await outcome(of: answer, byteByByte: byteByByte)
                let name = "\(answer.name)\(byteByByte ? ", byte by byte" : "")"
                if answer.seen.hasPrefix("! ") {
                    #expect(
                        found.first.hasPrefix("! ") && found.first.contains(answer.seen.dropFirst(2)),
                        "\(name): \(found.first)"
                    )
                } else {
                    #expect(found.first == answer.seen, "\(name)")
                }
                #expect(found.second == "200 second", "\(name)")
                #expect(found.connections == (answer.isKept ? 1 : 2), "\(name)")
            }
        }
    }

    @Test func `have no two cases of the same name in a family or the same bytes`() {
        let cases = AnswerFamily.all.flatMap(\.cases)
        let same = Dictionary(grouping: cases) { "\($0.method) \($0.closes) \($0.sent)" }.values.filter { $0.count > 1 }
        #expect(same.map { $0.map(\.name) } == [])
        for family in AnswerFamily.all {
            #expect(Set(family.cases.map(\.name)).count == family.cases.count, "\(family)")
        }
        #expect(cases.count > 130)
    }

    /// What became of the request, what of one more, and over how many connections.
    private func outcome(
        of answer: AnswerCase,
        byteByByte: Bool
    ) async throws -> (first: String, second: String, connections: Int) {
        try await withScriptedServer { server, client in
            _ = server.answer { peer in
                try await peer.receive()
                if byteByByte {
                    for byte in answer.sent.utf8 {
                        try await peer.send([byte])
                        await peer.loop.nextRound()
                    }
                } else {
                    try await peer.send(answer.sent)
                }
                if answer.closes { peer.finish() }
                try await Self.goOn(peer)
            }
            let first = await Self.text(client, HTTPClientRequest(answer.method, try server.url("/first")))
            // What the answer has too much of must have arrived, as it has in a client that does not call again at once.
            for _ in 0..<(byteByByte ? 2 * answer.sent.utf8.count : 2) { await server.loop.nextRound() }
            _ = server.answer { try await Self.goOn($0) }
            let second = await Self.text(client, HTTPClientRequest(.get, try server.url("/second")))
            let connections = server.accepted
            // So that nobody waits for a connection any more.
            if connections == 1 { _ = try await RawConnection.open(toLocalPort: Int(server.port), on: server.loop) }
            return (first, second, connections)
        }
    }

    /// Answers whatever else is asked on a connection.
    private static func goOn(_ peer: Peer) async throws {
        while true {
            try await peer.receive()
            try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond")
        }
    }

    private static func text(_ client: HTTPClient, _ request: HTTPClientRequest) async -> String {
        do throws(HTTPClientError) {
            let response = try await client.send(request)
            let body = String(decoding: response.body, as: UTF8.self)
            return body.isEmpty ? "\(response.status)" : "\(response.status) \(body)"
        } catch {
            return "! \(error.cause)"
        }
    }
}
