import HTTP

/// A session of the server that gets a script, answers, and is held to what it promises at each step.
struct HTTP2SessionRun {
    private let session: HTTP2ServerSession
    private let limits: HTTPLimits
    private var reader = HTTP2FrameReader()
    private var windows = HTTP2Windows()
    /// What is known of each request.
    private var requests: [Int32: Request] = [:]
    private var answers = 0
    private var lastStream: Int32 = 0
    private let emptyBytes: Int
    private var hasFailed = false
    private var received = 0
    private var shutdownSteps = 0

    private struct Request {
        var contentLength: Int?
        var isAnswered = false
        var isOver = false
        var bodyBytes = 0
    }

    init(_ limits: HTTPLimits) throws(BrokenPromise) {
        self.limits = limits
        do throws(HTTPError) { session = try HTTP2ServerSession(limits: limits) } catch {
            throw BrokenPromise("a session starts: \(error)")
        }
        emptyBytes = session.heldBytes
    }

    mutating func run(_ script: HTTP2Script) throws(BrokenPromise) {
        for step in script.steps {
            switch step {
            case .send(let bytes):
                received += bytes.count
                windows.sent(bytes)
                do throws(HTTPError) { try session.receive(bytes.span) } catch { try failed(error) }
            case .react: try react()
            case .cut(let stream): session.cut(stream)
            case .shed:
                if let shed = session.shed() {
                    requests[shed]?.isAnswered = true
                    answers += 1
                }
            case .shutDown: try shutDown()
            }
            try checkMemory()
        }
        try react()
        try end()
    }

    /// The steps to the end, one at a time, and what they say goes out at once.
    private mutating func shutDown() throws(BrokenPromise) {
        switch shutdownSteps {
        case 0: session.announceShutdown()
        case 1: session.finishShutdown()
        case 2: session.refuseIncomplete()
        default: return
        }
        shutdownSteps += 1
        try react()
    }

    private mutating func failed(_ error: HTTPError) throws(BrokenPromise) {
        hasFailed = true
        try hold((400...599).contains(error.status), "an error has a status: \(error)")
        try hold(session.nextEvent() == nil, "after an error nothing happens any more")
    }

    private mutating func react() throws(BrokenPromise) {
        try takeEvents()
        var output = ByteBuffer(capacity: 0)
        var rounds = 0
        repeat {
            output.removeAll()
            session.takeOutput(into: &output, upTo: 4096)
            try hold(
                output.count <= 4096 + 16_384 + 9,
                "no more is taken than was asked for, and a frame: \(output.count)"
            )
            try reader.receive(output.withBytes { bytes in bytes.indices.map { bytes[$0] } })
            rounds += 1
            try hold(rounds < 10_000, "output comes to an end")
        } while !output.isEmpty
        try reader.checkEnd()
        try reader.check(windows)
        try takeEvents()
    }

    private mutating func takeEvents() throws(BrokenPromise) {
        while let event = session.nextEvent() {
            switch event {
            case .head(let id, let head, let endOfStream):
                try hold(
                    id > lastStream && id % 2 == 1,
                    "requests come in the order of their streams: \(lastStream), \(id)"
                )
                lastStream = id
                try HTTP1RequestTrace.Head(head).check(limits)
                try hold(head.version == .http2, "a request of HTTP/2 says so")
                requests[id] = Request(contentLength: head.contentLength)
                // Some are answered before their bodies have come.
                if !endOfStream, id % 4 == 1, head.path == "/" { answer(id) }
            case .request(let id, let head, let body):
                guard let request = requests[id], !request.isOver else {
                    throw BrokenPromise("a header comes before its request")
                }
                try hold(!request.isAnswered, "what is answered is not asked again")
                try hold(body.count <= limits.maximumBodyBytes, "a body is within its limit: \(body.count)")
                if let length = head.contentLength {
                    try holdEqual(length, body.count, "a body is as long as announced")
                }
                answer(id)
            case .reset(let id):
                guard let request = requests[id] else { throw BrokenPromise("only what is known is told to be gone") }
                try hold(!request.isAnswered && !request.isOver, "of what is answered nothing is told any more")
                requests[id]?.isOver = true
            case .refused(let id, let error):
                try hold((400...599).contains(error.status), "a refusal has a status")
                requests[id, default: Request()].isAnswered = true
                lastStream = max(lastStream, id)
                answers += 1
            }
        }
    }

    private mutating func answer(_ id: Int32) {
        requests[id]?.isAnswered = true
        answers += 1
        let body = [UInt8](repeating: 0x61, count: Int(id) * 700 % 20_000)
        requests[id]?.bodyBytes = body.count
        session.respond(to: id, with: HTTPResponse(status: 200, fields: [("X-Stream", "\(id)")], body: body))
    }

    private func checkMemory() throws(BrokenPromise) {
        let held = session.heldBytes
        try hold(held >= 0 && session.heldBodyBytes >= 0, "memory is not held less than not at all: \(held)")
        let bodies = 2 * max(limits.maximumBufferedBytes, limits.maximumBodyBytes)
        try hold(session.heldBodyBytes <= bodies + received, "bodies are within their budget: \(session.heldBodyBytes)")
        try hold(
            session.openStreams <= limits.maximumConcurrentStreams + 1,
            "streams are within their limit: \(session.openStreams)"
        )
        let header = limits.maximumHeaderBytes * 3 + 8192
        let bound = emptyBytes + 256 * 1024 + received * 40 + (session.openStreams + 1) * (header + 20_000)
        try hold(held <= bound, "what is held is bounded by what has come: \(held) of \(bound)")
    }

    private mutating func end() throws(BrokenPromise) {
        try hold(
            session.answersSent <= answers,
            "no more answers go out than were given: \(session.answersSent) of \(answers)"
        )
        try hold(session.successesSent <= session.answersSent, "successes are answers")
        for (id, request) in requests where request.isAnswered {
            let (bytes, isEnded) = reader.answer(id)
            try hold(bytes <= max(request.bodyBytes, 512), "no more of an answer is sent than there is: \(bytes)")
            if isEnded, request.bodyBytes > 512 {
                try holdEqual(bytes, request.bodyBytes, "an answer that has ended is whole")
            }
        }
        guard session.openStreams == 0, !hasFailed else { return }
        try holdEqual(session.heldBodyBytes, 0, "without requests no bodies are held")
        let kept = session.heldBytes - emptyBytes
        try hold(kept <= 96 * 1024 + received * 4, "without requests little is held: \(kept)")
    }
}
