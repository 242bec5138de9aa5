import Testing
import Text

struct Base64Tests {
    // RFC 4648 section 10, and bytes that need the last two digits of either alphabet.
    @Test(arguments: [
        ("", "", ""), ("f", "Zg==", "Zg"), ("fo", "Zm8=", "Zm8"), ("foo", "Zm9v", "Zm9v"),
        ("foob", "Zm9vYg==", "Zm9vYg"),
        ("fooba", "Zm9vYmE=", "Zm9vYmE"), ("foobar", "Zm9vYmFy", "Zm9vYmFy"), ("??>>", "Pz8+Pg==", "Pz8-Pg"),
    ])
    func `both alphabets are written and read`(text: String, standard: String, url: String) {
        let bytes = Array(text.utf8)
        #expect(Base64.encode(bytes) == standard)
        #expect(Base64.encodeURL(bytes) == url)
        #expect(Base64.decode(standard) == bytes)
        #expect(Base64.decode(url) == bytes)
    }

    @Test(arguments: ["A", "Zg=", "Zg===", "Z", "Zm9v Zg==", "Zm9v\n", "====", "Zm=v", "Zm9vé"])
    func `what is not base64 is nil`(text: String) { #expect(Base64.decode(text) == nil) }

    @Test func `all lengths and bytes come back`() {
        for length in 0..<300 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ length) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Base64.decode(Base64.encodeURL(bytes)) == bytes)
        }
    }

    // Go's own answers: encoding/base64, StdEncoding and RawStdEncoding.
    @Test(
        arguments: [
            ("", "", ""), ("Zg==", "f", nil), ("Zg", nil, "f"), ("Zm9v", "foo", "foo"), ("Zm9v\n", "foo", "foo"),
            ("Z\r\ng=\n=", "f", nil), ("Zh==", "f", nil), ("Zh", nil, "f"), ("Zg=", nil, nil), ("Zg===", nil, nil),
            ("Z", nil, nil),
            ("====", nil, nil), ("Zg==Zg==", nil, nil), ("Zm 9v", nil, nil), ("Pz8-Pg==", nil, nil), ("Pz8_", nil, nil),
        ] as [(String, String?, String?)]
    )
    func `Go's readers are followed in what they tolerate`(text: String, padded: String?, raw: String?) {
        #expect(Base64.decodeAsGo(text.utf8, isPadded: true) == padded.map { Array($0.utf8) })
        #expect(Base64.decodeAsGo(text.utf8, isPadded: false) == raw.map { Array($0.utf8) })
    }
}
