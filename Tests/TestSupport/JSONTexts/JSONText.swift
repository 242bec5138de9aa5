/// A text that is JSON or is not (RFC 8259), to hold every reader of JSON to.
///
/// A reader may differ where it has a reason: its tests (`JSONTableTests`, one for each) name the texts, and no others may differ.
///
/// - The webhook's scanner and the outline that knows what to hide differ nowhere. Of equal keys the webhook takes a scalar's last value, as the
///   API server's decoder, and leaves a Pod alone whose objects or lists come twice; the outline has both.
/// - The reader of Docker configurations takes strings of any bytes, as Go and with it the kubelet; the last of equal keys counts, and case does not.
/// - The reader of configuration files takes several values, or none, and a byte order mark, as kubectl; equal keys are mistakes.
/// - Foundation's decoder, for answers of services and parts of objects, takes UTF-16 and UTF-32 and a comma too many, and refuses halves of
///   surrogate pairs and numbers beyond Double; which of equal keys it keeps it does not promise.
/// - The cursor through what an API server wrote looks for the ends of values alone, so that what somebody has put into one of them breaks no other.
package struct JSONText: Sendable, CustomStringConvertible {
    /// Says what is special; no two texts have the same.
    package let name: String
    /// The text.
    package let bytes: [UInt8]
    /// Whether RFC 8259 calls it JSON; of what it leaves open (section 8.1's byte order mark, 9's limits) nothing is here.
    package let isJSON: Bool
    /// What it says, where it is a string; lone surrogates as U+FFFD.
    package let meaning: String?
    /// Whether it is about one value, which may as well stand in an array or an object.
    package let isValue: Bool

    /// Its name.
    package var description: String { name }

    /// What is JSON.
    static func good(_ name: String, _ text: String, isValue: Bool = true) -> JSONText {
        JSONText(name: name, bytes: Array(text.utf8), isJSON: true, meaning: nil, isValue: isValue)
    }

    /// What is none.
    static func bad(_ name: String, _ text: String, isValue: Bool = true) -> JSONText {
        JSONText(name: name, bytes: Array(text.utf8), isJSON: false, meaning: nil, isValue: isValue)
    }

    /// A string by what stands between its quotes.
    static func string(_ name: String, _ inside: String, means meaning: String) -> JSONText {
        JSONText(name: name, bytes: Array("\"\(inside)\"".utf8), isJSON: true, meaning: meaning, isValue: true)
    }

    /// A string of these bytes.
    static func string(_ name: String, _ inside: [UInt8], isJSON: Bool) -> JSONText {
        let text = [UInt8(ascii: "\"")] + inside + [UInt8(ascii: "\"")]
        let meaning = isJSON ? String(decoding: inside, as: UTF8.self) : nil
        return JSONText(name: name, bytes: text, isJSON: isJSON, meaning: meaning, isValue: true)
    }

    /// All texts.
    package static let all =
        numbers + brokenNumbers + strings + brokenStrings + characters + brokenCharacters + literals + structures
        + brokenStructures + documents

    /// All texts, and those that are one value also in an array, as a member and far down.
    package static let everywhere = all + all.filter(\.isValue).flatMap(\.embedded)

    /// A text that is nested so many levels deep: arrays, objects, or one in the other.
    package static func nested(_ depth: Int, in open: [String]) -> [UInt8] {
        let levels = (0..<depth).map { open[$0 % open.count] }
        let closing = levels.reversed().map { $0 == "[" ? "]" : "}" }
        return Array((levels.joined() + (levels.last == "[" ? "" : "1") + closing.joined()).utf8)
    }

    /// What ``nested(_:in:)`` nests.
    package static let nestings = [["["], [#"{"a":"#], ["[", #"{"a":"#], [#"{"a":"#, "["]]

    private var embedded: [JSONText] {
        [
            around("in an array", "[", "]"), around("in the middle", "[1 , ", " , {}]"),
            around("as a member", #"{"a":"#, "}"), around("far down", #"[[{"a":[null,{"b":"#, #","c":0}]}]]"#),
        ]
    }

    private func around(_ place: String, _ before: String, _ after: String) -> JSONText {
        let text = Array(before.utf8) + bytes + Array(after.utf8)
        return JSONText(name: "\(name), \(place)", bytes: text, isJSON: isJSON, meaning: nil, isValue: false)
    }

    /// Whether a name is that of the text, wherever it stands.
    package func isAmong(_ names: Set<String>) -> Bool {
        names.contains(name) || name.lastIndex(of: ",").map { names.contains(String(name[..<$0])) } == true
    }
}

extension JSONText {
    /// The texts about which a reader errs: judged otherwise than RFC 8259 does and not expected to be, or the other way round.
    ///
    /// - Parameters:
    ///   - accepted: Names of texts that are no JSON, and that the reader takes all the same.
    ///   - refused: Names of texts that are JSON, and that it refuses.
    ///   - reads: Whether the reader takes a text.
    /// - Returns: Their names; none where the reader is as it should be.
    package static func misjudged(
        accepted: Set<String> = [],
        refused: Set<String> = [],
        _ reads: ([UInt8]) -> Bool
    ) -> [String] {
        everywhere.filter { text in
            let differs = text.isJSON ? text.isAmong(refused) : text.isAmong(accepted)
            return reads(text.bytes) != (text.isJSON != differs)
        }.map(\.name)
    }
}
