internal import Text

/// What of the fields of a request is a credential, for the redaction of what comes back.
enum SentSecrets {
    /// Fields in which no credential stands; any other may be one.
    private static let publicFields: Set = [
        "accept", "content-type", "date", "host", "metadata", "metadata-flavor", "user-agent", "x-content-sha256",
        "x-github-api-version", "x-goog-user-project", "content-length",
    ]
    /// Values that Oracle's and Google's metadata services want to see, and everybody knows.
    private static let publicValues: Set = ["Oracle", "Google", "true"]

    /// The credentials in one field.
    static func of(field name: String, _ value: String) -> [String] {
        guard !publicFields.contains(name.lowercased()) else { return [] }
        let words = value.split(separator: " ", maxSplits: 1).map(String.init)
        guard words.count == 2 else { return publicValues.contains(value) ? [] : [value] }
        switch words[0].lowercased() {
        case "basic":
            guard let bytes = Base64.decode(words[1]) else { return [words[1]] }
            // The user name alone is none, and often stands in what is said about it; it may be empty.
            let password = bytes.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
                .dropFirst()
            return [words[1]] + password.map { String(decoding: $0, as: UTF8.self) }
        case "signature": return sessionToken(inSignature: words[1])
        default: return publicValues.contains(words[1]) ? [] : [words[1]]
        }
    }

    /// A signature by Oracle's scheme is for one request; its key is named in public unless it is a session's token.
    private static func sessionToken(inSignature value: String) -> [String] {
        value.split(separator: "\"").filter { $0.hasPrefix("ST$") }.map { String($0.dropFirst(3)) }
    }
}
