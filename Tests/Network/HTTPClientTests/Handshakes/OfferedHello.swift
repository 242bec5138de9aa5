/// What a ClientHello offers (RFC 8446 section 4.1.2); read plainly, for messages of a client of ours in one record.
struct OfferedHello {
    var suites: [UInt16] = []
    var compressions: [UInt8] = []
    var extensions: [UInt16] = []
    var versions: [UInt16] = []
    var protocols: [String] = []
    var name: String?

    init?(_ record: [UInt8]) {
        // The record's head, the message's, the version and the random.
        guard record.count > 43, record[0] == 22, record[5] == 1 else { return nil }
        var rest = record[43...]
        _ = Self.take(&rest, lengthBytes: 1)
        suites = Self.words(Self.take(&rest, lengthBytes: 2))
        compressions = Array(Self.take(&rest, lengthBytes: 1))
        var list = Self.take(&rest, lengthBytes: 2)
        while list.count >= 4 {
            let type = Self.words(list.prefix(2))[0]
            list = list.dropFirst(2)
            let content = Self.take(&list, lengthBytes: 2)
            extensions.append(type)
            switch type {
            case 0: name = String(decoding: content.dropFirst(5), as: UTF8.self)
            case 16: protocols = Self.names(content.dropFirst(2))
            case 43: versions = Self.words(content.dropFirst(1))
            default: break
            }
        }
    }

    private static func take(_ rest: inout ArraySlice<UInt8>, lengthBytes: Int) -> ArraySlice<UInt8> {
        let length = rest.prefix(lengthBytes).reduce(0) { $0 << 8 | Int($1) }
        let content = rest.dropFirst(lengthBytes).prefix(length)
        rest = rest.dropFirst(lengthBytes + length)
        return content
    }

    private static func words(_ bytes: ArraySlice<UInt8>) -> [UInt16] {
        let bytes = Array(bytes)
        return stride(from: 0, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
    }

    private static func names(_ bytes: ArraySlice<UInt8>) -> [String] {
        var rest = bytes
        var names: [String] = []
        while !rest.isEmpty { names.append(String(decoding: take(&rest, lengthBytes: 1), as: UTF8.self)) }
        return names
    }
}
