import Credentials
import FoundationEssentials
import Testing
import Text

struct ExpiryTimeTests {
    @Test(
        arguments: [
            ("1700000000", 1_700_000_000), ("1700000000.5", 1_700_000_000.5), ("\"1700000000\"", 1_700_000_000),
            ("1.7e9", 1_700_000_000), ("\"2023-11-14T22:13:20Z\"", 1_700_000_000), ("1700000000000", 1_700_000_000),
            ("\"2023-11-14T23:13:20.250+01:00\"", 1_700_000_000.25), ("3600", 3600), ("\"3599\"", 3599), ("0", 0),
            ("-5", -5), ("253402300799", 253_402_300_799), ("253402300799.5", 253_402_300_799.5),
            ("\"253402300799\"", 253_402_300_799), ("\"9999-12-31T23:59:59Z\"", 253_402_300_799),
            ("\"9999-12-31T23:59:59-12:00\"", 253_402_343_999), ("1893456000000", 1_893_456_000),
            ("\"1893456000000\"", 1_893_456_000),
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
        #expect(TokenEnd.of("e30.\(claims).c2ln") == Timestamp(seconds: 1_700_000_000))
        #expect(TokenEnd.of("e30.e30.c2ln") == nil)
        #expect(TokenEnd.of("opaque") == nil)
        #expect(TokenEnd.of("a.b.c") == nil)
        let last = Base64.encodeURL(Array(#"{"exp":253402300799}"#.utf8))
        #expect(TokenEnd.of("e30.\(last).c2ln") == Timestamp(seconds: 253_402_300_799))
        let odd = Base64.encodeURL(Array(#"{"exp":{"at":1}}"#.utf8))
        #expect(TokenEnd.of("e30.\(odd).c2ln") == nil)
    }
}
