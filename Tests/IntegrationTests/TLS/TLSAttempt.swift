import Processes
import TestSupport

/// What became of a connection that `openssl s_client` tried, and what it said of it.
struct TLSAttempt {
    /// All that it wrote.
    let text: String

    /// The number of the alert that the server sent (RFC 8446 section 6); nil where it sent none.
    let alert: Int?

    /// Whether the server has answered a request.
    let isAnswered: Bool

    /// Connects with these arguments, as the version's and the suites' own limits in the client's library allow it, and asks for a path that there is not.
    static func make(to server: PullpassServer, _ arguments: [String]) async throws -> TLSAttempt {
        let result = try await Tool.run(
            "openssl",
            ["s_client", "-connect", "127.0.0.1:\(server.port)", "-CAfile", server.certificates.authority, "-ign_eof"]
                + arguments,
            input: Array("GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
        )
        return TLSAttempt(result.outputText + result.errorText)
    }

    private init(_ text: String) {
        self.text = text
        alert = text.split(separator: "SSL alert number ").dropFirst().first.flatMap { Int($0.prefix { $0.isNumber }) }
        isAnswered = text.contains("HTTP/1.1 404 Not Found")
    }
}

/// One client, and what it must come to.
struct TLSCase: Sendable {
    let name: String
    let arguments: [String]
    /// The alert; nil where the client is served.
    let alert: Int?
    /// What its library must have noted.
    let notes: [String]

    /// A client that is served.
    static func served(_ name: String, _ arguments: String, _ notes: String...) -> TLSCase {
        TLSCase(name: name, arguments: arguments.split(separator: " ").map(String.init), alert: nil, notes: notes)
    }

    /// A client that the server refuses, by this alert.
    static func refused(_ name: String, _ arguments: String, _ alert: Int) -> TLSCase {
        TLSCase(name: name, arguments: arguments.split(separator: " ").map(String.init), alert: alert, notes: [])
    }

    /// Why the attempt is not what it must be; nil where it is.
    func fault(of attempt: TLSAttempt) -> String? {
        guard attempt.alert == alert else {
            return "alert \(attempt.alert.map(String.init) ?? "none") instead of \(alert.map(String.init) ?? "none")"
        }
        guard attempt.isAnswered == (alert == nil) else {
            return attempt.isAnswered ? "it was served" : "it was not served"
        }
        return notes.first { !attempt.text.contains($0) }.map { "not noted: \($0)" }
    }
}

extension TLSCase {
    /// The alerts of RFC 8446 section 6.2.
    enum Alert {
        static let handshakeFailure = 40
        static let badCertificate = 42
        static let unsupportedCertificate = 43
        static let certificateExpired = 45
        static let unknownAuthority = 48
        static let protocolVersion = 70
        static let inappropriateFallback = 86
        static let certificateRequired = 116
    }
}
