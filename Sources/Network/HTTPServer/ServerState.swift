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
    /// What connections may hold, those of other servers with the same budget included.
    let memory: MemoryBudget
    /// nil for plain HTTP.
    let credentials: TLSCredentials?
    private let atomicPhase = Atomic<ServerPhase>(.serving)
    /// The places of its connections.
    let places: ConnectionPlaces

    init(
        handler: any HTTPHandler,
        observer: any HTTPServerObserver,
        limits: HTTPServerLimits,
        credentials: TLSCredentials?,
        memory: MemoryBudget
    ) {
        self.handler = handler
        streamingHandler = handler as? any HTTPStreamingHandler
        self.observer = observer
        self.limits = limits
        places = ConnectionPlaces(limits.maximumConnections)
        self.credentials = credentials
        self.memory = memory
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
}
