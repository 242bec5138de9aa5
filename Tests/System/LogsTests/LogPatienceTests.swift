import Testing

@testable import Logs

@Suite struct LogPatienceTests {
    private let start = ContinuousClock.now

    @Test("A reader that has stopped is waited for once, and not again for a while")
    func stopped() {
        var patience = LogPatience(.milliseconds(100))
        #expect(patience.allowance(at: start) == .milliseconds(100))
        patience.hasWaited(until: start + .milliseconds(100), inVain: true)
        #expect(patience.allowance(at: start + .milliseconds(101)) == .zero)
        #expect(patience.allowance(at: start + .seconds(10)) == .zero)
        #expect(patience.allowance(at: start + .seconds(11)) == .milliseconds(100))
    }

    @Test(
        "A reader that is slow, and takes a line just before nobody waits any more, costs a tenth of the time at most"
    )
    func slow() {
        var patience = LogPatience(.milliseconds(100))
        var now = start
        var waited = Duration.zero
        while now < start + .seconds(60) {
            let allowance = patience.allowance(at: now)
            let wait = min(allowance, .milliseconds(20))
            if wait > .zero { patience.hasWaited(until: now + wait, inVain: false) }
            waited += wait
            now += wait + .microseconds(100)
        }
        #expect(waited > .seconds(2))
        #expect(waited < .seconds(6.2))
    }

    @Test("A burst is waited for as long as one line is")
    func burst() {
        var patience = LogPatience(.milliseconds(100))
        for line in 0..<10 {
            let now = start + .milliseconds(10 * line)
            #expect(patience.allowance(at: now) > .milliseconds(8))
            patience.hasWaited(until: now + .milliseconds(10), inVain: false)
        }
        #expect(patience.allowance(at: start + .milliseconds(100)) < .milliseconds(10))
        #expect(patience.allowance(at: start + .seconds(2)) == .milliseconds(100))
    }
}
