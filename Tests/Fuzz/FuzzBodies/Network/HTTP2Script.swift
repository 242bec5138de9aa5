/// A client's side of an HTTP/2 connection, made of any bytes: frames that are whole more often than chance would make them.
///
/// Each step is a byte that says what it is, with what it needs after it; what is missing at the end is zero.
struct HTTP2Script {
    enum Step {
        /// Bytes for the server.
        case send([UInt8])
        /// The server takes events, answers what it wants to answer, and sends.
        case react
        /// The server ends the wait for the rest of a request that it has answered.
        case cut(Int32)
        case shed
        /// The server goes the next step towards the end of the connection.
        case shutDown
    }

    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    let steps: [Step]

    init(_ bytes: [UInt8]) {
        var reader = Reader(rest: bytes[...])
        // Mostly a client that greets; a connection that begins otherwise is over at once.
        var steps = [Step.send(reader.byte() == 0xFF ? [] : Self.preface + Self.frame(4, 0, 0, []))]
        while !reader.rest.isEmpty { steps.append(Self.step(&reader)) }
        self.steps = steps
    }

    private static func step(_ reader: inout Reader) -> Step {
        switch reader.byte() % 16 {
        case 0: return .react
        // A request that is whole, by entries of the static table (RFC 7541 appendix A): GET, https, /, and `a` as authority.
        case 1: return .send(frame(1, 5, reader.stream(), [0x82, 0x87, 0x84, 0x41, 1, 0x61]))
        // The header of one with a body: POST, https, /index.html.
        case 2: return .send(frame(1, 4, reader.stream(), [0x83, 0x87, 0x85, 0x41, 1, 0x61]))
        case 3:
            return .send(frame(0, reader.byte() & 0x9, reader.stream(), Array(repeating: 0x2E, count: reader.size())))
        case 4: return .send(frame(8, 0, reader.stream(), reader.number()))
        case 5: return .send(frame(4, reader.byte() & 1, 0, [0] + [reader.byte() % 10] + reader.number()))
        case 6: return .send(frame(3, 0, reader.stream(), [0, 0, 0, reader.byte()]))
        case 7: return .send(frame(6, reader.byte() & 1, 0, Array(repeating: 7, count: 8)))
        // Of a header, what the input says.
        case 8: return .send(frame(1, reader.byte() & 0x2D, reader.stream(), reader.bytes()))
        case 9: return .send(frame(9, reader.byte() & 4, reader.stream(), reader.bytes()))
        // With the length that a request announces.
        case 10:
            let digits = Array(String(reader.size()).utf8)
            let length: [UInt8] = [0x0F, 0x0D, UInt8(digits.count)] + digits
            return .send(frame(1, 4, reader.stream(), [0x83, 0x87, 0x84, 0x41, 1, 0x61] + length))
        // A field of the input's name and value, beside what a request needs.
        case 11:
            let (name, value) = (reader.bytes(atMost: 126), reader.bytes(atMost: 126))
            let field = [0x10, UInt8(name.count)] + name + [UInt8(value.count)] + value
            return .send(frame(1, 5, reader.stream(), [0x83, 0x87, 0x84, 0x41, 1, 0x61] + field))
        case 12: return .send(frame(reader.byte(), reader.byte(), reader.stream(), reader.bytes()))
        case 13: return .send(reader.bytes())
        case 14: return .cut(reader.stream())
        default: return reader.byte() & 1 == 0 ? .shed : .shutDown
        }
    }

    static func frame(_ kind: UInt8, _ flags: UInt8, _ stream: Int32, _ payload: [UInt8]) -> [UInt8] {
        let length = payload.count
        let number = UInt32(bitPattern: stream)
        return [
            UInt8(length >> 16 & 255), UInt8(length >> 8 & 255), UInt8(length & 255), kind, flags, UInt8(number >> 24),
            UInt8(number >> 16 & 255), UInt8(number >> 8 & 255), UInt8(number & 255),
        ] + payload
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

        /// Small numbers: streams meet each other.
        mutating func stream() -> Int32 {
            let byte = byte()
            return byte < 0xF0 ? Int32(byte & 0x1F) : Int32.max - Int32(byte & 3)
        }

        mutating func size() -> Int { Int(byte()) * 16 }

        mutating func number() -> [UInt8] { [byte() & 0x7F, byte(), byte(), byte()] }

        mutating func bytes(atMost most: Int = 255) -> [UInt8] {
            let count = min(Int(byte()), most)
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
    }
}
