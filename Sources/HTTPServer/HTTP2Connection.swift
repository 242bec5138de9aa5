internal import HTTP
internal import Sockets

/// One HTTP/2 connection: a task that feeds the session, answers inline, and writes at once what has come together.
final class HTTP2Connection {
    private let channel: Channel
    private let entry: ConnectionEntry
    private let worker: LoopWorker
    private let state: ServerState
    /// By when each request that is not complete yet must be.
    private var bodyDeadlines: [Int32: LoopInstant] = [:]
    private var idleDeadline: LoopInstant
    private var shutdown = Shutdown.none

    private enum Shutdown {
        case none
        /// GOAWAY with the largest stream number is out: requests that crossed it are still taken until the deadline.
        case announced(until: LoopInstant)
        /// GOAWAY with the last stream is out.
        case final
    }

    /// What one round of writing gathers: four full TLS records.
    private static let writeSize = 64 * 1024

    init(channel: Channel, entry: ConnectionEntry, worker: LoopWorker) {
        self.channel = channel
        self.entry = entry
        self.worker = worker
        state = worker.state
        idleDeadline = worker.loop.now.advanced(by: worker.state.limits.headerTimeout)
    }

    /// Serves until the connection ends; the channel is closed then.
    ///
    /// - Parameter received: what was read from the connection already.
    func serve(received: consuming ByteBuffer) async {
        guard let session = try? HTTP2ServerSession(limits: state.limits.messages) else { return }
        var reservation = BodyReservation(state)
        var input = received
        var isGoingOn = feed(session, &input)
        var output = ByteBuffer(capacity: 4096)
        while isGoingOn {
            answerRequests(session)
            if !reservation.resize(to: session.heldBodyBytes) { session.abandon(.enhanceYourCalm) }
            shutDownIfAsked(session)
            guard await flush(session, &output), !session.isFinished, state.phase < .aborting else { break }
            isGoingOn = await receive(session, &input)
        }
        // What the session still has to say is why it ends.
        _ = await flush(session, &output)
        worker.give(back: input)
        await channel.finishLingering()
    }

    // MARK: Requests

    private func answerRequests(_ session: HTTP2ServerSession) {
        while let event = session.nextEvent() {
            switch event {
            case .head(let stream, let head, let endOfStream):
                if let early = state.handler.earlyResponse(to: head) {
                    session.respond(to: stream, with: early)
                    state.observer.requestAnswered(status: early.status, nanoseconds: 0)
                } else if !endOfStream {
                    bodyDeadlines[stream] = worker.loop.now.advanced(by: state.limits.bodyTimeout)
                }
            case .request(let stream, let head, let body):
                bodyDeadlines[stream] = nil
                let start = worker.loop.preciseNow()
                let response = state.handler.respond(to: head, body: body.span)
                session.respond(to: stream, with: response)
                let elapsed = worker.loop.preciseNow().nanoseconds(since: start)
                state.observer.requestAnswered(status: response.status, nanoseconds: elapsed)
            case .reset(let stream): bodyDeadlines[stream] = nil
            case .refused(let stream, let error):
                bodyDeadlines[stream] = nil
                state.observer.requestAnswered(status: error.status, nanoseconds: 0)
            }
        }
    }

    /// Answers the requests whose bodies did not come in time.
    private func expireRequests(_ session: HTTP2ServerSession) {
        let now = worker.loop.now
        for (stream, deadline) in bodyDeadlines where deadline <= now {
            bodyDeadlines[stream] = nil
            let error = HTTPError(status: 408, reason: "the request's body did not arrive in time")
            session.respond(to: stream, with: error.response)
            state.observer.requestAnswered(status: error.status, nanoseconds: 0)
        }
    }

    // MARK: Bytes

    private func flush(_ session: HTTP2ServerSession, _ output: inout ByteBuffer) async -> Bool {
        while true {
            session.takeOutput(into: &output, upTo: Self.writeSize)
            if output.isEmpty { return true }
            guard await channel.write(&output, timeout: state.limits.writeTimeout) else { return false }
            output.shrink(toCapacity: 4096)
        }
    }

    /// Waits for bytes and feeds them; false when the connection is over.
    private func receive(_ session: HTTP2ServerSession, _ input: inout ByteBuffer) async -> Bool {
        let isIdle = session.openStreams == 0
        noteIdle(isIdle)
        switch await channel.read(into: &input, until: deadline(isIdle: isIdle), interruptible: true) {
        case .closed: return false
        case .interrupted: return true
        case .timedOut: return expire(session, isIdle: isIdle)
        case .bytes: return feed(session, &input)
        }
    }

    /// Gives the session what has arrived; false when it is beyond saving and has queued a GOAWAY with the reason.
    private func feed(_ session: HTTP2ServerSession, _ input: inout ByteBuffer) -> Bool {
        let isGood = input.withBytes { bytes in (try? session.receive(bytes)) != nil }
        input.removeAll()
        return isGood
    }

    private func noteIdle(_ isIdle: Bool) {
        if !isIdle {
            entry.idleSince = nil
        } else if entry.idleSince == nil {
            entry.idleSince = worker.loop.now
            // The first idle time is the wait for the client's preface and request.
            idleDeadline = max(idleDeadline, worker.loop.now.advanced(by: state.limits.idleTimeout))
        }
    }

    private func deadline(isIdle: Bool) -> LoopInstant {
        var deadline = isIdle ? idleDeadline : bodyDeadlines.values.min()
        // Only answers are open, and the peer gives no room for them: it has the write time-out to do so.
        if deadline == nil { deadline = worker.loop.now.advanced(by: state.limits.writeTimeout) }
        if case .announced(let until) = shutdown { deadline = min(deadline ?? until, until) }
        return deadline ?? .never
    }

    private func expire(_ session: HTTP2ServerSession, isIdle: Bool) -> Bool {
        if case .announced(let until) = shutdown, until <= worker.loop.now { return true }
        if !isIdle, !bodyDeadlines.isEmpty {
            expireRequests(session)
            return true
        }
        session.abandon(.noError)
        return false
    }

    // MARK: Shutdown

    private func shutDownIfAsked(_ session: HTTP2ServerSession) {
        switch shutdown {
        case .none where state.phase >= .closing || entry.isEvicted:
            session.announceShutdown()
            // One round trip, generously: what the client sent before it saw the announcement is still served.
            shutdown = .announced(until: worker.loop.now.advanced(by: .milliseconds(500)))
        case .announced(let until) where until <= worker.loop.now:
            session.finishShutdown()
            shutdown = .final
        default: break
        }
    }
}
