import FoundationEssentials
import Testing
import Text

@testable import Providers

struct ExpiryTimeTests {
    @Test(
        arguments: [
            ("1700000000", 1_700_000_000), ("1700000000.5", 1_700_000_000.5), ("\"1700000000\"", 1_700_000_000),
            ("1.7e9", 1_700_000_000), ("\"2023-11-14T22:13:20Z\"", 1_700_000_000), ("1700000000000", 1_700_000_000),
            ("\"2023-11-14T23:13:20.250+01:00\"", 1_700_000_000.25), ("3600", 3600), ("\"3599\"", 3599), ("0", 0),
            ("-5", -5),
        ] as [(String, Double)]
    )
    func `a time is read in any form`(json: String, seconds: Double) throws {
        let time = try JSONDecoder().decode(ExpiryTime.self, from: Data(json.utf8))
        #expect(time.moment == Timestamp(seconds: seconds))
        #expect(time.life == .seconds(seconds))
    }

    @Test(arguments: [("1e300", 1.0), ("-1e300", -1), ("\"1e300\"", 1), ("1.7976931348623157e308", 1)])
    func `a time out of all proportion is one far away`(json: String, sign: Double) throws {
        let time = try JSONDecoder().decode(ExpiryTime.self, from: Data(json.utf8))
        #expect(time.life == .longest * sign)
        #expect(time.moment == (sign > 0 ? .distantFuture : .distantPast))
        #expect((Timestamp(seconds: 1_700_000_000) + time.life > Timestamp(seconds: 1_700_000_000)) == (sign > 0))
    }

    @Test(arguments: ["\"soon\"", "\"\"", "true", "null", "[]", "{}", "\"nan\"", "\"inf\""])
    func `what is no time is an error`(json: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(ExpiryTime.self, from: Data(json.utf8)) }
    }

    @Test func `the end of a token is its exp`() {
        let claims = Base64.encodeURL(Array(#"{"sub":"x","exp":1700000000}"#.utf8))
        #expect(ExpiryTime.ofToken("e30.\(claims).c2ln") == Timestamp(seconds: 1_700_000_000))
        #expect(ExpiryTime.ofToken("e30.e30.c2ln") == nil)
        #expect(ExpiryTime.ofToken("opaque") == nil)
        #expect(ExpiryTime.ofToken("a.b.c") == nil)
    }
}
