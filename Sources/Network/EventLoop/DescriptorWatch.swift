internal import Linux

/// What ended a wait.
package enum WaitOutcome: Sendable, Hashable {
    /// The kernel has something: try again.
    case ready
    /// The deadline has passed.
    case timedOut
    /// ``DescriptorWatch/interrupt()`` or ``DescriptorWatch/abort()`` was called.
    case interrupted
}

/// What the loop knows of one descriptor: which edges the kernel reported, and who waits for them.
///
/// For the loop's thread only, and for one waiting task at a time.
package final class DescriptorWatch {
    /// The direction of a wait.
    package enum Interest: Sendable, Hashable { case readable, writable }

    // Edge-triggered: an event that nobody waited for is remembered, or it would be lost.
    private var isReadable = false
    private var isWritable: Bool
    private var waiter: Waiter?
    private var interruptIsPending = false
    private var isAborted = false

    // Safe: the continuation is resumed exactly once, by `resume(with:)`, which forgets the waiter first.
    @safe private struct Waiter {
        let interest: Interest
        let deadline: LoopInstant
        let interruptible: Bool
        let continuation: UnsafeContinuation<WaitOutcome, Never>
    }

    /// Watches a descriptor that is writable from the start, or one that is still being connected.
    package init(isWritable: Bool) { self.isWritable = isWritable }

    /// Looks whether a wait is over before it begins.
    ///
    /// - Parameters:
    ///   - interest: the direction.
    ///   - deadline: when to give up, on the loop's clock.
    ///   - interruptible: whether ``interrupt()`` may end this wait.
    ///   - loop: the one that the watch is registered with, whose thread must be the caller's.
    /// - Returns: what a wait need not suspend for; nil where ``suspend(_:for:until:interruptible:)`` must follow at once.
    package func outcome(
        for interest: Interest,
        until deadline: LoopInstant,
        interruptible: Bool,
        on loop: EventLoop
    ) -> WaitOutcome? {
        loop.preconditionOnLoop()
        if isAborted { return .interrupted }
        if takeReadiness(for: interest) { return .ready }
        if interruptible, interruptIsPending {
            interruptIsPending = false
            return .interrupted
        }
        guard deadline > loop.now else { return .timedOut }
        loop.noteDeadline(deadline)
        return nil
    }

    /// Takes the continuation of a wait that has to last, and resumes it when it ends.
    package func suspend(
        _ continuation: UnsafeContinuation<WaitOutcome, Never>,
        for interest: Interest,
        until deadline: LoopInstant,
        interruptible: Bool
    ) {
        unsafe waiter = Waiter(
            interest: interest,
            deadline: deadline,
            interruptible: interruptible,
            continuation: continuation
        )
    }

    /// Ends the current interruptible wait, or the next one at once; on the loop's thread.
    package func interrupt() {
        guard let waiter, waiter.interruptible else {
            interruptIsPending = true
            return
        }
        resume(with: .interrupted)
    }

    /// Whether every wait ends as interrupted, see ``abort()``.
    ///
    /// A property of its own: the stored one is read by each wait, which would cost a check of exclusivity if others could see it.
    package var endsEveryWait: Bool { isAborted }

    /// Ends the current wait and every later one as interrupted, whatever it waits for; on the loop's thread.
    package func abort() {
        isAborted = true
        resume(with: .interrupted)
    }

    /// Takes in an event of the kernel.
    func report(_ event: EpollQueue.Event) {
        if event.isReadable { isReadable = true }
        if event.isWritable { isWritable = true }
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

    private func takeReadiness(for interest: Interest) -> Bool {
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

    private func resume(with outcome: WaitOutcome) {
        guard let waiter else { return }
        self.waiter = nil
        unsafe waiter.continuation.resume(returning: outcome)
    }
}
