import EventLoop
import HTTP
import Kubernetes

/// A transport whose answers a test writes down.
final class ScriptedTransport: KubernetesTransport {
    typealias Answer = @Sendable (KubernetesRequest, Int) async throws -> KubernetesResponse
    typealias Stream = @Sendable (KubernetesRequest, Int) async throws -> any KubernetesByteStream

    private let answer: Answer
    private let stream: Stream
    private let log = Box<[KubernetesRequest]>([])
    private let opened = Box(0)

    init(
        answer: @escaping Answer = { _, _ in throw KubernetesTransportError("not in the script") },
        stream: @escaping Stream = { _, _ in throw KubernetesTransportError("not in the script") }
    ) {
        self.answer = answer
        self.stream = stream
    }

    /// All requests so far, watches included.
    var requests: [KubernetesRequest] { log.value }

    func send(_ request: KubernetesRequest) async throws -> KubernetesResponse {
        let index = log.value.count
        log.change { $0.append(request) }
        return try await answer(request, index)
    }

    func open(_ request: KubernetesRequest) async throws -> any KubernetesByteStream {
        log.change { $0.append(request) }
        opened.change { $0 += 1 }
        return try await stream(request, opened.value - 1)
    }
}

/// The answer to a watch: chunks, and then an end of some kind.
final class ScriptedStream: KubernetesByteStream {
    enum End {
        case closed
        case broken
        case silent(EventLoop)
    }

    let status: Int
    let fields: HTTPFields
    private var chunks: ArraySlice<[UInt8]>
    private let end: End

    init(_ chunks: [String], status: Int = 200, end: End = .closed) {
        self.chunks = chunks.map { Array($0.utf8) }[...]
        self.status = status
        self.end = end
        fields = HTTPFields()
    }

    init(bytes: [UInt8], end: End = .closed) {
        chunks = [bytes]
        self.end = end
        status = 200
        fields = HTTPFields()
    }

    func next() async throws -> [UInt8]? {
        if let chunk = chunks.popFirst() { return chunk }
        switch end {
        case .closed: return nil
        case .broken: throw KubernetesTransportError("10.0.0.1:443: reading: connection reset")
        case .silent(let loop):
            await loop.sleep(until: .never)
            throw CancellationError()
        }
    }
}

extension KubernetesResponse {
    /// An answer with a JSON body.
    init(_ status: Int, _ body: String, fields: [(String, String)] = []) {
        var lines = HTTPFields()
        for (name, value) in fields { lines.append(name: name, value: value) }
        self.init(status: status, fields: lines, body: Array(body.utf8))
    }
}

extension KubernetesRequest {
    /// The body as text.
    var text: String { String(decoding: body ?? [], as: UTF8.self) }

    /// The value of a query item.
    func value(_ name: String) -> String? { query.first { $0.name == name }?.value }
}

extension KubernetesClient {
    /// A client of a simulation: no jitter, no rate limit that matters.
    static func scripted(
        _ transport: any KubernetesTransport,
        on simulation: Simulation,
        perSecond: Double = 1000,
        observer: any KubernetesObserver = NoObserver(),
        timing: KubernetesTiming = KubernetesTiming()
    ) -> KubernetesClient {
        KubernetesClient(
            transport: transport,
            limiter: RequestLimiter(perSecond: perSecond, burst: 100_000, loop: simulation.loop),
            loop: simulation.loop,
            observer: observer,
            timing: timing,
            random: { 1 }
        )
    }
}
