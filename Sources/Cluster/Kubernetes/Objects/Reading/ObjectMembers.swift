/// The members of an object beside its metadata, cut and not yet read.
package struct ObjectMembers: Sendable {
    /// The API server's objects have a handful.
    private static let limit = 64

    private var ranges: [(key: Range<Int>, value: Range<Int>)] = []
    private let text: JSONCursor

    init(of text: JSONCursor) { self.text = text }

    /// Of an object that could not be read.
    static let none = ObjectMembers(of: JSONCursor([]))

    mutating func add(_ key: Range<Int>, _ value: Range<Int>) {
        if ranges.count < Self.limit { ranges.append((key, value)) }
    }

    /// The names of all of them, in their order; one that is longer than any of the API's is left out.
    var names: [String] { ranges.compactMap { text.text($0.key, atMost: 128) } }

    /// The member of that name, the last one where there are several; nil where there is none, or null.
    package subscript(key: String) -> JSONPiece? {
        guard let range = ranges.last(where: { text.isText($0.key, key) })?.value else { return nil }
        let value = text.bytes[range]
        return value.first == UInt8(ascii: "n") ? nil : JSONPiece("\(key)", value)
    }
}
