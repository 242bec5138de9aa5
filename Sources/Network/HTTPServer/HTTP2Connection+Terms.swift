internal import EventLoop
internal import HTTP

/// What an HTTP/2 connection's peer owes, since when, and until when.
extension HTTP2Connection {
    /// Long enough for the peer to read the answer and to stop by itself.
    private static let cutDelay = Duration.seconds(1)

    /// An answer that has gone out is what buys the connection time.
    func noteAnswers(_ session: HTTP2ServerSession) {
        guard session.answersSent != answersSent else { return }
        answersSent = session.answersSent
        let now = worker.loop.now
        idleDeadline = now.advanced(byNanoseconds: idleTime)
        answerDeadline = now.advanced(byNanoseconds: answerTime)
        guard session.successesSent != successesSent else { return }
        successesSent = session.successesSent
        entry.answered()
    }

    /// Starts the clocks of what has begun, and stops those of what has gone on: bytes alone buy the peer no time.
    func noteProgress(_ session: HTTP2ServerSession) {
        let now = worker.loop.now
        if let stream = session.streamBeingRead {
            if header?.stream != stream { header = (stream, Term(state.headerTimeout, from: now)) }
        } else {
            header = nil
        }
        // Those that have ended by themselves must not pile up until their time has come.
        if cutDeadlines.count > session.answeredEarly.count {
            cutDeadlines = cutDeadlines.filter { session.answeredEarly.contains($0.key) }
        }
        for stream in session.answeredEarly where cutDeadlines[stream] == nil {
            cutDeadlines[stream] = now.advanced(by: Self.cutDelay)
        }
        // Requests that are neither coming in nor waiting for their bodies have answers that the peer has no room for.
        guard session.openStreams > bodyTerms.count + session.answeredEarly.count + (isBeginning(session) ? 1 : 0)
        else {
            if !sendDeadlines.isEmpty { sendDeadlines = [:] }
            sendingSince = nil
            return
        }
        sendingSince = sendingSince ?? now
        let unsent = session.unsentAnswers
        // Whatever is unsent shares the connection. To take a few bytes now and then buys no time.
        let deadline = Channel.deadline(for: session.heldBytes, state.limits.writeTimeout, from: now)
        sendDeadlines = Dictionary(uniqueKeysWithValues: unsent.map { ($0, sendDeadlines[$0] ?? deadline) })
    }

    /// Whether the header of a request is coming in, and not the trailers of one that is counted already.
    private func isBeginning(_ session: HTTP2ServerSession) -> Bool {
        guard let stream = header?.stream else { return false }
        return bodyTerms[stream] == nil && !session.answeredEarly.contains(stream)
    }

    /// By when the connection must have done what its peer owes it.
    private func connectionDeadline(_ session: HTTP2ServerSession, isIdle: Bool) -> LoopInstant {
        var deadline = min(header?.term.deadline ?? .never, answerDeadline)
        if !sendDeadlines.isEmpty { deadline = min(deadline, sendDeadlines.values.min() ?? .never) }
        if isIdle { deadline = min(deadline, idleDeadline) }
        if !session.hasStarted { deadline = min(deadline, startDeadline) }
        return deadline
    }

    func deadline(_ session: HTTP2ServerSession, isIdle: Bool) -> LoopInstant {
        var deadline = connectionDeadline(session, isIdle: isIdle)
        if let body = bodyTerms.values.lazy.map({ $0.deadline }).min() { deadline = min(deadline, body) }
        if let cut = cutDeadlines.values.min() { deadline = min(deadline, cut) }
        if case .announced(let until) = shutdown { deadline = min(deadline, until) }
        return deadline
    }

    /// Does what a time's end asks for; false when that is the connection's end.
    func expire(_ session: HTTP2ServerSession) -> Bool {
        expireRequests(session)
        let isIdle = session.openStreams == 0
        guard connectionDeadline(session, isIdle: isIdle) <= worker.loop.now else {
            if isIdle { rest(session) }
            return true
        }
        session.abandon(.noError)
        return false
    }

    /// Gives back what many requests at once have left behind.
    private func rest(_ session: HTTP2ServerSession) {
        session.rest()
        if bodyTerms.isEmpty { bodyTerms = [:] }
        if cutDeadlines.isEmpty { cutDeadlines = [:] }
    }

    /// Since when the peer owes what is awaited: for the request that is oldest, not for the connection, which may be busy for
    /// hours.
    func noteOwing(_ session: HTTP2ServerSession) {
        let memory = entry.memory
        memory.isIdle = session.openStreams == 0
        guard !memory.isIdle else {
            memory.owedSince = idleSince ?? worker.loop.now
            return
        }
        var since = sendingSince ?? worker.loop.now
        if let body = bodyTerms.values.lazy.map({ $0.since }).min() { since = min(since, body) }
        if let header { since = min(since, header.term.since) }
        memory.owedSince = since
    }

    /// Answers the requests whose bodies did not come in time, and ends those that are answered already.
    private func expireRequests(_ session: HTTP2ServerSession) {
        let now = worker.loop.now
        for (stream, deadline) in cutDeadlines where deadline <= now {
            cutDeadlines[stream] = nil
            session.cut(stream)
        }
        for (stream, term) in bodyTerms where term.deadline <= now {
            bodyTerms[stream] = nil
            let error = HTTPError(status: 408, reason: "the request's body did not arrive in time")
            session.respond(to: stream, with: error.response)
            state.observer.requestAnswered(status: error.status, nanoseconds: 0)
        }
    }
}
