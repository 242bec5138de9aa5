import HTTP
import HTTP2TestSupport
import TestSupport
import Testing

@Suite struct `Random bytes` {
    @Test("never crash an HTTP/2 session", arguments: 0..<10 as Range<UInt64>)
    func http2(block: UInt64) throws {
        for seed in block * 50..<(block + 1) * 50 { try http2(seed: seed) }
    }

    private func http2(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let peer = try HTTP2Peer()
        for _ in 0..<60 where !peer.session.isFinished {
            let id = Int32.random(in: 0...9, using: &random)
            var frame = HTTP2Frame.request(id, HTTP2Frame.postFields, ends: Bool.random(using: &random))
            if Bool.random(using: &random) {
                let count = Int.random(in: 0...40, using: &random)
                frame.payload = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
                frame.kind = HTTP2Frame.Kind(rawValue: UInt8.random(in: 0...9, using: &random)) ?? .data
                frame.flags = UInt8.random(in: 0...255, using: &random) & 0x2D
            }
            var bytes = frame.bytes
            if Int.random(in: 0..<20, using: &random) == 0, let index = bytes.indices.randomElement(using: &random) {
                bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
            peer.send(bytes)
        }
        #expect(peer.session.openStreams <= 250)
    }

    @Test("never crash an HTTP/1 parser", arguments: 0..<10 as Range<UInt64>)
    func http1(block: UInt64) {
        for seed in block * 200..<(block + 1) * 200 { http1(seed: seed) }
    }

    private func http1(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let source = HTTP1Trace.samples[Int(seed) % HTTP1Trace.samples.count]
        var bytes = Array((source + source).utf8)
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let index = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: index)
            default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
            }
        }
        // Whatever it is, cutting it up must not change it.
        let whole = HTTP1Trace([bytes])
        let cut = HTTP1Trace(bytes.map { [$0] })
        guard whole.events.first != "h2" else { return }
        #expect(whole.events == cut.events && whole.error == cut.error, "\(whole) or \(cut)")
    }
}
