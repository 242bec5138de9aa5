import Text
import Testing

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
}
