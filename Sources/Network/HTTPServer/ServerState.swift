internal import HTTP
internal import Synchronization

/// How far a server has come in its life.
enum ServerPhase: UInt8, AtomicRepresentable, Comparable {
    /// Serving.
    case serving
    /// Serving, but each HTTP/1.1 response asks the client to connect anew, elsewhere.
    case draining
    /// Accepting nothing more; idle connections go, requests in flight are finished.
    case closing
    /// What is left is cut.
    case aborting

    static func < (a: ServerPhase, b: ServerPhase) -> Bool { a.rawValue < b.rawValue }
}

/// What all connections of a server share.
final class ServerState: Sendable {
    let handler: any HTTPHandler
    /// The handler where it can stream, which Pullpass' own cannot.
    let streamingHandler: (any HTTPStreamingHandler)?
    let observer: any HTTPServerObserver
    let limits: HTTPServerLimits
    /// nil for plain HTTP.
    let credentials: TLSCredentials?
    private let atomicPhase = Atomic<ServerPhase>(.serving)
    /// The places of its connections.
    let places: ConnectionPlaces
    private let bufferedBytes = Atomic<Int>(0)

    init(
        handler: any HTTPHandler,
        observer: any HTTPServerObserver,
        limits: HTTPServerLimits,
        credentials: TLSCredentials?
    ) {
        self.handler = handler
        streamingHandler = handler as? any HTTPStreamingHandler
        self.observer = observer
        self.limits = limits
        places = ConnectionPlaces(limits.maximumConnections)
        self.credentials = credentials
    }

    var phase: ServerPhase { atomicPhase.load(ordering: .acquiring) }

    /// Moves on to a later phase; never back.
    func advance(to phase: ServerPhase) {
        var current = self.phase
        while current < phase {
            let (exchanged, original) = atomicPhase.compareExchange(
                expected: current,
                desired: phase,
                ordering: .acquiringAndReleasing
            )
            if exchanged { return }
            current = original
        }
    }

    // MARK: Time-outs, shorter where places run short

    var handshakeTimeout: Duration { places.shortened(limits.handshakeTimeout) }
    var headerTimeout: Duration { places.shortened(limits.headerTimeout) }
    var bodyTimeout: Duration { places.shortened(limits.bodyTimeout) }

    // MARK: Memory

    /// Takes `count` bytes out of the budget for unfinished bodies; false when they are not there.
    func reserve(_ count: Int) -> Bool {
        let (_, total) = bufferedBytes.wrappingAdd(count, ordering: .relaxed)
        if total <= limits.maximumBufferedBytes { return true }
        bufferedBytes.wrappingSubtract(count, ordering: .relaxed)
        return false
    }

    func unreserve(_ count: Int) { bufferedBytes.wrappingSubtract(count, ordering: .relaxed) }
}

/// A connection's share of the budget for unfinished bodies; given back when it goes away.
struct BodyReservation: ~Copyable {
    private let state: ServerState
    private var reserved = 0
    /// Bodies below this are the small change of every connection.
    static let threshold = 64 * 1024

    init(_ state: ServerState) { self.state = state }

    deinit { if reserved > 0 { state.unreserve(reserved) } }

    /// Makes the share `count` bytes large; false (and unchanged) when the budget does not have them.
    mutating func resize(to count: Int) -> Bool {
        let wanted = count < Self.threshold ? 0 : count
        if wanted > reserved {
            guard state.reserve(wanted - reserved) else { return false }
        } else if wanted < reserved {
            state.unreserve(reserved - wanted)
        }
        reserved = wanted
        return true
    }
}
