internal import CLinux

/// What the loop knows of one descriptor: which edges the kernel reported, and who waits for them.
///
/// For the loop's thread only, and for one waiting task at a time.
final class Watch {
    // Edge-triggered: an event that nobody waited for is remembered, or it would be lost.
    private var isReadable = false
    private var isWritable: Bool
    private var waiter: Waiter?
    private var interruptIsPending = false
    private var isAborted = false

    // Safe: the continuation is resumed exactly once, by `resume(with:)`, which forgets the waiter first.
    @safe private struct Waiter {
        let interest: Socket.Interest
        let deadline: LoopInstant
        let interruptible: Bool
        let continuation: UnsafeContinuation<Readiness, Never>
    }

    /// Watches a descriptor that is writable from the start, or one that is still being connected.
    init(isWritable: Bool) { self.isWritable = isWritable }

    /// What a wait need not suspend for, if there is something.
    func immediateResult(for interest: Socket.Interest, interruptible: Bool) -> Readiness? {
        if isAborted { return .interrupted }
        if takeReadiness(for: interest) { return .ready }
        guard interruptible, interruptIsPending else { return nil }
        interruptIsPending = false
        return .interrupted
    }

    /// Suspends until one of the methods below resumes it; ask ``immediateResult(for:interruptible:)`` first.
    func wait(for interest: Socket.Interest, until deadline: LoopInstant, interruptible: Bool) async -> Readiness {
        await unsafe withUnsafeContinuation { continuation in
            unsafe waiter = Waiter(
                interest: interest,
                deadline: deadline,
                interruptible: interruptible,
                continuation: continuation
            )
        }
    }

    func interrupt() {
        guard let waiter, waiter.interruptible else {
            interruptIsPending = true
            return
        }
        resume(with: .interrupted)
    }

    func abort() {
        isAborted = true
        resume(with: .interrupted)
    }

    /// Takes in an event of the kernel.
    func report(_ events: UInt32) {
        let broken = events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0
        if broken || events & (EPOLLIN.rawValue | EPOLLRDHUP.rawValue) != 0 { isReadable = true }
        if broken || events & EPOLLOUT.rawValue != 0 { isWritable = true }
        guard let waiter, takeReadiness(for: waiter.interest) else { return }
        resume(with: .ready)
    }

    /// Ends the wait when its deadline has come; otherwise tells the deadline, if there is one.
    func expire(at now: LoopInstant) -> LoopInstant? {
        guard let waiter else { return nil }
        guard waiter.deadline <= now else { return waiter.deadline }
        resume(with: .timedOut)
        return nil
    }

    private func takeReadiness(for interest: Socket.Interest) -> Bool {
        switch interest {
        case .readable where isReadable:
            isReadable = false
            return true
        case .writable where isWritable:
            isWritable = false
            return true
        default: return false
        }
    }

    private func resume(with readiness: Readiness) {
        guard let waiter else { return }
        self.waiter = nil
        unsafe waiter.continuation.resume(returning: readiness)
    }
}
