import Testing
import Text

struct SmallEncodingTests {
    @Test func `all but unreserved characters are percent-encoded`() {
        #expect(PercentEncoding.encode("aZ09-._~ /+ü") == "aZ09-._~%20%2F%2B%C3%BC")
    }

    @Test(
        arguments: [
            ("a%20b%2Fc%c3%BC~", "a b/cü~"), ("", ""), ("%", nil), ("%2", nil), ("%2g", nil), ("%+f", nil), ("a%", nil),
        ] as [(String, String?)]
    )
    func `percent-encoding is read with digits of either case`(text: String, decoded: String?) {
        #expect(PercentEncoding.decode(text.utf8) == decoded.map { Array($0.utf8) })
    }

    @Test func `a form joins names and values`() {
        #expect(PercentEncoding.form([("a b", "1&2"), ("c", "")]) == "a%20b=1%262&c=")
    }

    @Test func `hexadecimal has two lower-case digits a byte`() {
        #expect(Hexadecimal.encode([0, 0x0F, 0xA5, 0xFF] as [UInt8]) == "000fa5ff")
    }

    @Test(arguments: [(0, 4, "0000"), (0xAB, 4, "00ab"), (0x12345, 4, "12345"), (7, 0, "7")])
    func `a number is filled up with zeros`(number: Int, width: Int, text: String) {
        #expect(Hexadecimal.digits(number, width: width) == text)
    }
}
