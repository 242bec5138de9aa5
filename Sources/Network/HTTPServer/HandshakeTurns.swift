internal import EventLoop
internal import Sockets

/// Whose TLS handshake is next, where more begin than there is time for.
///
/// A peer needs no time at all to send a ClientHello that it has sent before, and we need a signature and a key exchange for
/// each. So a round of the loop begins a few handshakes only, in turn for each address: somebody who begins ten thousand a
/// second makes his own wait. Of one address the newest is next, since the older ones are the ones that have been given up, or
/// soon will be: served in order, all of them would be served too late.
///
/// Accepting goes on meanwhile, and ``PlaceLedger`` bounds who waits here. For the loop's thread only.
///
/// `@unchecked Sendable` for that reason.
final class HandshakeTurns: @unchecked Sendable {
    /// A connection that waits for its turn.
    // Safe: the continuation is resumed exactly once, by `resume`, which forgets it first.
    @safe final class Waiter {
        private var continuation: UnsafeContinuation<Void, Never>?

        fileprivate init(_ continuation: UnsafeContinuation<Void, Never>) { unsafe self.continuation = continuation }

        fileprivate var isWaiting: Bool { unsafe continuation != nil }

        /// Ends the wait.
        func resume() {
            guard let continuation = unsafe continuation else { return }
            unsafe self.continuation = nil
            unsafe continuation.resume()
        }
    }

    /// About two milliseconds of one core.
    static let perRound = 8

    private let loop: EventLoop
    /// Who waits, by address, the newest last; those that were sent away are still there.
    private var lines: [PeerAddress: [Waiter]] = [:]
    /// The addresses that have a line, the next one first.
    private var order: [PeerAddress] = []
    private var begun = 0
    private var round = LoopInstant.start
    private var isDealing = false

    init(_ loop: EventLoop) { self.loop = loop }

    /// Waits for the connection's turn to begin its handshake, or until it has to go.
    func wait(_ entry: ConnectionEntry) async {
        if loop.now != round {
            round = loop.now
            begun = 0
        }
        if order.isEmpty, begun < Self.perRound {
            begun += 1
            return
        }
        await unsafe withUnsafeContinuation { continuation in
            let waiter = unsafe Waiter(continuation)
            entry.turn = waiter
            add(waiter, of: entry.peer)
            if !isDealing {
                isDealing = true
                // It ends when nobody waits any more, and the server waits for all who do.
                Task(executorPreference: loop) { await self.deal() }
            }
        }
        entry.turn = nil
    }

    private func add(_ waiter: Waiter, of peer: PeerAddress) {
        guard lines[peer] != nil else {
            lines[peer] = [waiter]
            order.append(peer)
            return
        }
        lines[peer]?.append(waiter)
        // Under a flood the old ones are sent away and never get their turn: they must not pile up.
        let count = lines[peer]?.count ?? 0
        if count >= 64, count & (count - 1) == 0 { lines[peer]?.removeAll { !$0.isWaiting } }
    }

    private func deal() async {
        while !order.isEmpty {
            await loop.nextRound()
            round = loop.now
            begun = 0
            while begun < Self.perRound, let waiter = next() {
                begun += 1
                waiter.resume()
            }
        }
        isDealing = false
    }

    /// The newest of the next address that still waits.
    private func next() -> Waiter? {
        while let peer = order.first {
            order.removeFirst()
            while let waiter = lines[peer]?.popLast() {
                guard waiter.isWaiting else { continue }
                order.append(peer)
                return waiter
            }
            lines[peer] = nil
        }
        return nil
    }
}
