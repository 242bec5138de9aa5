internal import EventLoop

/// The time-outs of one exchange as points on the loop's clock.
struct Deadlines: Sendable {
    let loop: EventLoop
    let timeouts: HTTPClientTimeouts
    /// The end of the whole exchange.
    let total: LoopInstant
    /// The latest time at which a new connection must be ready.
    let connect: LoopInstant

    init(_ timeouts: HTTPClientTimeouts, on loop: EventLoop) {
        self.loop = loop
        self.timeouts = timeouts
        let now = loop.preciseNow()
        total = timeouts.total.map { now.advanced(by: $0) } ?? .never
        connect = min(total, now.advanced(by: timeouts.connect))
    }

    /// The same for a connection that is made from now on: one before it may have taken longer than that has time.
    var fromNow: Deadlines {
        let connect = min(total, loop.preciseNow().advanced(by: timeouts.connect))
        return Deadlines(loop: loop, timeouts: timeouts, total: total, connect: connect)
    }

    /// The same with the time for connecting as the end of everything: for what is said before there is a connection.
    var whileConnecting: Deadlines { Deadlines(loop: loop, timeouts: timeouts, total: connect, connect: connect) }

    private init(loop: EventLoop, timeouts: HTTPClientTimeouts, total: LoopInstant, connect: LoopInstant) {
        self.loop = loop
        self.timeouts = timeouts
        self.total = total
        self.connect = connect
    }

    /// The latest time for the next byte.
    var idle: LoopInstant { min(total, loop.preciseNow().advanced(by: timeouts.idle)) }

    /// What has run out, in words.
    func explanation(connecting: Bool) -> String {
        if total <= loop.preciseNow(), let limit = timeouts.total {
            return "the whole exchange took longer than \(limit)"
        }
        return connecting
            ? "connecting took longer than \(timeouts.connect)" : "nothing was received for \(timeouts.idle)"
    }
}
