import Testing
import HTTP

/// What a server sends in answer to a request, and what the client must make of it.
///
/// Another request follows. Whether it goes over the same connection shows whether the client believes that it knows where the answer ended;
/// what it is answered with may never come from the first answer.
struct AnswerCase: Sendable {
    let name: String
    let sent: String
    var method = HTTPMethod.get
    /// Whether the server closes the connection behind the answer.
    var closes = false
    /// The status and the body, or a part of the cause of the error behind `! `.
    let seen: String
    /// Whether the connection carries the next request.
    var isKept = true

    /// An answer that is understood.
    static func good(
        _ name: String,
        _ sent: String,
        _ seen: String,
        to method: HTTPMethod = .get,
        closes: Bool = false,
        kept: Bool = true
    ) -> AnswerCase {
        AnswerCase(name: name, sent: sent, method: method, closes: closes, seen: seen, isKept: kept)
    }

    /// An answer that is refused; whether anything may have happened at the server nobody knows, so it is told and not tried again.
    static func bad(_ name: String, _ sent: String, _ cause: String, closes: Bool = false) -> AnswerCase {
        AnswerCase(name: name, sent: sent, closes: closes, seen: "! \(cause)", isKept: false)
    }

    /// `200 OK` with these field lines and this body.
    static func ok(_ lines: String, _ body: String = "") -> String { "HTTP/1.1 200 OK\r\n\(lines)\r\n\r\n\(body)" }
}

/// Cases that belong together.
struct AnswerFamily: Sendable, CustomTestStringConvertible {
    let name: String
    let cases: [AnswerCase]
    var testDescription: String { name }

    static let all = [
        AnswerFamily(name: "status line", cases: statusLines),
        AnswerFamily(name: "interim answers", cases: interim),
        AnswerFamily(name: "answers without a body", cases: withoutBody),
        AnswerFamily(name: "Content-Length", cases: lengths),
        AnswerFamily(name: "Transfer-Encoding", cases: codings),
        AnswerFamily(name: "chunks", cases: chunks),
        AnswerFamily(name: "lines", cases: lines),
        AnswerFamily(name: "connection", cases: connections),
    ]
}
