internal import EventLoop
internal import HTTP
internal import HTTPServer
internal import Kubernetes

/// The test server's answers over HTTP: a bearer token says who asks.
struct HTTPService: HTTPStreamingHandler {
    let server: TestAPIServer

    func earlyResponse(to head: HTTPRequestHead) -> HTTPResponse? { nil }

    func reply(to head: HTTPRequestHead, body: Span<UInt8>) -> HTTPReply {
        let caller = Caller(identity: Self.identity(head), agent: Self.agent(head))
        let request = KubernetesRequest(
            method: head.method,
            path: head.path,
            query: Query.parse(head.query ?? ""),
            contentType: head.fields["content-type"],
            accept: head.fields["accept"],
            body: body.isEmpty ? nil : body.copied
        )
        let latency = server.settings.latency
        guard latency == .zero else {
            return .stream(
                StreamedOutcome(server) { server in
                    await server.loop.sleep(until: server.loop.preciseNow().advanced(by: latency))
                    return server.handle(request, from: caller)
                }
            )
        }
        switch server.handle(request, from: caller) {
        case .answer(let answer): return .response(HTTPResponse(answer))
        case .watch(let watcher): return .stream(StreamedOutcome(server, watcher: watcher) { _ in .watch(watcher) })
        case let outcome: return .stream(StreamedOutcome(server) { _ in outcome })
        }
    }

    private static func identity(_ head: HTTPRequestHead) -> Caller.Identity {
        guard let value = head.fields["authorization"], value.hasPrefix("Bearer ") else { return .anonymous }
        return .token(String(value.dropFirst(7)))
    }

    /// The field manager of a client that names none: its User-Agent up to the first slash.
    private static func agent(_ head: HTTPRequestHead) -> String {
        let agent = (head.fields["user-agent"] ?? "").prefix { $0 != "/" }
        return agent.isEmpty ? "unknown" : String(agent)
    }
}

/// An outcome that must be waited for.
///
/// Its methods run one at a time on the connection's loop.
private final class StreamedOutcome: HTTPResponseStream {
    private let server: TestAPIServer
    private let perform: (TestAPIServer) async -> Outcome
    private var watcher: Watcher?

    init(_ server: TestAPIServer, watcher: Watcher? = nil, _ perform: @escaping (TestAPIServer) async -> Outcome) {
        self.server = server
        self.watcher = watcher
        self.perform = perform
    }

    deinit {
        if let watcher { server.close(watcher) }
    }

    func head() async throws -> HTTPResponse {
        switch await perform(server) {
        case .answer(let answer): return HTTPResponse(answer)
        case .broken(let error): throw error
        case .watch(let watcher):
            self.watcher = watcher
            return HTTPResponse(.json(200, []))
        case .stall:
            await server.stall()
            throw KubernetesTransportError("connection reset by peer")
        }
    }

    func next() async throws -> [UInt8]? {
        guard let watcher else { return nil }
        while !Task.isCancelled {
            switch server.take(watcher) {
            case .bytes(let bytes): return bytes
            case .ended(.finished): return nil
            case .ended(.broken(let reason)): throw KubernetesTransportError(reason)
            case .nothing: await server.wait(for: watcher)
            }
        }
        return nil
    }
}

extension HTTPResponse {
    init(_ answer: KubernetesResponse) {
        self.init(
            status: answer.status,
            fields: (0..<answer.fields.count).map { answer.fields.line(at: $0) },
            body: answer.body
        )
    }
}

extension Span<UInt8> {
    /// A copy of the bytes.
    fileprivate var copied: [UInt8] {
        [UInt8](capacity: count) { output in
            for index in indices { output.append(self[index]) }
        }
    }
}
