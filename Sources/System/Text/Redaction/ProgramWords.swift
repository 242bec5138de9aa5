/// What a program that was run for a credential says on standard error, made fit for a message.
///
/// It is where such programs say why they failed, and some log there what they print on standard output, and what they were given.
package struct ProgramWords: Sendable {
    private static let looked = 1 << 12

    private let redaction: Redaction

    /// Knows what the program must not be quoted with.
    ///
    /// - Parameters:
    ///   - output: Its standard output: all texts in it that are no names of hosts, kinds or versions.
    ///   - arguments: Its arguments, of which those count that a name of a credential stands before.
    ///   - environment: Its variables, of which those count whose names are those of credentials.
    ///   - secrets: What else it was given.
    package init(
        output: [UInt8] = [],
        arguments: [String] = [],
        environment: [String: String] = [:],
        secrets: [String] = []
    ) {
        redaction = Redaction(
            secrets + AnswerShape.secrets(in: output) + SecretNames.values(inArguments: arguments)
                + environment.filter { SecretNames.isSecret($0.key, $0.value) }.map(\.value)
        )
    }

    /// The end of what it said, in one line of at most ``Printable/longestLine`` characters: programs give the reason last.
    ///
    /// - Returns: Nil where it said nothing.
    package func end(of standardError: [UInt8]) -> String? {
        var tail = standardError.suffix(Self.looked)
        if tail.count < standardError.count {
            // What was cut in its middle, nobody could tell for what it is.
            let end = tail.firstIndex(of: 0x0A) ?? tail.firstIndex(of: 0x20)
            tail = end.map { tail[($0 + 1)...] } ?? []
        }
        let line = redaction.line(String(decoding: tail, as: UTF8.self), limit: Self.looked)
        guard !line.isEmpty else { return nil }
        let shown = line.unicodeScalars.suffix(Printable.longestLine)
        let isWhole = shown.count == line.unicodeScalars.count && tail.count == standardError.count
        return isWhole ? line : "…" + String(shown)
    }

    /// `: it says "…"`, or nothing.
    package func clause(_ standardError: [UInt8]) -> String {
        end(of: standardError).map { ": it says \"\($0)\"" } ?? ""
    }

    /// What is there instead of the answer that was wanted, without what could be a credential: `JSON with the keys a, b`.
    package func shape(of output: [UInt8]) -> String { AnswerShape.described(output, redaction) }

    /// Names out of an answer, such as the keys of `auth`.
    package func names(_ names: some Sequence<String>) -> String {
        Printable.list(Set(names.map { redaction.line($0, limit: 80) }).filter { !$0.isEmpty })
    }
}
