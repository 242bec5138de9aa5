/// One challenge of a `WWW-Authenticate` field (RFC 9110 section 11.6.1).
package struct AuthenticateChallenge: Sendable, Hashable {
    /// The scheme in lower case: `basic`, `bearer`.
    package var scheme: String
    /// Values by their names in lower case; of equal names the first counts.
    package var parameters: [String: String] = [:]

    /// Reads the challenges of one field value, in order, as far as it can be read.
    ///
    /// Values without quotes may have characters that they must not have: IBM sends `realm=https://us.icr.io/oauth/token`.
    package static func parse(_ value: String) -> [AuthenticateChallenge] {
        var challenges: [AuthenticateChallenge] = []
        var rest = value.utf8[...]
        func isSeparator(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == UInt8(ascii: ",") }
        while true {
            rest = rest.drop(while: isSeparator)
            let word = rest.prefix { !isSeparator($0) && $0 != UInt8(ascii: "=") }
            guard !word.isEmpty else { return challenges }
            rest = rest[word.endIndex...]
            let spaces = rest.prefix { $0 == 0x20 || $0 == 0x09 }
            let name = String(decoding: word, as: UTF8.self).lowercased()
            guard rest[spaces.endIndex...].first == UInt8(ascii: "=") else {
                // Without a `=` behind it, it is the name of a scheme.
                challenges.append(AuthenticateChallenge(scheme: name))
                continue
            }
            rest = rest[spaces.endIndex...].dropFirst().drop { $0 == 0x20 || $0 == 0x09 }
            let text = takeValue(&rest)
            guard !challenges.isEmpty else { return [] }
            if challenges[challenges.count - 1].parameters[name] == nil {
                challenges[challenges.count - 1].parameters[name] = text
            }
        }
    }

    private static func takeValue(_ rest: inout Substring.UTF8View) -> String {
        var bytes: [UInt8] = []
        if rest.first == UInt8(ascii: "\"") {
            rest.removeFirst()
            while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
                // A backslash at the end of the field escapes nothing.
                bytes.append(byte == UInt8(ascii: "\\") ? rest.popFirst() ?? byte : byte)
            }
        } else {
            let word = rest.prefix { $0 != UInt8(ascii: ",") && $0 != 0x20 && $0 != 0x09 }
            rest = rest[word.endIndex...]
            bytes = Array(word)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
