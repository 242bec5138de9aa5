import Controllers
import EventLoop
import Kubernetes
import TestSupport
import Testing
import Text

@Suite("Write gate")
struct WriteGateTests {
    @Test("Waits double from a second to a minute, of which between the half and the whole", arguments: 0..<20)
    func bounds(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var gate = WriteGate()
        #expect(gate.pausedUntil == .start && !gate.hasFailed)
        var now = LoopInstant.at(100)
        for seconds in [1, 2, 4, 8, 16, 32, 60, 60, 60] {
            let whole = Duration.seconds(seconds)
            gate.failed(at: now, random: random.next())
            #expect(gate.hasFailed)
            #expect((whole / 2...whole).contains(gate.pausedUntil - now))
            now = now + whole
        }
        gate.succeeded()
        #expect(!gate.hasFailed)
        gate.failed(at: now, random: random.next())
        #expect((.milliseconds(500) ... .seconds(1)).contains(gate.pausedUntil - now))
    }

    @Test("Eight writes in five minutes are followed by a pause")
    func pace() {
        var pace = WritePace()
        for second in 0..<7 { #expect(pace.record(at: .at(Double(second))) == .start) }
        #expect(pace.record(at: .at(7)) == .at(67))
        #expect(pace.record(at: .at(400)) == .start)
    }

    @Test("A pause that others' writes have caused outlasts the wait after a failure")
    func longest() {
        var gate = WriteGate()
        for second in 0..<8 { gate.beginWrite(at: .at(Double(second))) }
        gate.failed(at: .at(8), random: 1)
        #expect(gate.pausedUntil == .at(67))
    }

    @Test("The same seed gives the same numbers, from 0 to below 1, another seed others")
    func seeds() {
        func numbers(_ seed: UInt64) -> [Double] {
            var random = SeededRandom(seed: seed)
            return (0..<1000).map { _ in random.next() }
        }
        #expect(numbers(7) == numbers(7))
        #expect(numbers(7) != numbers(8))
        #expect(numbers(7).allSatisfy { (0..<1).contains($0) })
        #expect((400...600).contains(numbers(7).count { $0 < 0.5 }))
    }

    @Test("The delay after many failures is the limit's, and after none that of one", arguments: 0..<20)
    func delays(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let backoff = Backoff(first: .milliseconds(500), limit: .seconds(30))
        for (failures, whole) in [(0, 0.5), (1, 0.5), (2, 1), (6, 16), (7, 30), (1000, 30), (.max, 30)] {
            let delay = backoff.delay(afterFailures: failures, random: random.next()).inSeconds
            #expect((whole / 2...whole).contains(delay))
        }
        #expect(backoff.failures == 0)
    }
}
