/// The answers that came on one connection, read by the rules of a client that trusts nothing.
struct WireAnswers {
    private(set) var lines: [String] = []

    /// Why the bytes are no answers of a server.
    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    /// Reads all of them; `headFirst`: the first one is for HEAD, and has no body whatever it says.
    init(_ text: String, headFirst: Bool) throws {
        var rest = Substring(text)
        while !rest.isEmpty {
            guard let end = rest.firstRange(of: "\r\n\r\n") else {
                throw Malformed(description: "no end of a header: \(rest)")
            }
            let head = rest[..<end.lowerBound].split(separator: "\r\n", omittingEmptySubsequences: false)
            rest = rest[end.upperBound...]
            let status = try Self.status(head[0])
            guard status >= 200 else {
                lines.append("\(status)")
                continue
            }
            let length = try Self.length(head.dropFirst())
            let isHead = headFirst && !lines.contains { $0.hasPrefix("2") }
            let body = isHead ? "" : Substring(rest.utf8.prefix(length))
            if !isHead {
                guard rest.utf8.count >= length else { throw Malformed(description: "a body is cut") }
                rest = Substring(rest.utf8.dropFirst(length))
            }
            // After a refusal nobody knows where the next message starts: it must be the last answer, and say so.
            if status == 400 || status >= 500 {
                guard head.contains("Connection: close"), rest.isEmpty else {
                    throw Malformed(description: "a connection goes on after \(status)")
                }
            }
            lines.append(Self.line(status, body))
        }
    }

    private static func line(_ status: Int, _ body: Substring) -> String {
        if body == "GET /next 0;" { return "next" }
        return body.last == ";" ? "\(status) \(body.dropLast())" : "\(status)"
    }

    private static func status(_ line: Substring) throws -> Int {
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count == 3, words[0] == "HTTP/1.1", words[1].utf8.count == 3, let status = Int(words[1]) else {
            throw Malformed(description: "no status line: \(line)")
        }
        return status
    }

    private static func length(_ fields: ArraySlice<Substring>) throws -> Int {
        let lengths = fields.filter { $0.hasPrefix("Content-Length: ") }.compactMap { Int($0.dropFirst(16)) }
        guard lengths.count == 1, !fields.contains(where: { $0.lowercased().hasPrefix("transfer-encoding") }) else {
            throw Malformed(description: "the length of a body is not clear: \(fields)")
        }
        return lengths[0]
    }
}
