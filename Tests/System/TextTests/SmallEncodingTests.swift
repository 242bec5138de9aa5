import Text
import Testing

struct SmallEncodingTests {
    @Test func `all but unreserved characters are percent-encoded`() {
        #expect(PercentEncoding.encode("aZ09-._~ /+ü") == "aZ09-._~%20%2F%2B%C3%BC")
    }

    @Test func `a form joins names and values`() {
        #expect(PercentEncoding.form([("a b", "1&2"), ("c", "")]) == "a%20b=1%262&c=")
    }

    @Test func `hexadecimal has two lower-case digits a byte`() {
        #expect(Hexadecimal.encode([0, 0x0F, 0xA5, 0xFF] as [UInt8]) == "000fa5ff")
    }
}
