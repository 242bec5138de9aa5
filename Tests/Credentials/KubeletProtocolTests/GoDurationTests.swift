import Testing
import Text

@testable import KubeletProtocol

@Suite struct `A duration as Go prints it` {
    @Test(
        arguments: [
            ("0", 0), ("12h0m0s", 43_200), ("1.5h", 5400), ("300ms", 0.3), ("-5s", -5), ("+1m", 60), (".5s", 0.5),
            ("1.s", 1),
            ("1h1m1s", 3661), ("2us", 2e-6), ("2µs", 2e-6), ("2μs", 2e-6), ("7ns", 7e-9),
        ] as [(String, Double)]
    )
    func `is read as Go reads it`(text: String, seconds: Double) throws {
        let read = try #require(GoDuration.read(text)).inSeconds
        #expect(abs(read - seconds) <= abs(seconds) * 1e-12)
    }

    @Test(arguments: ["", "1", "s", ".s", "1.2.3s", "1 s", "1d", "--1s", "1h-1m", String(repeating: "1h", count: 33)])
    func `is nothing else`(text: String) {
        #expect(GoDuration.read(text) == nil)
    }

    @Test func `is none where Go has none: it counts nanoseconds in 63 bits`() throws {
        let nines = String(repeating: "9", count: 60)
        for text in [nines + "h", "-" + nines + "h", "2562048h", "9223372036854775808ns", "9223372037s"] {
            #expect(GoDuration.read(text) == nil)
        }
        #expect(GoDuration.read("2562047h47m16.854775807s") == .nanoseconds(Int64.max))
        #expect(GoDuration.read("-9223372036854775807ns") == .nanoseconds(-Int64.max))
    }
}
