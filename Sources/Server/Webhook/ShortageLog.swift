internal import HTTPServer
internal import Logging
internal import Logs
internal import Synchronization

/// Tells of connections that there was no room for: the first at once, then what has come together in ten seconds.
///
/// Whoever reaches the port can cause thousands a second, so a line has their number, and the address that held most.
final class ShortageLog: Sendable {
    private struct State {
        var lastLine: UInt64?
        var evicted = 0
        var refused = 0
        var reasons: Set<ConnectionShortage.Reason> = []
        var worst: ConnectionShortage?
    }

    private let state = Mutex(State())
    private let listener: ConnectionMetrics.Listener
    private let logger: Logger
    private let now: @Sendable () -> UInt64

    private static let interval: UInt64 = 10_000_000_000

    init(listener: ConnectionMetrics.Listener, logger: Logger, now: @escaping @Sendable () -> UInt64) {
        self.listener = listener
        self.logger = logger
        self.now = now
    }

    func note(_ shortage: ConnectionShortage, isRefusal: Bool) {
        let now = now()
        let told = state.withLock { state -> State? in
            if isRefusal { state.refused += 1 } else { state.evicted += 1 }
            state.reasons.insert(shortage.reason)
            if shortage.held >= state.worst?.held ?? 0 { state.worst = shortage }
            if let last = state.lastLine, now &- last < Self.interval { return nil }
            let told = state
            state = State(lastLine: now)
            return told
        }
        guard let told, let worst = told.worst else { return }
        logger.warning(
            "there is no room for all connections: those that wait longest for their peers are ended; see who opens so many, or raise what is short",
            [
                .listener: "\(listener.rawValue)",
                .shortOf: "\(told.reasons.map(\.rawValue).sorted().joined(separator: ", "))",
                .evicted: .number(told.evicted),
                .refused: .number(told.refused),
                .mostHeldBy: "\(worst.peer)",
                .held: .number(worst.held),
            ]
        )
    }
}
