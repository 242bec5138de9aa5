internal import EventLoop
internal import HTTP
internal import Kubernetes

/// Somebody's way to a test server without a network.
struct InProcessTransport: KubernetesTransport {
    let server: TestAPIServer
    let caller: Caller

    func send(_ request: KubernetesRequest) async throws -> KubernetesResponse {
        switch try await outcome(request) {
        case .answer(var answer):
            answer.fields.append(name: "Date", value: server.date)
            let delay = server.settings.answerDelay
            if delay > .zero {
                await server.loop.sleep(until: server.loop.preciseNow().advanced(by: delay))
                if Task.isCancelled { throw KubernetesTransportError("the request was cancelled") }
            }
            return answer
        case .broken(let error): throw error
        case .watch(let watcher):
            server.close(watcher)
            throw KubernetesTransportError("a watch must be opened, not sent")
        case .stall: throw await stalled()
        }
    }

    func open(_ request: KubernetesRequest) async throws -> any KubernetesByteStream {
        switch try await outcome(request) {
        case .answer(let answer): return CompleteStream(answer)
        case .watch(let watcher): return WatchStream(server: server, watcher: watcher)
        case .broken(let error): throw error
        case .stall: throw await stalled()
        }
    }

    private func outcome(_ request: KubernetesRequest) async throws -> Outcome {
        let latency = server.settings.latency
        if latency > .zero {
            await server.loop.sleep(until: server.loop.preciseNow().advanced(by: latency))
        }
        if Task.isCancelled { throw KubernetesTransportError("the request was cancelled", wasNeverSent: true) }
        return server.handle(request, from: caller)
    }

    private func stalled() async -> KubernetesTransportError {
        await server.stall()
        return KubernetesTransportError(Task.isCancelled ? "the request was cancelled" : "connection reset by peer")
    }
}

/// A watch in-process.
///
/// Its task is on the client's loop; `@unchecked Sendable` since the server's lock guards the rest.
private final class WatchStream: KubernetesByteStream, @unchecked Sendable {
    let status = 200
    let fields: HTTPFields
    private let server: TestAPIServer
    private let watcher: Watcher

    init(server: TestAPIServer, watcher: Watcher) {
        self.server = server
        self.watcher = watcher
        fields = KubernetesResponse.json(200, []).fields
    }

    deinit { server.close(watcher) }

    func next() async throws -> [UInt8]? {
        while true {
            if Task.isCancelled { throw KubernetesTransportError("the watch was cancelled") }
            switch server.take(watcher) {
            case .bytes(let bytes): return bytes
            case .ended(.finished): return nil
            case .ended(.broken(let reason)): throw KubernetesTransportError(reason)
            case .nothing: await server.wait(for: watcher)
            }
        }
    }
}

/// A stream whose bytes are all there: a refusal.
private final class CompleteStream: KubernetesByteStream {
    let status: Int
    let fields: HTTPFields
    private var body: [UInt8]?

    init(_ answer: KubernetesResponse) {
        status = answer.status
        fields = answer.fields
        body = answer.body
    }

    func next() async throws -> [UInt8]? { body.take() }
}
