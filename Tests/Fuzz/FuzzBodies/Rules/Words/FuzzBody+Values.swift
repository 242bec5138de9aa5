import FoundationEssentials
import KubeletProtocol
import PlainReadings
import Text

@testable import Configuration

extension FuzzBody {
    /// Small texts that stand for something: durations, times, sizes, base64, percent signs.
    static let values = FuzzBody(
        "values",
        maximumLength: 128,
        seeds: [
            "1h30m", "1.5s", "-2.25h", "+0", "9223372036854775807ns", "2562047h47m16.854775807s", ".5m", "1.m", "µs",
            "1µs1ns",
            "2026-11-30T01:02:03Z", "2026-11-30t23:59:60.123456789+05:30", "0000-02-30 00:00:00Z",
            "2024-02-29T00:00:00-00:00", "64Ki",
            "18446744073709551615G", "YTpi", "YQ==", "_-8", "a%20b%2", "%C3%A9",
        ].map { Array($0.utf8) },
        words: [
            "h", "m", "s", "ms", "us", "µs", "μs", "ns", ".", "-", "+", "T", "Z", ":", "+00:00", "Ki", "=", "%",
            "9223372036854775808",
        ]
    ) { bytes throws(BrokenPromise) in
        let text = String(decoding: bytes, as: UTF8.self)
        try holdDurations(text)
        try holdTimestamp(text)
        if let size = ByteSize.parse(text) {
            try hold(size >= 0, "\(text) is a size")
            try holdEqual(ByteSize.parse(ByteSize.text(size)), size, "\(text) written and read again")
        }
        try holdEncodings(text, bytes)
    }

    private static func holdDurations(_ text: String) throws(BrokenPromise) {
        let plain = PlainDuration.nanoseconds(text)
        // Ours has no longer texts, and nothing is as long as the one that has no counterpart above zero.
        if text.utf8.count <= 64, plain != .min {
            let read = GoDuration.read(text)
            try holdEqual(read != nil, plain != nil, "Go reads \(text) or not")
            if let read, let plain { try holdClose(read, plain, text) }
            if let read, read >= .zero {
                try holdEqual(
                    GoDuration.read(GoDuration.text(read)),
                    .seconds(read.components.seconds),
                    "\(text) written and read again"
                )
            }
        }
        let own = DurationText.parse(text)
        let isSigned = text.utf8.first.map { "+-".utf8.contains($0) } ?? false
        try holdEqual(own != nil, plain != nil && !isSigned, "a configuration has \(text) or not")
        if let own, let plain {
            try holdClose(own, plain, text)
            let (seconds, attoseconds) = own.components
            let whole = Duration(
                secondsComponent: seconds,
                attosecondsComponent: attoseconds / 1_000_000_000_000_000 * 1_000_000_000_000_000
            )
            try holdEqual(DurationText.parse(DurationText.text(own)), whole, "\(text) written and read again")
        }
    }

    private static func holdClose(_ duration: Duration, _ nanoseconds: Int64, _ text: String) throws(BrokenPromise) {
        let difference = duration - .nanoseconds(nanoseconds)
        // Fractions of an hour are not exact in either.
        let allowed = max(Duration.nanoseconds(100), .nanoseconds(abs(nanoseconds / 1_000_000_000_000)))
        try hold(
            difference <= allowed && .zero - difference <= allowed,
            "\(text) is \(nanoseconds) ns, not \(duration)"
        )
    }

    private static func holdTimestamp(_ text: String) throws(BrokenPromise) {
        // What lies before the year 1 is cut where it is written.
        guard let time = Timestamp(rfc3339: text), time.seconds >= -62_135_596_800, time.seconds < 253_402_300_800
        else { return }
        try holdEqual(Timestamp(rfc3339: time.micro)?.micro, time.micro, "\(text) written and read again")
        try holdEqual(Timestamp(rfc3339: time.whole), time.withoutFraction, "\(text) in whole seconds")
        // What names a day that no month has is no time.
        let (year, month, day) = (text.prefix(4), text.dropFirst(5).prefix(2), text.dropFirst(8).prefix(2))
        guard let year = Int(year), let month = Int(month), let day = Int(day) else {
            throw BrokenPromise("\(text) begins with a date")
        }
        let isLeap = year.isMultiple(of: 4) && !year.isMultiple(of: 100) || year.isMultiple(of: 400)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        try hold((1...12).contains(month) && (1...lengths[month - 1]).contains(day), "\(text) names a day that is")
        let foundation = try? Date(text.uppercased().replacing(" ", with: "T"), strategy: .iso8601)
        // Others count in the Julian calendar before 1582.
        if let foundation, year > 1582, !text.contains(".") {
            try holdEqual(time.seconds, foundation.timeIntervalSince1970, "\(text) is the same time to others")
        }
    }

    private static func holdEncodings(_ text: String, _ bytes: [UInt8]) throws(BrokenPromise) {
        try holdEqual(Base64.decode(Base64.encode(bytes)), bytes, "base64 of \(bytes)")
        try holdEqual(Base64.decode(Base64.encodeURL(bytes)), bytes, "base64 for URLs of \(bytes)")
        try holdEqual(Base64.encode(bytes), Data(bytes).base64EncodedString(), "base64 is the same as others'")
        // Others are easy about padding.
        if let others = Data(base64Encoded: text), others.base64EncodedString() == text {
            try holdEqual(Base64.decode(text), Array(others), "others read \(text)")
        }
        if let decoded = Base64.decode(text) {
            // Stray last bits and white space apart, there is one text for each.
            let digits = text.utf8.filter { $0 != UInt8(ascii: "=") }.count
            try holdEqual(Base64.encodeURL(decoded).utf8.count, digits, "\(text) has as many digits as its bytes need")
        }
        try holdEqual(
            PercentEncoding.decode(PercentEncoding.encode(text).utf8),
            Array(text.utf8),
            "percent signs of \(text)"
        )
    }
}
