import HTTP
import HTTP2TestSupport

/// A client made by hand, with a server that answers what `handler` says.
final class HTTP2Peer {
    typealias Event = HTTP2ServerSession.Event

    let session: HTTP2ServerSession
    /// What the server does with an event; `nil` does nothing.
    var handler: (Event) -> HTTPResponse? = { event in
        if case .request(_, _, let body) = event { return HTTPResponse(status: 200, body: body) }
        return nil
    }

    private(set) var events: [String] = []
    private(set) var frames: [HTTP2Frame] = []
    private(set) var statuses: [Int32: [String]] = [:]
    private(set) var headers: [Int32: [(String, String)]] = [:]
    private(set) var bodies: [Int32: [UInt8]] = [:]
    private(set) var ended: Set<Int32> = []
    private(set) var resets: [Int32: UInt32] = [:]
    private(set) var error: HTTPError?
    private var decoder = HPACK.Decoder()
    private var unread: [UInt8] = []
    private let acknowledges: Bool

    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    init(limits: HTTPLimits = HTTPLimits(), settings: [(UInt16, UInt32)] = [], greets: Bool = true) throws {
        session = try HTTP2ServerSession(limits: limits)
        acknowledges = greets
        guard greets else { return }
        let payload = settings.flatMap { [UInt8($0.0 >> 8), UInt8($0.0 & 255)] + HTTP2Frame.bigEndian($0.1) }
        send(Self.preface + HTTP2Frame(kind: .settings, payload: payload).bytes)
    }

    var goAways: [(last: UInt32, code: UInt32)] {
        frames.filter { $0.kind == .goAway }.map { ($0.number(at: 0), $0.number(at: 4)) }
    }

    /// What the server has let this side send: on stream 0 beyond the first 65,535 bytes, on others beyond the settings.
    func credit(on streamID: Int32) -> Int {
        frames.filter { $0.kind == .windowUpdate && $0.streamID == streamID }.reduce(0) { $0 + Int($1.number(at: 0)) }
    }

    func send(_ frames: HTTP2Frame...) { send(frames.flatMap(\.bytes)) }

    func send(_ bytes: [UInt8]) {
        do throws(HTTPError) { try session.receive(bytes.span) } catch { self.error = error }
        react()
    }

    /// What the server does a while after an answer that came before the body's end.
    func cut() {
        for id in session.answeredEarly { session.cut(id) }
        react()
    }

    /// Takes events, answers and reads the output.
    func react() {
        takeEvents()
        var output = ByteBuffer(capacity: 0)
        repeat {
            output.removeAll()
            session.takeOutput(into: &output, upTo: 32 * 1024)
            output.withBytes { bytes in
                for index in bytes.indices { unread.append(bytes[index]) }
            }
        } while output.isEmpty == false
        takeEvents()
        for frame in HTTP2Frame.parse(&unread) { read(frame) }
    }

    private func takeEvents() {
        while let event = session.nextEvent() {
            events.append(Self.describe(event))
            if let response = handler(event) { session.respond(to: Self.streamID(event), with: response) }
        }
    }

    private func read(_ frame: HTTP2Frame) {
        frames.append(frame)
        switch frame.kind {
        case .headers:
            let fields = decoder.decode(frame.payload)
            headers[frame.streamID] = fields
            for field in fields where field.0 == ":status" { statuses[frame.streamID, default: []].append(field.1) }
        case .data:
            bodies[frame.streamID, default: []] += frame.payload
        case .resetStream:
            resets[frame.streamID] = frame.number(at: 0)
        case .settings where acknowledges && frame.flags & HTTP2Frame.acknowledgement == 0:
            send(HTTP2Frame(kind: .settings, flags: HTTP2Frame.acknowledgement))
        default: break
        }
        if frame.kind == .headers || frame.kind == .data, frame.flags & HTTP2Frame.endStream != 0 {
            ended.insert(frame.streamID)
        }
    }

    static func streamID(_ event: Event) -> Int32 {
        switch event {
        case .head(let id, _, _), .request(let id, _, _), .reset(let id), .refused(let id, _): id
        }
    }

    static func describe(_ event: Event) -> String {
        switch event {
        case .head(let id, let head, let endOfStream):
            "head \(id) \(head.method) \(head.path)\(head.query.map { "?" + $0 } ?? "")\(endOfStream ? " end" : "")"
        case .request(let id, _, let body): "request \(id) of \(body.count)"
        case .reset(let id): "reset \(id)"
        case .refused(let id, let error): "refused \(id) \(error.status)"
        }
    }
}
