/// A request target, split (RFC 9112 section 3.2).
///
/// Used for `:path` of HTTP/2 too.
struct RequestTarget {
    var path: String
    var query: String?
    var authority: String?

    /// Reads origin-form (`/mutate?timeout=5s`), absolute-form (`https://host/mutate`) or `*`.
    init(parsing bytes: Span<UInt8>, _ range: Range<Int>) throws(HTTPError) {
        guard let first = range.first.map({ bytes[$0] }) else { throw .bad("the request target is empty") }
        var pathStart = range.lowerBound
        if first == UInt8(ascii: "*") && range.count == 1 {
            path = "*"
            return
        }
        if first != UInt8(ascii: "/") {
            (authority, pathStart) = try Self.authority(bytes, range)
        }
        var pathEnd = range.upperBound
        for index in pathStart..<range.upperBound {
            let byte = bytes[index]
            guard byte > ASCII.space && byte < 0x7F && byte != UInt8(ascii: "#") else {
                throw .bad("the request target holds a byte (\(byte)) that has to be percent-encoded")
            }
            if byte == UInt8(ascii: "?") && pathEnd == range.upperBound { pathEnd = index }
        }
        path = pathStart == pathEnd ? "/" : Self.text(bytes, pathStart..<pathEnd)
        if pathEnd < range.upperBound { query = Self.text(bytes, pathEnd + 1..<range.upperBound) }
    }

    private static func authority(
        _ bytes: Span<UInt8>,
        _ range: Range<Int>
    ) throws(HTTPError) -> (String, pathStart: Int) {
        var start = range.lowerBound
        if range.count > 7, ASCII.equal(bytes, start..<start + 7, ignoringCase: "http://") {
            start += 7
        } else if range.count > 8, ASCII.equal(bytes, start..<start + 8, ignoringCase: "https://") {
            start += 8
        } else {
            throw .bad("the request target must be a path that starts with / or an http or https URL")
        }
        var end = start
        while end < range.upperBound, bytes[end] != UInt8(ascii: "/"), bytes[end] != UInt8(ascii: "?") {
            guard ASCII.isAuthority(bytes[end]) else { throw .bad("the host in the request target is not valid") }
            end += 1
        }
        guard end > start else { throw .bad("the request target has no host") }
        return (text(bytes, start..<end), end)
    }

    static func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
        // A checked decode; the pointer is only the way to `String.init(decoding:as:)` without an array between.
        unsafe bytes.extracting(range).withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
