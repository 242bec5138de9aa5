import HTTP2TestSupport

extension `h2spec against the server` {
    /// Compression (RFC 7541): group `hpack`.
    static let hpackCases: [HTTP2Case] = [
        broken("2.3.3/1", "an index that is too large", after: [0xc6]),
        broken("2.3.3/2", "a literal whose name has an index that is too large", after: [0x7f, 0x07, 0x00]),
        broken("4.2/1", "a new size of the table at the end of a block", after: [0x21]),
        broken("5.2/1", "Huffman padding of more than 7 bits", after: coded + [0x84, 0x49, 0x50, 0x9f, 0xff]),
        broken("5.2/2", "Huffman padding with zeros", after: coded + [0x83, 0x49, 0x50, 0x90]),
        broken("5.2/3", "Huffman with EOS", after: coded + [0x87, 0x49, 0x51, 0xff, 0xff, 0xff, 0xfa, 0x7f]),
        broken("6.1/1", "index 0", after: [0x80]),
        broken("6.3/1", "a size of the table above the server's setting", before: [0x3f, 0xe2, 0x1f]),
    ]

    private static let coded: [UInt8] = [0x00, 0x85, 0xf2, 0xb2, 0x4a, 0x84, 0xff]

    private static func broken(_ number: String, _ title: String, before: [UInt8] = [], after: [UInt8] = [])
        -> HTTP2Case
    {
        HTTP2Case(
            "hpack \(number)",
            title,
            .send(.headers(1, before + HTTP2Frame.getBlock + after)),
            sees: .ends("COMPRESSION_ERROR")
        )
    }
}
