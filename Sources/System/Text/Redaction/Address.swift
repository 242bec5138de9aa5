/// What names somebody or something in public: URLs, ARNs, OCIDs, subjects of tokens, UUIDs, paths.
///
/// It is what a message is read for, and it may be as long and mixed as a credential.
enum Address {
    private static let starts = [
        "arn:", "urn:", "system:", "ocid1.", "//", "projects/", "api://", "repo:", "spiffe:", "crn:", "sha256:",
    ].map { Array($0.utf8) }

    /// What of a word is none: all of it, or the query of a URL, or nothing.
    static func rest(of word: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let text = word.drop { isAround($0) }
        guard contains(text, "://") || starts.contains(where: { text.starts(with: $0) }) || isUUID(text) || isPath(text)
        else { return word }
        return text.drop { $0 != UInt8(ascii: "?") }
    }

    /// Quotes and brackets.
    static func isAround(_ byte: UInt8) -> Bool { Array("\"'`([{<\\".utf8).contains(byte) }

    private static func contains(_ text: ArraySlice<UInt8>, _ part: String) -> Bool {
        text.indices.contains { text[$0...].starts(with: part.utf8) }
    }

    private static func isUUID(_ text: ArraySlice<UInt8>) -> Bool {
        let parts = text.prefix(36).split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let rest = text.dropFirst(36).first
        return parts.map(\.count) == [8, 4, 4, 4, 12] && parts.joined().allSatisfy { ASCII.hexValue($0) != nil }
            && !(rest.map(ASCII.isAlphanumeric) ?? false)
    }

    /// An absolute path of names that a person could have chosen.
    private static func isPath(_ text: ArraySlice<UInt8>) -> Bool {
        text.first == UInt8(ascii: "/") && text.split(separator: UInt8(ascii: "/")).allSatisfy { $0.count < 32 }
    }
}
