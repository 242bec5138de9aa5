internal import EventLoop
internal import Sockets

/// What the worker knows of a connection, and the place that it has.
///
/// `@unchecked Sendable`: used on the connection's loop only, but for what ``Place`` says of itself.
final class ConnectionEntry: Place, @unchecked Sendable {
    let socket: Socket
    /// What it holds.
    let memory: ConnectionMemory
    private let places: ConnectionPlaces
    /// Whether it must go to make room for another.
    private(set) var isEvicted = false
    /// Whether an answer is being streamed to it.
    private(set) var isStreaming = false
    /// Its wait for the turn of its handshake.
    var turn: HandshakeTurns.Waiter?
    /// Whether there has been an answer since a request began last.
    private var mayBegin = false
    private var nextNote = LoopInstant.start

    /// How often an address is said to be answered, for each connection.
    private static let noteInterval = Duration.seconds(5)

    init(_ socket: Socket, peer: PeerAddress, memory: ConnectionMemory, places: ConnectionPlaces) {
        self.socket = socket
        self.memory = memory
        self.places = places
        super.init(peer: peer, at: socket.loop.now)
    }

    /// Takes in that a request has begun on the connection, which was idle.
    ///
    /// Its wait begins anew, but once for each answer: a kept connection must not go in the middle of a request because it was
    /// idle before.
    func began() {
        guard mayBegin else { return }
        mayBegin = false
        wait(since: socket.loop.now)
    }

    /// Takes in that a request was answered with success, and that the peer has taken the answer.
    func answered() {
        let now = socket.loop.now
        mayBegin = true
        wait(since: now)
        guard now >= nextNote else { return }
        nextNote = now.advanced(by: Self.noteInterval)
        places.noteAnswer(to: peer, at: now)
    }

    /// Takes in that the peer waits for us, for as long as an answer is streamed.
    func beginStream() {
        isStreaming = true
        wait(since: .never)
    }

    /// Takes in that the streamed answer has come to its end.
    func endStream() {
        isStreaming = false
        wait(since: socket.loop.now)
        places.relist(self)
    }

    /// Ends the connection at once, whatever it waits for; on its loop.
    func evict() {
        isEvicted = true
        socket.abort()
        turn?.resume()
    }
}
