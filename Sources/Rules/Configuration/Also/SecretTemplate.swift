internal import Text

/// The text of one key of a Secret, with places for parts of a credential: `{{ username }}`.
///
/// Nothing is run: each place is one of ``Place``, with at most one ``Writing``.
package struct SecretTemplate: Sendable, Hashable {
    /// What may stand between two pairs of braces.
    package enum Place: String, Sendable, Hashable, CaseIterable {
        case username, password
        /// The same as the password, for who calls it so.
        case token
        /// User name and password with a colon between, in base64, as in an `auth` of Docker's file.
        case auth
        /// The registry's host, with its port where it has one.
        case host
        /// The whole content of the Secret that Pods are given.
        case dockerconfigjson
    }

    /// How a value is written, after a bar.
    package enum Writing: String, Sendable, Hashable, CaseIterable {
        case base64
        /// As a string of JSON, with its quotes.
        case json
        /// As a part of a URL.
        case url
    }

    private enum Part: Sendable, Hashable {
        case text(String)
        case value(Place, Writing?)
    }

    /// What is wrong with a text, for its author.
    package struct Fault: Error, Sendable, Hashable {
        /// How many lines of the text are before the place.
        package var line: Int
        /// What is wrong and what to write, as the end of a sentence.
        package var reason: String
    }

    /// The most bytes of a text, before it is filled in.
    package static let maximumBytes = 16 << 10

    private var parts: [Part]

    /// A text without places, whatever stands in it.
    package init(literal text: String) { parts = [.text(text)] }

    /// A value alone.
    package init(_ place: Place) { parts = [.value(place, nil)] }

    /// Reads a text.
    package init(parsing text: String) throws(Fault) {
        parts = []
        guard text.utf8.count <= Self.maximumBytes else {
            throw Fault(line: 0, reason: "has more than \(Self.maximumBytes) bytes")
        }
        let bytes = Array(text.utf8)
        var (position, line) = (0, 0)
        func isPair(_ byte: UInt8, at index: Int) -> Bool {
            index + 1 < bytes.count && bytes[index] == byte && bytes[index + 1] == byte
        }
        func take(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        var start = 0
        while position < bytes.count {
            guard isPair(UInt8(ascii: "{"), at: position) else {
                if bytes[position] == UInt8(ascii: "\n") { line += 1 }
                position += 1
                continue
            }
            if start < position { parts.append(.text(take(start..<position))) }
            let inner = position + 2
            guard let end = (inner..<bytes.count).first(where: { isPair(UInt8(ascii: "}"), at: $0) }) else {
                throw Fault(line: line, reason: "has {{ without }}: \(Self.advice)")
            }
            parts.append(try Self.part(take(inner..<end), line: line))
            position = end + 2
            start = position
        }
        if start < bytes.count { parts.append(.text(take(start..<bytes.count))) }
    }

    private static let advice =
        "write one of \(Place.allCases.map(\.rawValue).alternatives) there, or {{ \"{{\" }} for two braces"

    private static func part(_ inner: String, line: Int) throws(Fault) -> Part {
        let words = inner.split(separator: "|", omittingEmptySubsequences: false).map {
            String($0.trimmed)
        }
        if words == ["\"{{\""] { return .text("{{") }
        guard let place = Place(rawValue: words[0]) else {
            let hint = NearestName.of(words[0], among: Place.allCases.map(\.rawValue)).map { "did you mean \($0)?" }
            throw Fault(line: line, reason: "has an unknown place {{ \(words[0].prefix(60)) }}: \(hint ?? advice)")
        }
        guard words.count > 1 else { return .value(place, nil) }
        guard words.count == 2, let writing = Writing(rawValue: words[1]) else {
            throw Fault(
                line: line,
                reason:
                    "has {{ \(inner.prefix(60)) }}: after one | write \(Writing.allCases.map(\.rawValue).alternatives)"
            )
        }
        return .value(place, writing)
    }

    /// The places that it has.
    package var places: Set<Place> {
        Set(parts.compactMap { if case .value(let place, _) = $0 { place } else { nil } })
    }

    /// The text with its places filled in.
    package func filled(_ value: (Place) -> [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        for part in parts {
            switch part {
            case .text(let text): bytes += Array(text.utf8)
            case .value(let place, nil): bytes += value(place)
            case .value(let place, .base64?): bytes += Array(Base64.encode(value(place)).utf8)
            case .value(let place, .json?):
                bytes += Array(String(decoding: value(place), as: UTF8.self).quotedJSON().utf8)
            case .value(let place, .url?):
                bytes += Array(PercentEncoding.encode(String(decoding: value(place), as: UTF8.self)).utf8)
            }
        }
        return bytes
    }

    /// What it says, each part apart from the next: equal for equal templates alone.
    var form: String {
        parts.map { part in
            switch part {
            case .text(let text): "t\(text.utf8.count):\(text)"
            case .value(let place, let writing): "v\(place.rawValue)|\(writing?.rawValue ?? "");"
            }
        }.joined()
    }
}
