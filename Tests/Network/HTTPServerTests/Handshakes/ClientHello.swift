/// A client's first message (RFC 8446 section 4.1.2), byte by byte, so that each of them can be wrong.
struct ClientHello: Sendable {
    var legacyVersion: [UInt8] = [3, 3]
    var sessionID = [UInt8](repeating: 7, count: 32)
    /// AES with GCM for TLS 1.3, and for TLS 1.2 with ECDSA.
    var suites: [UInt8] = [0x13, 0x01, 0x13, 0x02, 0xC0, 0x2B]
    var compressions: [UInt8] = [0]
    var extensions: [Extension] = Extension.usual
    /// What stands instead of the extensions with their length.
    var rawExtensions: [UInt8]?

    struct Extension: Sendable {
        var type: UInt16
        var content: [UInt8]

        init(_ type: UInt16, _ content: [UInt8]) {
            self.type = type
            self.content = content
        }

        static let groups = Extension(10, [0, 4, 0, 29, 0, 23])
        static let signatures = Extension(13, [0, 6, 4, 3, 8, 4, 4, 1])
        static let versions = Extension(43, [4, 3, 4, 3, 3])
        /// The base point: a good key as far as anybody can tell.
        static let keyShare = share([9] + [UInt8](repeating: 0, count: 31))
        static let usual = [groups, signatures, versions, keyShare]

        static func share(_ key: [UInt8], group: [UInt8] = [0, 29]) -> Extension {
            Extension(51, ClientHello.counted(group + ClientHello.counted(key)))
        }

        var bytes: [UInt8] { [UInt8(type >> 8), UInt8(type & 0xFF)] + ClientHello.counted(content) }
    }

    /// The message, with its type and length.
    var message: [UInt8] {
        let random = (0..<32).map { UInt8($0) }
        let body =
            legacyVersion + random + [UInt8(sessionID.count)] + sessionID + Self.counted(suites)
            + [UInt8(compressions.count)] + compressions + (rawExtensions ?? Self.counted(extensions.flatMap(\.bytes)))
        return [1, UInt8(body.count >> 16), UInt8(body.count >> 8 & 0xFF), UInt8(body.count & 0xFF)] + body
    }

    /// The message in records of at most so many bytes.
    func records(of size: Int = 16_384) -> [UInt8] {
        let message = message
        return stride(from: 0, to: message.count, by: size).flatMap { start in
            Self.record(22, Array(message[start..<min(start + size, message.count)]))
        }
    }

    static func record(_ type: UInt8, _ content: [UInt8], version: [UInt8] = [3, 1]) -> [UInt8] {
        [type] + version + counted(content)
    }

    static func counted(_ bytes: [UInt8]) -> [UInt8] { [UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF)] + bytes }
}
