internal import EventLoop
internal import HTTP

/// One HTTP/2 connection: a task that feeds the session, answers inline, and writes at once what has come together.
final class HTTP2Connection {
    private let channel: Channel
    let entry: ConnectionEntry
    let worker: LoopWorker
    let state: ServerState
    /// What each request that is not complete yet has of time.
    var bodyTerms: [Int32: Term] = [:]
    /// Until when the peer may end the body of a request that has been answered already.
    var cutDeadlines: [Int32: LoopInstant] = [:]
    /// By when the next request must have been answered, whatever the peer does in between; and by when it must have begun.
    var answerDeadline: LoopInstant
    var idleDeadline: LoopInstant
    // In nanoseconds: sums of `Duration` are 128 bits wide, which is much for each answer.
    let idleTime: UInt64
    let answerTime: UInt64
    private var wasIdle = false
    var answersSent = 0
    var successesSent = 0
    /// By when the client's preface must have come.
    let startDeadline: LoopInstant
    /// The stream whose header is coming in, and what it has of time.
    var header: (stream: Int32, term: Term)?
    /// By when the peer must have taken the answers that it had no window for.
    var sendDeadlines: [Int32: LoopInstant] = [:]
    /// Since when there has always been such an answer.
    var sendingSince: LoopInstant?
    /// Since when there has been no request; nil while there is one.
    var idleSince: LoopInstant?
    var shutdown = Shutdown.none

    /// Since when the peer owes something, and by when.
    struct Term {
        let since: LoopInstant
        let deadline: LoopInstant

        init(_ time: Duration, from now: LoopInstant) {
            since = now
            deadline = now.advanced(by: time)
        }
    }

    enum Shutdown {
        case none
        /// GOAWAY with the largest stream number is out: requests that crossed it are still taken until the deadline.
        case announced(until: LoopInstant)
        /// GOAWAY with the last stream is out.
        case final
    }

    /// How long a connection may do without a request that is answered, beside the time for a body.
    private static let barrenTime = Duration.seconds(30)

    /// After so long without a request a connection gives back what it can get again.
    private static let restDelay = Duration.seconds(1)

    /// What one round of writing gathers: four full TLS records.
    private static let writeSize = 64 * 1024

    /// So many reads are answered by one write, where more has always arrived: some 150 KB, so that the first answer does not wait long.
    private static let readsAWrite = 8

    /// For so many nanoseconds requests are answered before the others on the loop have their turn.
    private static let turn: UInt64 = 2_000_000

    init(channel: Channel, entry: ConnectionEntry, worker: LoopWorker) {
        self.channel = channel
        self.entry = entry
        self.worker = worker
        state = worker.state
        let limits = worker.state.limits
        let now = worker.loop.now
        startDeadline = now.advanced(by: worker.state.headerTimeout)
        answerDeadline = now.advanced(by: Self.barrenTime + limits.bodyTimeout)
        // The first idle time is the wait for the client's first request.
        idleDeadline = now.advanced(by: limits.idleTimeout)
        idleTime = idleDeadline.nanoseconds(since: now)
        answerTime = answerDeadline.nanoseconds(since: now) + idleTime
    }

    /// Serves until the connection ends; the session and what it holds are gone then, and the channel is still open.
    ///
    /// - Parameter received: what was read from the connection already.
    func serve(received: consuming ByteBuffer) async {
        guard let session = makeSession() else { return }
        var input = received
        var isGoingOn = feed(session, &input)
        var output = worker.outputs.take()
        var reads = 0
        while isGoingOn {
            guard await answerRequests(session, &output) else { break }
            // What has arrived meanwhile is answered by the same write.
            if reads < Self.readsAWrite, channel.readArrived(into: &input) {
                reads += 1
                isGoingOn = feed(session, &input)
                if isGoingOn { continue }
            }
            reads = 0
            if !isSettled(session, input.capacity, output.capacity) { _ = await makeRoom(for: session) }
            shutDownIfAsked(session)
            guard await flush(session, &output), !session.isFinished, state.phase < .aborting else { break }
            noteAnswers(session)
            isGoingOn = await receive(session, &input, &output)
        }
        cutShort(session)
        // What the session still has to say is why it ends.
        _ = await flush(session, &output)
        worker.pool.give(back: input)
        worker.outputs.give(back: output)
    }

    @inline(never) private func makeSession() -> HTTP2ServerSession? {
        try? HTTP2ServerSession(limits: state.limits.messages)
    }

    // MARK: Memory

    /// Makes the account agree with what is held; false where the budget does not have it.
    private func isSettled(_ session: HTTP2ServerSession, _ input: Int, _ output: Int) -> Bool {
        let memory = entry.memory
        memory.input = input
        memory.output = output
        memory.message = session.heldBytes
        return memory.settle()
    }

    /// Makes room for what the session holds: where others cannot go for it, at the expense of its own requests, the largest
    /// first, and in the end of the connection.
    ///
    /// - Returns: false where that end has come.
    private func makeRoom(for session: HTTP2ServerSession) async -> Bool {
        noteOwing(session)
        while !(await worker.settle(entry.memory)) {
            guard !entry.memory.isRevoked, let stream = session.shed() else {
                session.abandon(.enhanceYourCalm)
                return false
            }
            bodyTerms[stream] = nil
            state.observer.requestAnswered(status: 503, nanoseconds: 0)
            entry.memory.message = session.heldBytes
        }
        return true
    }

    // MARK: Requests

    /// Answers what has come.
    ///
    /// A few bytes end 250 bodies at once, whose answers may be a hundred times as large together: they are sent, or counted, in
    /// portions, and the others on this loop have their turn in between.
    ///
    /// - Returns: false when the connection is over.
    @inline(never) private func answerRequests(_ session: HTTP2ServerSession, _ output: inout ByteBuffer) async -> Bool
    {
        var unsettled = 0
        var busy: UInt64 = 0
        while let work = answerNext(session) {
            unsettled += work.bytes
            busy += work.nanoseconds
            if unsettled >= Self.writeSize {
                unsettled = 0
                guard await flush(session, &output) else { return false }
                noteAnswers(session)
                entry.memory.message = session.heldBytes
                if !entry.memory.settle() { guard await makeRoom(for: session) else { return true } }
            }
            if busy >= Self.turn {
                busy = 0
                await worker.loop.nextRound()
            }
        }
        return true
    }

    /// What an answer came to.
    private struct Work {
        var bytes = 0
        var nanoseconds: UInt64 = 0
    }

    /// Answers the next of what has come; nil where there is no more.
    ///
    /// Not a part of ``answerRequests``: what stands in an `async` function's frame is held for as long as the connection is.
    @inline(never) private func answerNext(_ session: HTTP2ServerSession) -> Work? {
        guard let event = session.nextEvent() else { return nil }
        var work = Work()
        switch event {
        case .head(let stream, let head, let endOfStream):
            if let early = state.handler.earlyResponse(to: head) {
                session.respond(to: stream, with: early)
                state.observer.requestAnswered(status: early.status, nanoseconds: 0)
            } else if !endOfStream {
                bodyTerms[stream] = Term(state.bodyTimeout, from: worker.loop.now)
            }
        case .request(let stream, let head, let body):
            bodyTerms[stream] = nil
            let start = worker.loop.preciseNow()
            let response = state.handler.respond(to: head, body: body.span)
            session.respond(to: stream, with: response)
            work.nanoseconds = worker.loop.preciseNow().nanoseconds(since: start)
            work.bytes = response.body.count
            state.observer.requestAnswered(status: response.status, nanoseconds: work.nanoseconds)
        case .reset(let stream): bodyTerms[stream] = nil
        case .refused(let stream, let error):
            bodyTerms[stream] = nil
            state.observer.requestAnswered(status: error.status, nanoseconds: 0)
        }
        return work
    }

    // MARK: Bytes

    @inline(never) private func flush(_ session: HTTP2ServerSession, _ output: inout ByteBuffer) async -> Bool {
        while true {
            session.takeOutput(into: &output, upTo: Self.writeSize)
            if output.isEmpty { return true }
            guard await channel.write(&output, timeout: state.limits.writeTimeout) else { return false }
            output.shrink(toCapacity: worker.outputs.size)
            entry.memory.output = output.capacity
        }
    }

    /// Waits for bytes and feeds them; false when the connection is over.
    @inline(never) private func receive(
        _ session: HTTP2ServerSession,
        _ input: inout ByteBuffer,
        _ output: inout ByteBuffer
    ) async -> Bool {
        guard let until = beginWait(session, &output) else { return false }
        let outcome = await channel.read(into: &input, until: until, interruptible: true)
        if outcome == .interrupted, entry.isEvicted {
            // What has come before the peer can know that the connection ends: complete requests are answered.
            if await channel.read(into: &input, until: .never, interruptible: true) == .bytes {
                _ = endWait(.bytes, session, &input, &output)
            }
            return true
        }
        return endWait(outcome, session, &input, &output)
    }

    /// Makes ready for a wait, during which the connection holds no buffer that is empty.
    ///
    /// - Returns: until when to wait; nil where the connection ends instead.
    @inline(never) private func beginWait(_ session: HTTP2ServerSession, _ output: inout ByteBuffer) -> LoopInstant? {
        if entry.isEvicted { return nil }
        // What sending has ended: a request that the peer has broken must not be waited for, nor counted as late.
        while answerNext(session) != nil {}
        let isIdle = session.openStreams == 0
        if wasIdle, !isIdle { entry.began() }
        wasIdle = isIdle
        idleSince = isIdle ? idleSince ?? worker.loop.now : nil
        noteProgress(session)
        noteOwing(session)
        worker.outputs.reclaim(&output)
        entry.memory.output = 0
        entry.memory.message = session.heldBytes
        let deadline = deadline(session, isIdle: isIdle)
        // Not at once: what is given back costs a busy connection a system call, and as much to get it again.
        return isIdle && session.canRest ? min(deadline, worker.loop.now.advanced(by: Self.restDelay)) : deadline
    }

    /// Takes in how a wait has ended; false when the connection is over.
    @inline(never) private func endWait(
        _ outcome: ReadOutcome,
        _ session: HTTP2ServerSession,
        _ input: inout ByteBuffer,
        _ output: inout ByteBuffer
    ) -> Bool {
        worker.outputs.supply(&output)
        switch outcome {
        case .closed: return false
        case .refused:
            session.abandon(.enhanceYourCalm)
            return false
        case .interrupted: return !entry.memory.isRevoked
        case .timedOut: return expire(session)
        case .bytes: return feed(session, &input)
        }
    }

    /// Gives the session what has arrived; false when it is beyond saving and has queued a GOAWAY with the reason.
    private func feed(_ session: HTTP2ServerSession, _ input: inout ByteBuffer) -> Bool {
        let isGood = input.withBytes { bytes in (try? session.receive(bytes)) != nil }
        input.removeAll()
        return isGood
    }

    // MARK: Shutdown

    private func shutDownIfAsked(_ session: HTTP2ServerSession) {
        switch shutdown {
        case .none where state.phase >= .closing:
            session.announceShutdown()
            // One round trip, generously: what the client sent before it saw the announcement is still served.
            shutdown = .announced(until: worker.loop.now.advanced(by: .milliseconds(500)))
        case .announced(let until) where until <= worker.loop.now:
            session.finishShutdown()
            shutdown = .final
        default: break
        }
    }

    /// Says why the connection ends, where it is this side that does not wait for its requests any longer.
    @inline(never) private func cutShort(_ session: HTTP2ServerSession) {
        if entry.memory.isRevoked {
            session.abandon(.enhanceYourCalm)
        } else if entry.isEvicted || state.phase >= .aborting {
            session.finishShutdown()
            session.refuseIncomplete()
        }
    }
}
