import Testing

@testable import Admission

@Suite struct AnswerBytesTests {
    @Test(
        "Bytes are added in base64 as RFC 4648 section 10 has them",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ]
    )
    func base64(text: String, expected: String) {
        let bytes = Array(text.utf8)
        var answer = Array(#"{"patch":""#.utf8)
        answer.append(base64: bytes.span)
        #expect(String(decoding: answer, as: UTF8.self) == #"{"patch":""# + expected)
    }

    @Test("Base64 has all its 64 digits in their order")
    func digits() {
        // Six bits for each number from 0 to 63.
        var bytes: [UInt8] = []
        for first in stride(from: UInt32(0), to: 64, by: 4) {
            let group = first << 18 | (first + 1) << 12 | (first + 2) << 6 | (first + 3)
            bytes += [UInt8(group >> 16), UInt8(group >> 8 & 255), UInt8(group & 255)]
        }
        var text: [UInt8] = []
        text.append(base64: bytes.span)
        #expect(
            String(decoding: text, as: UTF8.self) == "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        )
    }

    @Test("Texts and bytes are added behind what is there, also none", arguments: [0, 1, 7, 300])
    func pieces(count: Int) {
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: count)
        var text = Array("a".utf8)
        text.append("" as StaticString)
        text.append(piece.span)
        text.append("bc" as StaticString)
        #expect(text == Array("a".utf8) + piece + Array("bc".utf8))
    }

    @Test("A Secret's name is escaped once, and the same in the patch and in the audit annotation")
    func secretName() {
        let secret = PullSecret(name: #"a"b\c"#)
        #expect(String(decoding: secret.escapedName, as: UTF8.self) == #"a\"b\\c"#)
        #expect(String(decoding: secret.element, as: UTF8.self) == #"{"name":"a\"b\\c"}"#)
    }
}
