import Testing
import Text

struct TimestampTests {
    @Test(arguments: [
        (0.0, "1970-01-01T00:00:00.000000Z"),
        (951_782_400.0, "2000-02-29T00:00:00.000000Z"),
        (1_795_224_568.25, "2026-11-21T01:29:28.250000Z"),
        (-1.0, "1969-12-31T23:59:59.000000Z"),
        (-0.25, "1969-12-31T23:59:59.750000Z"),
        (4_107_542_399.0, "2100-02-28T23:59:59.000000Z"),
        (4_107_542_400.0, "2100-03-01T00:00:00.000000Z"),
    ])
    func `times are written and read as RFC 3339`(seconds: Double, text: String) {
        #expect(Timestamp(seconds: seconds).micro == text)
        #expect(Timestamp(rfc3339: text) == Timestamp(seconds: seconds))
        #expect(Timestamp(seconds: seconds).seconds == seconds)
    }

    @Test(arguments: [
        ("2026-11-21T01:29:28Z", 1_795_224_568.0), ("2026-11-21T02:29:28+01:00", 1_795_224_568.0),
        ("2026-11-20T20:29:28.000-05:00", 1_795_224_568.0), ("2026-11-21 01:29:28z", 1_795_224_568.0),
        ("2026-11-21T01:29:28.1234567891234Z", 1_795_224_568.123456789),
    ])
    func `times of other zones are read`(text: String, seconds: Double) throws {
        #expect(try abs(#require(Timestamp(rfc3339: text)).seconds - seconds) < 1e-6)
    }

    @Test(arguments: [
        "", "never", "2026-11-21", "2026-11-21T01:29:28", "2026-13-21T01:29:28Z", "2026-11-21T24:29:28Z",
        "2026-11-21T01:29:28+0100",
        "2026-11-21T01:29:28Zx", "+026-11-21T01:29:28Z", "2026-02-29T01:29:28Z", "2026-11-31T01:29:28Z",
        "1900-02-29T01:29:28Z", "2026-11-00T01:29:28Z", "2026-11-21T01:29:28.Z", "2026-11-21T01:29:28+24:00",
        "2026-11-21T01:29:28+01:60",
    ])
    func `what is no time is none`(text: String) { #expect(Timestamp(rfc3339: text) == nil) }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 1e300])
    func `a broken clock still gives a text`(seconds: Double) {
        #expect(Timestamp(seconds: seconds).micro.utf8.count == 27)
    }

    @Test func `arithmetic stays between the distant past and the distant future`() {
        let now = Timestamp(seconds: 1_795_224_568)
        #expect(now + .seconds(2) - now == .seconds(2))
        #expect(now.duration(to: now.advanced(by: .seconds(-5))) == .seconds(-5))
        #expect(Timestamp.distantFuture.advanced(by: .longest) == .distantFuture)
        #expect(Timestamp.distantPast.advanced(by: .zero - .longest) == .distantPast)
        #expect(Timestamp.distantPast < now && now < .distantFuture)
    }

    @Test(
        arguments: [
            (1_795_224_568.75, 1_795_224_568), (1_795_224_568, 1_795_224_568), (0.9, 0), (0, 0), (-0.25, -1), (-1, -1),
        ] as [(Double, Int64)]
    )
    func `whole seconds are rounded down`(seconds: Double, whole: Int64) {
        #expect(Timestamp(seconds: seconds).wholeSeconds == whole)
        #expect(Timestamp(seconds: seconds).withoutFraction == Timestamp(sinceEpoch: .seconds(whole)))
        #expect(Timestamp(seconds: seconds).withoutFraction.whole == Timestamp(seconds: seconds).whole)
    }

    @Test func `the clock of this machine goes on, after the year 2019`() {
        let now = WallClock.system.now()
        #expect(now > Timestamp(seconds: 1_577_836_800) && WallClock.system.now() + .seconds(3600) > now)
    }
}

struct DurationSecondsTests {
    @Test(arguments: [0, 1.5, -1.5, 43_200, 1e9 + 0.25, 1e-9])
    func `a number of seconds and back is the same`(seconds: Double) {
        #expect(Duration.bounded(seconds: seconds) == .seconds(seconds))
        #expect(Duration.bounded(seconds: seconds).inSeconds == seconds)
    }

    @Test(arguments: [1e300, .infinity, .greatestFiniteMagnitude, 1e17] as [Double])
    func `what is out of all proportion is cut`(seconds: Double) {
        #expect(Duration.bounded(seconds: seconds) == .longest)
        #expect(Duration.bounded(seconds: -seconds) == .zero - .longest)
    }

    @Test func `what is no number is no time`() {
        #expect(Duration.bounded(seconds: .nan) == .zero)
    }
}
