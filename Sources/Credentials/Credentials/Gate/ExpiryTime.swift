internal import FoundationEssentials
package import Text

/// A moment or a life in whatever form a provider writes it: seconds as a number, a fraction or a text, milliseconds, or RFC 3339.
package struct ExpiryTime: Sendable, Hashable, Decodable {
    /// A number beyond the year 9999 in seconds is one of milliseconds: those of today are thousands of years further on.
    private static let lastSecond = 253_402_300_800.0

    /// What is written, in seconds: since 1970 for a moment, from now for a life.
    private let seconds: Double

    /// The moment that it means; out of all proportion for some vendors.
    package var moment: Timestamp { Timestamp(seconds: seconds) }
    /// The life that it means, negative or out of all proportion for some vendors.
    package var life: Duration { .bounded(seconds: seconds) }

    /// Reads a text; nil for one that is no time.
    package init?(_ text: String) {
        if let moment = Timestamp(rfc3339: text) {
            seconds = moment.seconds
        } else if let number = Double(text), number.isFinite {
            seconds = Self.inSeconds(number)
        } else {
            return nil
        }
    }

    /// Reads a number or a text.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Double.self), number.isFinite {
            seconds = Self.inSeconds(number)
            return
        }
        guard let time = ExpiryTime(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no time")
        }
        self = time
    }

    private static func inSeconds(_ number: Double) -> Double { number > lastSecond ? number / 1000 : number }
}
