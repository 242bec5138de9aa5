internal import EventLoop
internal import Sockets
internal import Synchronization

/// A server's places, on whichever loop their connections are.
final class ConnectionPlaces: Sendable {
    /// A connection that has to end, so that another has its place.
    struct Eviction {
        let entry: ConnectionEntry
        /// Since when it waits.
        ///
        /// Where that has changed by the time that its loop hears of it, it has been answered and stays.
        let since: LoopInstant
        /// The places of its address.
        let held: Int
    }

    enum Admission {
        /// There is a place, where needed one that somebody else gives up; two do where one too many was spared.
        case admitted([Eviction])
        /// Too many are about to end already: ask again when some have.
        case later
        /// There is nobody who could be made to go.
        case nobody
    }

    private struct State {
        var ledger: PlaceLedger<ConnectionEntry>
        var leaving = 0
    }

    private let maximum: Int
    private let state: Mutex<State>
    /// What the ledger counts, to be read without its lock.
    private let held = Atomic<Int>(0)

    init(_ maximum: Int) {
        self.maximum = max(1, maximum)
        state = Mutex(State(ledger: PlaceLedger(places: max(1, maximum))))
    }

    /// How many connections there may be that have been told to end and have not done so yet: beside the places they need a
    /// descriptor each, and they end no faster than their loop comes to them.
    static func maximumLeaving(of places: Int) -> Int { 16 + places / 8 }

    /// Takes a place for a connection.
    func admit(_ entry: ConnectionEntry, at now: LoopInstant) -> Admission {
        state.withLock { state in
            var evictions: [Eviction] = []
            while state.ledger.count >= maximum, evictions.count < 2 {
                guard let found = evict(&state, at: now) else { break }
                evictions.append(found)
            }
            if state.ledger.count >= maximum, evictions.isEmpty { return state.leaving == 0 ? .nobody : .later }
            entry.state = .held
            state.ledger.add(entry)
            held.store(state.ledger.count, ordering: .relaxed)
            return .admitted(evictions)
        }
    }

    /// Chooses the connection that has to end since there is no descriptor for another one.
    ///
    /// - Returns: nil where there is none, or too many are about to end already.
    func evict(at now: LoopInstant) -> Eviction? {
        state.withLock { state in
            defer { held.store(state.ledger.count, ordering: .relaxed) }
            return evict(&state, at: now, isLast: true)
        }
    }

    /// Whether a connection was told to end and has not done so yet.
    var isAnybodyLeaving: Bool { state.withLock { $0.leaving > 0 } }

    private func evict(_ state: inout State, at now: LoopInstant, isLast: Bool = false) -> Eviction? {
        guard state.leaving < Self.maximumLeaving(of: maximum),
            let entry = state.ledger.evict(at: now, isLast: isLast)
        else { return nil }
        entry.state = .leaving
        state.leaving += 1
        return Eviction(entry: entry, since: entry.waitingSince, held: state.ledger.held(by: entry.peer) + 1)
    }

    /// Lets a connection stay that was to end.
    ///
    /// There may be one too many then, until new connections come: each makes up for one.
    func spare(_ entry: ConnectionEntry) {
        state.withLock { state in
            guard entry.state == .leaving else { return }
            state.leaving -= 1
            entry.state = .held
            state.ledger.add(entry)
            held.store(state.ledger.count, ordering: .relaxed)
        }
    }

    /// Takes back the place of a connection that has ended.
    func release(_ entry: ConnectionEntry) {
        state.withLock { state in
            switch entry.state {
            case .held:
                state.ledger.remove(entry)
                held.store(state.ledger.count, ordering: .relaxed)
            case .leaving: state.leaving -= 1
            case .new, .free: break
            }
            entry.state = .free
        }
    }

    /// Takes in that a connection's wait begins again although it had none (``LoopInstant/never``).
    func relist(_ entry: ConnectionEntry) {
        state.withLock { state in
            guard entry.state == .held else { return }
            state.ledger.remove(entry)
            state.ledger.add(entry)
        }
    }

    /// Takes in that a review from this address was answered with success.
    func noteAnswer(to address: PeerAddress, at now: LoopInstant) {
        state.withLock { $0.ledger.noteAnswer(to: address, at: now) }
    }

    /// The places of an address.
    func held(by address: PeerAddress) -> Int { state.withLock { $0.ledger.held(by: address) } }

    // MARK: Time

    /// The shortest time that a time-out is cut to.
    private static let leastTimeout = Duration.seconds(2)

    /// A time-out as it is now.
    func shortened(_ timeout: Duration) -> Duration {
        Self.shortened(timeout, held: held.load(ordering: .relaxed), of: maximum)
    }

    /// A time-out: whole while no more than half of the places are taken, from there on shorter, and two seconds where nine
    /// tenths are.
    static func shortened(_ timeout: Duration, held: Int, of maximum: Int) -> Duration {
        guard held * 2 > maximum, timeout > leastTimeout else { return timeout }
        let pressure = min(1, Double(held * 2 - maximum) / (Double(maximum) * 0.8))
        return timeout - (timeout - leastTimeout) * pressure
    }
}
