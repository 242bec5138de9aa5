internal import EventLoop
internal import Sockets
internal import Synchronization

/// What one connection holds, and has of the budget.
///
/// For the loop's thread only, but for ``charged`` and ``revoke()``.
final class ConnectionMemory {
    /// The read buffer, while it is not in the pool.
    var input = 0
    /// The buffer of what is being sent.
    var output = 0
    /// What the protocol holds: a header, a body that stands elsewhere, an HTTP/2 session.
    var message = 0
    /// What OpenSSL holds.
    var tls = 0
    /// What the kernel may hold for a peer that takes nothing: it keeps what is sent, and nobody reads what comes.
    var kernel = 0

    /// Since when the peer owes what is waited for: the rest of a message, or the taking of an answer.
    ///
    /// Bytes alone do not set it back. For a connection without a message, since when it has none.
    var owedSince: LoopInstant
    /// Whether nothing is owed but the next request.
    var isIdle = true
    /// Whether the connection waits for its peer now: only then can it be ended.
    var isWaiting = false

    /// Whose it is.
    let peer: PeerAddress
    private let budget: MemoryBudget
    private let account = Atomic<Int>(0)

    /// A socket, a task and their places in tables; measured with 1,900 connections that send nothing to a plain port.
    static let ownBytes = 6 * 1024
    /// A change below this costs no look at the budget.
    static let step = 4096
    /// A connection that holds up to this for its message may use what is kept for small ones: a review of 64 KiB, in a
    /// buffer that had to grow for it.
    static let smallMessage = 96 * 1024
    /// What ``account`` says once the connection has to go.
    private static let revoked = -1

    init(_ budget: MemoryBudget, of peer: PeerAddress, now: LoopInstant) {
        self.peer = peer
        self.budget = budget
        owedSince = now
    }

    deinit { revoke() }

    /// What is taken of the budget, in whole steps.
    var charged: Int { max(0, account.load(ordering: .relaxed)) }

    /// Whether the connection has to go, to make room for others; what it holds is counted no more.
    var isRevoked: Bool { account.load(ordering: .relaxed) == Self.revoked }

    /// What belongs to the message under way, beyond what an idle connection holds.
    var messageBytes: Int { input + output + message }

    /// Whether the message is small enough for the reserve.
    var isSmall: Bool { messageBytes <= Self.smallMessage }

    private var wanted: Int {
        (Self.ownBytes + tls + kernel + messageBytes + Self.step - 1) / Self.step * Self.step
    }

    /// Makes the account agree with what is held; false where the budget does not have it, and then nothing has changed.
    func settle() -> Bool {
        let charged = account.load(ordering: .relaxed)
        let wanted = wanted
        if wanted == charged { return true }
        guard charged != Self.revoked else { return false }
        if wanted > charged, !budget.take(wanted - charged, isSmall: isSmall) { return false }
        guard account.compareExchange(expected: charged, desired: wanted, ordering: .relaxed).exchanged else {
            if wanted > charged { budget.give(wanted - charged) }
            return false
        }
        if wanted < charged { budget.give(charged - wanted) }
        return true
    }

    /// The bytes that must become free for ``settle()`` to succeed.
    var shortage: Int { budget.shortage(of: max(0, wanted - charged), isSmall: isSmall) }

    /// Counts the memory as free at once, although the connection has yet to end; from any thread.
    ///
    /// - Returns: how much that is.
    @discardableResult func revoke() -> Int {
        let charged = max(0, account.exchange(Self.revoked, ordering: .relaxed))
        budget.give(charged)
        return charged
    }
}
