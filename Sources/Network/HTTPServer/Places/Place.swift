internal import EventLoop
internal import Sockets
internal import Synchronization

/// One of a server's places, taken by one connection.
///
/// `@unchecked Sendable`: ``waitingSince`` is atomic and set on the connection's loop; the rest belongs to
/// the ledger that the place is in, and is used under its lock.
class Place: @unchecked Sendable, Queueable {
    /// Who has it.
    let peer: PeerAddress
    private let waiting: Atomic<UInt64>

    // The ledger's.
    /// What ``waitingSince`` was when the ledger looked last.
    var order: UInt64
    var queuePosition = 0
    var state = State.new

    enum State {
        case new
        /// It counts.
        case held
        /// It has been given to somebody else, and its connection is about to end.
        case leaving
        /// Its connection has ended.
        case free
    }

    init(peer: PeerAddress, at now: LoopInstant) {
        self.peer = peer
        waiting = Atomic(now.nanoseconds)
        order = now.nanoseconds
    }

    /// Since when the connection waits for its peer.
    ///
    /// Since it was accepted, or since the last request of it that was answered with success, answer and all;
    /// ``LoopInstant/never`` while the peer waits for us.
    ///
    /// Nothing else moves it: bytes that trickle, a handshake that goes on, a header of which a part has come, streams that
    /// are opened and given up.
    var waitingSince: LoopInstant { LoopInstant(nanoseconds: waiting.load(ordering: .relaxed)) }

    /// Starts the wait anew; on the connection's loop.
    func wait(since now: LoopInstant) { waiting.store(now.nanoseconds, ordering: .relaxed) }
}
