import HTTP2TestSupport
import Testing

@testable import HTTP

@Suite struct `Frames are looked at before the library does` {
    private static let preface = HTTP2Peer.preface

    /// Where the first breach is, counted from the connection's start, and its code; the bytes come in pieces of this size.
    private func breach(_ bytes: [UInt8], pieces: Int) -> (at: Int, code: HTTP2ErrorCode)? {
        var watch = HTTP2FrameWatch()
        var start = 0
        while start < bytes.count {
            let end = min(start + pieces, bytes.count)
            if let found = watch.firstBreach(in: bytes[start..<end].span) { return (start + found.offset, found.code) }
            start = end
        }
        return nil
    }

    private static let sound: [[HTTP2Frame]] = [
        [.settings((4, 1)), .settingsAcknowledgement, .ping("x"), .goAway(), .windowUpdate(0, 1), .priority(7)],
        [
            .request(1, ends: false), .data(1, "abc"), .data(1, "def", ends: true), .windowUpdate(1, 5), .reset(1),
            .reset(1),
        ],
        [
            .request(1, ends: false), .data(1, "abc"), .request(1, [("x", "y")]), .request(3),
            .priority(1, dependsOn: 3),
        ],
        [
            .headers(1, [0x82], isWhole: false), .continuation(1, [0x86], isWhole: false), .continuation(1, [0x84]),
            .request(3),
        ],
        [.data(0, "x"), .request(2), .data(2, "x"), .data(9, "x"), .continuation(1, [])],
        [.headers(1, [0x82], isWhole: false), .data(1, "x"), .priority(0), .request(1)],
    ]

    @Test("what is sound, or the library's to refuse", arguments: sound)
    private func passes(frames: [HTTP2Frame]) {
        let bytes = Self.preface + frames.flatMap(\.bytes)
        for pieces in [1, 2, 3, 5, 8, 13, 100, 1000] { #expect(breach(bytes, pieces: pieces) == nil) }
    }

    private static let broken: [(HTTP2ErrorCode, [HTTP2Frame])] = [
        (.streamClosed, [.request(1), .data(1, "x")]),
        (.streamClosed, [.request(1), .data(1, "", ends: true)]),
        (.streamClosed, [.request(1), .request(1)]),
        (.streamClosed, [.request(1, ends: false), .reset(1), .data(1, "x")]),
        (.streamClosed, [.request(1, ends: false), .data(1, "x", ends: true), .request(1, [("x", "y")])]),
        (.protocolError, [.request(5), .request(3)]),
        (.protocolError, [.request(5), .data(1, "x")]),
        (.protocolError, [.request(1), .priority(0)]),
        (.protocolError, [.request(1), .priority(3, dependsOn: 3)]),
        (.protocolError, [.request(1), .priority(3, dependsOn: 3, isExclusive: true)]),
    ]

    @Test(
        "a breach is found at the frame's first byte, or at the first of it that is there, wherever the bytes are cut",
        arguments: broken
    )
    private func isFound(code: HTTP2ErrorCode, frames: [HTTP2Frame]) throws {
        let bytes = Self.preface + frames.flatMap(\.bytes)
        guard let last = frames.last else { return }
        let start = bytes.count - last.bytes.count
        let judged = start + (last.kind == .priority ? 13 : 9) - 1
        for pieces in 1...bytes.count {
            let found = try #require(breach(bytes, pieces: pieces))
            #expect(found.code == code)
            #expect(found.at == max(start, judged / pieces * pieces))
        }
    }

    @Test func `frames that the library does not report are counted`() {
        var watch = HTTP2FrameWatch()
        let extensions = [UInt8](repeating: 0, count: 3) + [0x20, 0, 0, 0, 0, 1]
        let frames: [HTTP2Frame] = [
            .request(1, ends: false), .data(1, ""), .data(1, "x"), .data(1, "", ends: true), .request(1, [("x", "y")]),
        ]
        let bytes = Self.preface + extensions + frames.flatMap(\.bytes)
        _ = watch.firstBreach(in: bytes.span)
        #expect(watch.takeUseless() == 3, "the extension, the empty DATA, the second field block")
        #expect(watch.takeUseless() == 0)
    }

    @Test func `what follows a breach is not looked at by anybody`() throws {
        let peer = try HTTP2Peer()
        peer.send(.request(1), .data(1, "x"), .request(3), .priority(0))
        #expect(peer.goAways.map(\.code) == [5] && peer.session.isFinished)
        peer.send(.request(5), .priority(0))
        #expect(peer.events == ["head 1 GET / end", "request 1 of 0"])
        #expect(peer.goAways.count == 1 && peer.error == nil)
    }

    @Test func `a stream that this side has cut is not held against its client`() throws {
        let peer = try HTTP2Peer()
        peer.handler = { event in
            if case .head = event { return .text(415, "JSON only") }
            return nil
        }
        peer.send(.request(1, HTTP2Frame.postFields, ends: false))
        peer.cut()
        #expect(peer.resets == [1: 0])
        peer.send(.data(1, "abc"), .data(1, "def"), .request(1, [("x", "y")]))
        #expect(peer.error == nil && peer.goAways.isEmpty)
        peer.send(.data(1, "after its end"))
        #expect(peer.goAways.map(\.code) == [5])
    }
}
