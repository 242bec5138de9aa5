internal import Text

/// A user name and password, as URLs carry them before the host.
struct UserInfo: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    private let username: [UInt8]
    private let password: [UInt8]

    /// Reads `user:password`, percent-decoding both; the password may be missing.
    init(parsing text: some Collection<UInt8>) throws(HTTPURLError) {
        let bytes = Array(text)
        let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
        username = try Self.decoded(bytes[..<colon])
        password = try Self.decoded(bytes[colon...].dropFirst())
    }

    /// The value of an Authorization field (RFC 7617).
    var basicAuthorization: String { "Basic " + Base64.encode(username + [UInt8(ascii: ":")] + password) }

    /// Always `<redacted>`.
    var description: String { "<redacted>" }
    /// Shows nothing to `dump`.
    var customMirror: Mirror { Mirror(self, children: []) }

    private static func decoded(_ bytes: ArraySlice<UInt8>) throws(HTTPURLError) -> [UInt8] {
        guard let decoded = PercentEncoding.decode(bytes) else {
            throw HTTPURLError("a percent sign before the host is not followed by two hexadecimal digits")
        }
        return decoded
    }
}
