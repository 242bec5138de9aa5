import Credentials
import FoundationEssentials
internal import Text

/// A moment or a life in whatever form a provider writes it: seconds as a number, a fraction or a text, or RFC 3339.
struct ExpiryTime: Sendable, Hashable, Decodable {
    /// What is written, in seconds: since 1970 for a moment, from now for a life.
    private let seconds: Double

    /// The moment that it means; out of all proportion for some vendors.
    var moment: Timestamp { Timestamp(seconds: seconds) }
    /// The life that it means, negative or out of all proportion for some vendors.
    var life: Duration { .bounded(seconds: seconds) }

    init?(_ text: String) {
        guard let seconds = Timestamp(rfc3339: text)?.seconds ?? Double(text), seconds.isFinite else { return nil }
        self.seconds = Self.inSeconds(seconds)
    }

    init(from decoder: any Decoder) throws {
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

    // A number beyond the year 5138 in seconds is one of milliseconds.
    private static func inSeconds(_ number: Double) -> Double { number > 1e11 ? number / 1000 : number }

    /// The `exp` of a JSON Web Token (RFC 7519); nil when it is none or has none.
    static func ofToken(_ token: String) -> Timestamp? { TokenEnd.of(token) }
}
