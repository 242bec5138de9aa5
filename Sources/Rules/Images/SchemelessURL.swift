/// Host and path of a text, as Go's `url.Parse` finds them with `https://` put in front.
///
/// That is how the kubelet reads both the entries of `matchImages` and the image's repository (`ParseSchemelessURL` in
/// `pkg/credentialprovider/keyring.go`), so everything odd about URLs is part of the pattern language: `?` starts a
/// query, `#` a fragment, `@` ends a user name, and `%` escapes. Rules as of Go 1.26.
struct SchemelessURL: Sendable, Hashable {
    /// Things that the URL parser accepts and the matcher never looks at.
    struct Ignored: OptionSet, Sendable, Hashable {
        let rawValue: UInt8
        static let user = Ignored(rawValue: 1)
        static let query = Ignored(rawValue: 2)
        static let fragment = Ignored(rawValue: 4)
        static let emptyPort = Ignored(rawValue: 8)
    }

    /// The authority without the user, unescaped; with brackets and port.
    let authority: [UInt8]
    /// `authority` without the port, and then without brackets (Go's `net.SplitHostPort`).
    let host: [UInt8]
    /// The digits of the port; empty when there is none.
    let port: [UInt8]
    /// The path with its slash, unescaped; empty when there is none.
    let path: [UInt8]
    /// What stood in the text and has no effect.
    let ignored: Ignored

    /// Reads a text.
    init(parsing text: [UInt8]) throws(ImagePatternError.Reason) {
        var ignored: Ignored = []
        var rest = text[...]
        var fragment: ArraySlice<UInt8> = []
        if let hash = rest.firstIndex(of: ASCII.hash) {
            fragment = rest[(hash + 1)...]
            rest = rest[..<hash]
            ignored.insert(.fragment)
        }
        guard !rest.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { throw .controlCharacter }
        if let question = rest.firstIndex(of: ASCII.question) {
            rest = rest[..<question]
            ignored.insert(.query)
        }
        let slash = rest.firstIndex(of: ASCII.slash) ?? rest.endIndex
        var hostText = rest[..<slash]
        if let at = hostText.lastIndex(of: ASCII.at) {
            let user = hostText[..<at]
            guard user.allSatisfy(Self.isUserByte) else { throw .user }
            _ = try Self.unescape(user, .other)
            hostText = hostText[(at + 1)...]
            ignored.insert(.user)
        }
        authority = try Self.parseHost(hostText)
        path = try Self.unescape(rest[slash...], .other)
        _ = try Self.unescape(fragment, .other)

        let (host, port) = Self.splitHostPort(authority)
        if port.isEmpty, authority.last == ASCII.colon { ignored.insert(.emptyPort) }
        self.host = host
        self.port = port
        self.ignored = ignored
    }

    /// Go's `parseHost`: brackets only around an IPv6 address, digits after the colon, only bytes that a host may have.
    private static func parseHost(_ text: ArraySlice<UInt8>) throws(ImagePatternError.Reason) -> [UInt8] {
        if let open = text.lastIndex(of: ASCII.openBracket) {
            guard open == text.startIndex, let close = text.lastIndex(of: ASCII.closeBracket) else { throw .brackets }
            guard isOptionalPort(text[(close + 1)...]) else { throw .brackets }
            let inner = text[(open + 1)..<close]
            var address: [UInt8] = []
            if let zone = firstEscapedPercent(in: inner) {
                address = try unescape(inner[..<zone], .host) + unescape(inner[zone...], .zone)
            } else {
                address = try unescape(inner, .host)
            }
            guard IPv6Literal.isValid(address.span) else { throw .brackets }
            return [ASCII.openBracket] + address + text[close...]
        }
        if let colon = text.firstIndex(of: ASCII.colon) {
            guard isOptionalPort(text[colon...]) else { throw .port }
        }
        return try unescape(text, .host)
    }

    /// Go's `net.SplitHostPort`, and its use in the kubelet: where it fails, all is host and the port is empty.
    private static func splitHostPort(_ authority: [UInt8]) -> (host: [UInt8], port: [UInt8]) {
        guard let colon = authority.lastIndex(of: ASCII.colon) else { return (authority, []) }
        let port = authority[(colon + 1)...]
        guard authority.first == ASCII.openBracket else {
            let host = authority[..<colon]
            guard !host.contains(ASCII.colon), !authority.contains(ASCII.closeBracket) else { return (authority, []) }
            return (Array(host), Array(port))
        }
        guard let close = authority.firstIndex(of: ASCII.closeBracket), close + 1 == colon else {
            return (authority, [])
        }
        // A zone may hold brackets, too, and what looks like a port.
        guard !authority.dropFirst().contains(ASCII.openBracket), !port.contains(ASCII.closeBracket) else {
            return (authority, [])
        }
        return (Array(authority[1..<close]), Array(port))
    }

    private static func isOptionalPort(_ text: ArraySlice<UInt8>) -> Bool {
        text.isEmpty || (text.first == ASCII.colon && text.dropFirst().allSatisfy(ASCII.isDigit))
    }

    private static func firstEscapedPercent(in text: ArraySlice<UInt8>) -> Int? {
        text.indices.first { text[$0...].starts(with: [ASCII.percent, 0x32, 0x35]) }
    }

    /// The parts of a URL that differ in what may be escaped.
    private enum Part {
        case host
        case zone
        case other
    }

    /// Go's `unescape`: a host may only escape what is not ASCII, a zone only what a host may hold anyway.
    private static func unescape(
        _ text: ArraySlice<UInt8>,
        _ part: Part
    ) throws(ImagePatternError.Reason) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            guard byte == ASCII.percent else {
                if part != .other, byte < 0x80, !isHostByte(byte) { throw .hostCharacter }
                result.append(byte)
                index += 1
                continue
            }
            guard index + 2 < text.endIndex, let high = ASCII.hexValue(text[index + 1]),
                let low = ASCII.hexValue(text[index + 2])
            else { throw .escape }
            let value = high << 4 | low
            let isAllowed =
                switch part {
                case .host: value >= 0x80 || value == ASCII.percent
                case .zone: value == ASCII.percent || value == 0x20 || isHostByte(value)
                case .other: true
                }
            guard isAllowed else { throw .escape }
            result.append(value)
            index += 3
        }
        return result
    }

    /// The ASCII bytes that Go leaves alone in a host: unreserved ones, sub-delimiters, and a few more.
    private static func isHostByte(_ byte: UInt8) -> Bool {
        if ASCII.isAlphanumeric(byte) { return true }
        return switch byte {
        case ASCII.dash, ASCII.underscore, ASCII.dot, UInt8(ascii: "~"), UInt8(ascii: "!"), UInt8(ascii: "$"),
            UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: ")"), ASCII.star, UInt8(ascii: "+"),
            UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "="), ASCII.colon, ASCII.openBracket,
            ASCII.closeBracket, UInt8(ascii: "<"), UInt8(ascii: ">"), ASCII.quote:
            true
        default: false
        }
    }

    private static func isUserByte(_ byte: UInt8) -> Bool {
        if byte == ASCII.at || byte == ASCII.percent { return true }
        return switch byte {
        case ASCII.openBracket, ASCII.closeBracket, UInt8(ascii: "<"), UInt8(ascii: ">"), ASCII.quote: false
        default: isHostByte(byte)
        }
    }
}
