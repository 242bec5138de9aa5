import Testing
import Text

struct ASCIITests {
    @Test func `bytes have the classes that their characters have`() {
        for byte in UInt8.min...UInt8.max {
            let character = Character(Unicode.Scalar(byte))
            let isASCII = byte < 0x80
            #expect(ASCII.isDigit(byte) == (isASCII && character.isNumber))
            #expect(ASCII.isLetter(byte) == (isASCII && character.isLetter))
            #expect(ASCII.isUpper(byte) == (isASCII && character.isUppercase))
            #expect(ASCII.isLower(byte) == (isASCII && character.isLowercase))
            #expect(ASCII.isAlphanumeric(byte) == (ASCII.isDigit(byte) || ASCII.isLetter(byte)))
            #expect(ASCII.isLowerAlphanumeric(byte) == (ASCII.isDigit(byte) || ASCII.isLower(byte)))
            #expect(ASCII.hexValue(byte).map(Int.init) == (isASCII ? character.hexDigitValue : nil))
        }
    }

    @Test(arguments: [("", ""), (" \n", ""), ("a", "a"), ("\t a b\r\n", "a b"), ("\u{a0}a\u{2028}", "a")])
    func `white space around a text is taken off`(text: String, trimmed: String) { #expect(text.trimmed == trimmed) }
}
