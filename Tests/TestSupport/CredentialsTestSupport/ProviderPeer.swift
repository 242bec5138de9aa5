import EventLoop
import HTTP
import HTTPServer
import Sockets
import Synchronization
import TLS
import TestSupport
import Text

/// What a provider was asked.
struct ProviderRequest: Sendable, CustomStringConvertible {
    let method: String
    /// The path as sent, without the query.
    let path: String
    let query: String?
    let fields: HTTPFields
    let body: [UInt8]

    /// Who asked for what.
    var description: String { "\(method) \(path) by \(fields["user-agent"] ?? "nobody")" }

    /// The body as text.
    var text: String { String(decoding: body, as: UTF8.self) }

    /// Names and values of the query and of a form body, decoded; of equal names the last counts.
    var parameters: [String: String] {
        var all: [String: String] = [:]
        let isForm = fields["content-type"]?.hasPrefix("application/x-www-form-urlencoded") ?? false
        for pair in ((query ?? "") + "&" + (isForm ? text : "")).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            all[Self.decoded(parts[0])] = parts.count == 2 ? Self.decoded(parts[1]) : ""
        }
        return all
    }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A provider of a test: a real HTTP server on loopback that answers as the test says and notes what it was asked.
///
/// It has a loop of its own. Use ``withPeer(tls:for:_:_:)``, which also stops it.
///
/// A port of a server that has ended may be the next one's, and whoever goes on asking the first one then asks the second. Hundreds of tests have
/// servers at the same time, some of programs that ask for a while; so where a request counts, the peer should know who may make it.
final class ProviderPeer: Sendable {
    /// Answers a request; runs on the peer's loop and must not wait for anything.
    typealias Answer = @Sendable (ProviderRequest) -> HTTPResponse

    private final class Handler: HTTPHandler {
        let answer: Answer
        /// Who may ask, by the User-Agent; nil for everybody.
        let agent: String?
        let requests = Mutex<[ProviderRequest]>([])
        let strangers = Mutex<[ProviderRequest]>([])

        init(_ answer: @escaping Answer, for agent: String?) {
            self.answer = answer
            self.agent = agent
        }

        func earlyResponse(to head: HTTPRequestHead) -> HTTPResponse? { nil }

        func respond(to head: HTTPRequestHead, body: Span<UInt8>) -> HTTPResponse {
            var bytes: [UInt8] = []
            for index in body.indices { bytes.append(body[index]) }
            let request = ProviderRequest(
                method: head.method.name,
                path: head.path,
                query: head.query,
                fields: head.fields,
                body: bytes
            )
            guard agent == nil || request.fields["user-agent"] == agent else {
                strangers.withLock { $0.append(request) }
                return .text(421, "this is another test's provider")
            }
            requests.withLock { $0.append(request) }
            return answer(request)
        }
    }

    private let handler: Handler
    private let loop: EventLoop
    private let server: HTTPServer
    private let running: Task<Void, any Error>

    private let isTLS: Bool

    /// Starts it; ``stop()`` must follow.
    ///
    /// - Parameters:
    ///   - tls: With what it speaks TLS; nil for plain HTTP.
    ///   - agent: The User-Agent of who may ask, see ``strangers``; nil where everybody may.
    ///   - answer: What it answers.
    /// - Throws: Where there is no loop or no port.
    init(tls: TLSServerContext? = nil, for agent: String? = nil, _ answer: @escaping Answer) async throws {
        let handler = Handler(answer, for: agent)
        // Time stands still: a busy machine is no reason to hang up.
        let loop = try EventLoop(clock: HandClock().clock)
        let address = try SocketAddress(parsing: "127.0.0.1:0")
        let server = try HTTPServer(
            address: address,
            loops: [loop],
            credentials: tls.map { TLSCredentials($0) },
            handler: handler
        )
        self.handler = handler
        self.loop = loop
        self.server = server
        isTLS = tls != nil
        running = Task(executorPreference: loop) { try await server.run() }
    }

    /// `http://127.0.0.1:PORT` or the same with https, for `endpoint`.
    var url: String { "\(isTLS ? "https" : "http")://127.0.0.1:\(server.address.port)" }

    /// What it was asked so far, in order.
    var requests: [ProviderRequest] { handler.requests.withLock(\.self) }

    /// What it was asked by others than its test's own client: they got 421, and are not among the ``requests``.
    var strangers: [ProviderRequest] { handler.strangers.withLock(\.self) }

    /// Ends it.
    func stop() async {
        server.abort()
        _ = await running.result
        loop.stop()
    }
}

/// Runs `body` with a provider that answers as `answer` says, and stops the provider.
func withPeer<R>(
    tls: TLSServerContext? = nil,
    for agent: String? = nil,
    _ answer: @escaping ProviderPeer.Answer,
    _ body: (ProviderPeer) async throws -> R
) async throws -> R {
    let peer = try await ProviderPeer(tls: tls, for: agent, answer)
    do {
        let result = try await body(peer)
        await peer.stop()
        return result
    } catch {
        await peer.stop()
        throw error
    }
}

/// A provider that takes connections and never says a word: for time-outs, by way of ``failureOfSilence(_:)``.
final class SilentPeer: Sendable {
    // The kernel takes the connections, and nobody ever reads what they bring.
    private let socket: ListeningSocket

    /// Starts it; it ends with this object.
    init() throws {
        var descriptor: CInt = -1
        _ = try ListeningSocket.open(try SocketAddress(parsing: "127.0.0.1:0"), count: 1) { descriptor = $0.release() }
        socket = ListeningSocket(adopting: descriptor)
    }

    /// `http://127.0.0.1:PORT`, for `endpoint`.
    var url: String { "http://127.0.0.1:\(socket.address.port)" }
}

extension HTTPResponse {
    /// A JSON answer of a provider.
    static func json(_ status: Int, _ text: String, _ fields: [(name: String, value: String)] = []) -> HTTPResponse {
        HTTPResponse(status: status, fields: [("Content-Type", "application/json")] + fields, body: Array(text.utf8))
    }

    /// An answer of a provider.
    static func content(_ status: Int, _ type: String, _ text: String) -> HTTPResponse {
        HTTPResponse(status: status, fields: [("Content-Type", type)], body: Array(text.utf8))
    }

    /// A redirect.
    static func redirect(_ status: Int = 302, to location: String) -> HTTPResponse {
        HTTPResponse(status: status, fields: [("Location", location)])
    }
}
