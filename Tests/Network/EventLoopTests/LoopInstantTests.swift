import EventLoop
import TestSupport
import Testing

@Suite struct `A point on a loop's clock` {
    private static func at(_ nanoseconds: UInt64) -> LoopInstant { LoopInstant(nanoseconds: nanoseconds) }

    @Test(
        "moves by a duration, to the clock's ends at most",
        arguments: [
            (at(5), .nanoseconds(7), at(12)), (at(5), .zero, at(5)),
            (at(2_500_000_000), .seconds(-1.5), at(1_000_000_000)),
            (at(5), .nanoseconds(-6), at(0)), (at(5), .seconds(-1 << 40), at(0)), (at(5), .seconds(1 << 40), .never),
            (at(.max - 1), .nanoseconds(1), .never), (.never, .seconds(1), .never), (.never, .seconds(-1), .never),
        ] as [(LoopInstant, Duration, LoopInstant)]
    )
    func advanced(start: LoopInstant, duration: Duration, expected: LoopInstant) {
        #expect(start.advanced(by: duration) == expected)
        #expect(start + duration == expected)
        #expect(start - (.zero - duration) == expected)
    }

    @Test func `tells how far off another is, in both directions`() {
        #expect(Self.at(5).duration(to: Self.at(2_000_000_012)) == .seconds(2) + .nanoseconds(7))
        #expect(Self.at(12) - Self.at(5) == .nanoseconds(7))
        #expect(Self.at(5) - Self.at(12) == .nanoseconds(-7))
        #expect(Self.at(0).duration(to: .never) > .seconds(18_000_000_000))
    }

    @Test(
        "is made of seconds, whatever they are",
        arguments: [
            (0, at(0)), (1.5, at(1_500_000_000)), (-1, at(0)), (-3, at(0)), (1e300, .never), (.infinity, .never),
            (-.infinity, at(0)), (.nan, at(0)),
        ] as [(Double, LoopInstant)]
    )
    func seconds(_ seconds: Double, expected: LoopInstant) {
        #expect(LoopInstant.at(seconds) == expected)
    }
}
