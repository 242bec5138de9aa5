import Testing
import Text

struct SavedTextTests {
    private static func utf16(_ text: String, mark: Bool, isLittle: Bool) -> [UInt8] {
        ((mark ? "\u{FEFF}" : "") + text).utf16.flatMap { unit in
            let bytes = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            return isLittle ? bytes.reversed() : bytes
        }
    }

    @Test(arguments: [(true, true), (true, false), (false, true), (false, false)])
    func `UTF-16 is told with and without its mark`(mark: Bool, isLittle: Bool) {
        let bytes = Self.utf16("apiVersion: v1\r\n", mark: mark, isLittle: isLittle)
        #expect(SavedText.otherEncoding(of: bytes) == "UTF-16")
    }

    @Test func `UTF-32 is told by its mark`() {
        #expect(SavedText.otherEncoding(of: [0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0]) == "UTF-32")
        #expect(SavedText.otherEncoding(of: [0, 0, 0xFE, 0xFF]) == "UTF-32")
    }

    @Test(arguments: [true, false])
    func `UTF-32 is told without its mark, too`(isLittle: Bool) {
        let bytes = "kind: Configuration\n".utf8.flatMap { byte -> [UInt8] in
            isLittle ? [byte, 0, 0, 0] : [0, 0, 0, byte]
        }
        #expect(SavedText.otherEncoding(of: bytes) == "UTF-32")
    }

    @Test(arguments: ["", "a", "ab", "\u{FEFF}abc", "text\n", "\u{FF}\u{FE}", "nul \u{0} within", "a\u{0}"])
    func `other texts are UTF-8`(text: String) { #expect(SavedText.otherEncoding(of: Array(text.utf8)) == nil) }

    @Test(arguments: [("\u{FEFF}a", "a"), ("a\u{FEFF}", "a\u{FEFF}"), ("a", "a"), ("", ""), ("\u{FEFF}", "")])
    func `a mark in front is left out`(text: String, rest: String) {
        #expect(SavedText.withoutMark(Array(text.utf8)) == Array(rest.utf8))
    }

    @Test(arguments: [
        ("\u{FEFF}a: 1\n---\n\u{FEFF}b: \u{FEFF}x\n", "a: 1\n---\nb: \u{FEFF}x\n"), ("a", "a"),
        ("\u{FEFF}\u{FEFF}---", "---"),
        ("\u{EFFF}a", "\u{EFFF}a"),
    ])
    func `marks in front of lines are left out where files were put together`(text: String, rest: String) {
        #expect(SavedText.withoutMarksOfLines(Array(text.utf8)) == Array(rest.utf8))
    }
}
