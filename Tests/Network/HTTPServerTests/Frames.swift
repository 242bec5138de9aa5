/// The client's side of HTTP/2 with prior knowledge, by hand.
enum Frames {
    /// Preface and settings, with the given window for each stream.
    static func start(window: UInt8? = nil) -> [UInt8] {
        let settings: [UInt8] = window.map { [0, 4, 0, 0, 0, $0] } ?? []
        return Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + frame(type: 4, stream: 0, settings)
    }

    static func frame(type: UInt8, flags: UInt8 = 0, stream: UInt8, _ payload: [UInt8]) -> [UInt8] {
        [0, UInt8(payload.count >> 8), UInt8(payload.count & 255), type, flags, 0, 0, 0, stream] + payload
    }

    /// `GET /` of the host `a`, from HPACK's static table.
    static let get: [UInt8] = [0x82, 0x86, 0x84, 0x41, 0x01, 0x61]
    /// `GET /medium` of the host `a`, without an entry for the dynamic table.
    static let getMedium: [UInt8] = [0x82, 0x86, 0x04, 7] + Array("/medium".utf8) + [0x01, 0x01, 0x61]
    /// `POST /` of the host `a`, without an entry for the dynamic table.
    static let post: [UInt8] = [0x83, 0x86, 0x84, 0x01, 0x01, 0x61]
    /// A field `x-a` with 3,900 bytes, which becomes entry 62 of the dynamic table.
    static let large: [UInt8] =
        [0x40, 3] + Array("x-a".utf8) + [0x7f, 0xbd, 0x1d] + [UInt8](repeating: 0x62, count: 3900)
}
