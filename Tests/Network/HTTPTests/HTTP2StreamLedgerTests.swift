import HTTP2TestSupport
import TestSupport
import Testing

@testable import HTTP

@Suite struct `What a peer has made of its streams` {
    /// The same, without a bound and without speed.
    private struct Model {
        private var used: Set<Int32> = []
        private var open: Set<Int32> = []

        mutating func note(headers: Bool, on id: Int32, ends: Bool) -> HTTP2ErrorCode? {
            let last = used.max() ?? 0
            if id > last {
                guard headers else { return nil }
                used.insert(id)
                if !ends { open.insert(id) }
                return nil
            }
            guard open.contains(id) else { return used.contains(id) ? .streamClosed : .protocolError }
            if ends { open.remove(id) }
            return nil
        }

        mutating func noteReset(of id: Int32) { open.remove(id) }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `is told as by a list of all streams`(run: UInt64) {
        var random = SeededGenerator(seed: TestSeed.current &+ run)
        var ledger = HTTP2StreamLedger()
        var model = Model()
        for _ in 0..<2000 {
            let id = Int32.random(in: 0..<60, using: &random) * 2 + 1
            let ends = Bool.random(using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                ledger.noteReset(of: id)
                model.noteReset(of: id)
            case 1:
                #expect(ledger.noteData(on: id, endsStream: ends) == model.note(headers: false, on: id, ends: ends))
            default:
                #expect(ledger.noteHeaders(on: id, endsStream: ends) == model.note(headers: true, on: id, ends: ends))
            }
        }
    }

    @Test func `is bounded, and what is forgotten is let pass`() {
        var ledger = HTTP2StreamLedger()
        for count in 0..<Int32(100_000) { _ = ledger.noteHeaders(on: count * 4 + 1, endsStream: false) }
        #expect(ledger.heldBytes <= 16 * 1024)
        #expect(ledger.noteData(on: 399_997, endsStream: true) == nil, "it is open")
        #expect(ledger.noteData(on: 399_997, endsStream: true) == .streamClosed)
        #expect(ledger.noteData(on: 399_995, endsStream: true) == .protocolError, "it was skipped")
        #expect(ledger.noteData(on: 1, endsStream: true) == nil, "it has been open for 99,999 streams")
        #expect(ledger.noteData(on: 3, endsStream: true) == nil, "nobody knows")
    }

    @Test func `costs nothing that stays for streams that come and go`() {
        var ledger = HTTP2StreamLedger()
        for count in 0..<Int32(10_000) {
            #expect(ledger.noteHeaders(on: count * 2 + 1, endsStream: false) == nil)
            #expect(ledger.noteData(on: count * 2 + 1, endsStream: true) == nil)
        }
        #expect(ledger.heldBytes <= 64)
    }
}
