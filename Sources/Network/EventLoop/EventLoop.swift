internal import Glibc
package import Linux
internal import Synchronization

/// One thread, one epoll queue, and the tasks that prefer it: the only model of I/O in Pullpass.
///
/// A connection is a task started with the loop as its executor preference (`Task(executorPreference: loop)`). It tries
/// its reads and writes first and waits only when the kernel has nothing; a job that is enqueued on the loop's own thread
/// never takes a lock.
///
/// The loop must be stopped with ``stop()`` only after every task on it has ended: later jobs would never run.
///
/// `@unchecked Sendable`: the mutable state below `// Loop thread only` is touched by the loop's thread alone, which
/// ``preconditionOnLoop()`` checks where tasks come in to wait, to sleep and to register; ``now``, which is asked too often
/// for that, checks in debug builds. The rest is atomic or behind a lock.
package final class EventLoop: TaskExecutor, @unchecked Sendable {
    private let queue: EpollQueue
    private let wakeUp: WakeUp
    private let clock: LoopClock
    private let thread = Mutex<OwnThread?>(nil)
    /// Who the thread is to `pthread_self()`; 0 before it has begun and after it has ended.
    private let threadIdentity = Atomic<UInt>(0)
    private let stopping = Atomic<Bool>(false)
    private let inbox = Mutex<[UnownedJob]>([])
    private let lastSleep = Atomic<UInt64>(0)

    // Loop thread only.
    private var ready: [UnownedJob] = []
    private var running: [UnownedJob] = []
    private var watches = WatchTable()
    private var sleepers = Sleepers()
    private var waitingForRound: [Round] = []
    private var nextSweep = LoopInstant.never
    private var cachedNow: LoopInstant

    // Safe: the continuation is resumed exactly once, when it leaves `waitingForRound`.
    @safe private struct Round {
        let continuation: UnsafeContinuation<Void, Never>
    }

    /// What the loop's own wake-up is called in the queue.
    private static let wakeUpToken = WatchTable.noToken
    /// Deadlines are kept to this resolution, so that thousands of idle connections cost one sweep at a time.
    private static let resolution = Duration.milliseconds(20)

    /// Starts the loop's thread.
    ///
    /// - Parameter clock: where deadlines are read from; tests inject their own and call ``wake()`` after moving it.
    /// - Throws: ``SystemCallError`` when the kernel has no descriptor or thread left.
    package convenience init(clock: LoopClock = .monotonic) throws(SystemCallError) {
        try self.init(clock: clock, queue: EpollQueue())
    }

    init(clock: LoopClock, queue: consuming EpollQueue) throws(SystemCallError) {
        wakeUp = try WakeUp()
        try queue.add(wakeUp, token: Self.wakeUpToken)
        self.queue = queue
        self.clock = clock
        cachedNow = clock.now()
        ready.reserveCapacity(64)
        running.reserveCapacity(64)
        // OpenSSL writes with write(2), to which no flag against SIGPIPE can be given.
        try thread.withLock { thread throws(SystemCallError) in
            thread = try OwnThread(blocking: .brokenPipe) { self.run() }
        }
    }

    /// Asks the thread to end once nothing is left to run, and waits for it.
    ///
    /// Not to be called on the loop itself.
    package func stop() {
        stopping.store(true, ordering: .releasing)
        wake()
        guard let thread = thread.withLock({ $0.take() }) else { return }
        thread.join()
    }

    /// Makes the loop look at its clock, its jobs and its deadlines now.
    package func wake() { wakeUp.send() }

    /// The time at the beginning of the current round of the loop; cheap, and exact enough for deadlines.
    ///
    /// On the loop's thread.
    package var now: LoopInstant {
        assert(isCurrent, "the loop's time was read off its thread; see preciseNow()")
        return cachedNow
    }

    /// The present by the loop's clock: for measuring, and from any thread.
    package func preciseNow() -> LoopInstant { clock.now() }

    /// Whether the caller runs on the loop's thread.
    package var isCurrent: Bool { UInt(pthread_self()) == threadIdentity.load(ordering: .relaxed) }

    /// Ends the process where the caller does not run on the loop's thread.
    package func preconditionOnLoop() {
        precondition(
            isCurrent,
            "an event loop was used off its thread; start the task with the loop as its executor preference"
        )
    }

    // MARK: Executor

    /// Queues a job; part of `TaskExecutor`.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            ready.append(job)
            return
        }
        let wasEmpty = inbox.withLock { inbox in
            inbox.append(job)
            return inbox.count == 1
        }
        if wasEmpty { wake() }
    }

    /// Runs a short, synchronous body on the loop's thread: at once when that is the caller's, else as soon as it can.
    package func perform(_ body: @escaping @Sendable () -> Void) {
        if isCurrent { body() } else { Task(executorPreference: self) { body() } }
    }

    private func run() {
        threadIdentity.store(UInt(pthread_self()), ordering: .releasing)
        defer { threadIdentity.store(0, ordering: .releasing) }
        while true {
            runReadyJobs()
            if stopping.load(ordering: .acquiring), ready.isEmpty, takeInbox() == false { return }
            let count = waitForEvents()
            cachedNow = clock.now()
            for index in 0..<count {
                let event = queue.event(at: index)
                if event.token == Self.wakeUpToken {
                    wakeUp.take()
                } else {
                    watches.watch(for: event.token)?.report(event)
                }
            }
            if cachedNow >= nextSweep { sweep() }
            _ = takeInbox()
            startRound()
        }
    }

    private func runReadyJobs() {
        let executor = unsafe asUnownedTaskExecutor()
        // A bounded number of rounds, so that tasks that keep each other busy cannot keep the kernel's events waiting.
        for _ in 0..<16 where !ready.isEmpty {
            swap(&ready, &running)
            for index in running.indices { unsafe running[index].runSynchronously(on: executor) }
            running.removeAll(keepingCapacity: true)
        }
    }

    private func takeInbox() -> Bool {
        let jobs = inbox.withLock { inbox in
            let jobs = inbox
            inbox.removeAll(keepingCapacity: jobs.count <= 64)
            return jobs
        }
        ready.append(contentsOf: jobs)
        return !jobs.isEmpty
    }

    private func waitForEvents() -> Int {
        do throws(SystemCallError) {
            return try queue.wait(milliseconds: timeoutMilliseconds())
        } catch {
            // Asking again would spin, and a process that serves nobody must not look alive.
            let line = "pullpass: the event loop cannot go on: \(error)\n"
            _ = unsafe line.utf8Span.span.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
            preconditionFailure(line)
        }
    }

    private func timeoutMilliseconds() -> CInt {
        if !ready.isEmpty || !waitingForRound.isEmpty { return 0 }
        guard nextSweep != .never else { return -1 }
        let now = clock.now()
        guard nextSweep > now else { return 0 }
        // Rounded up: waking a moment early would spin until the deadline.
        return CInt(clamping: (nextSweep.nanoseconds - now.nanoseconds) / 1_000_000 + 1)
    }

    // MARK: Fairness

    /// Lets everybody else on this loop have a turn: suspends until the kernel has been asked for events once more.
    ///
    /// `Task.yield()` would not do for a task that never has to wait: it comes back before the kernel is asked.
    package func nextRound() async {
        preconditionOnLoop()
        await unsafe withUnsafeContinuation { continuation in
            unsafe waitingForRound.append(Round(continuation: continuation))
        }
    }

    private func startRound() {
        guard !waitingForRound.isEmpty else { return }
        let rounds = waitingForRound
        waitingForRound.removeAll(keepingCapacity: true)
        for round in rounds { unsafe round.continuation.resume() }
    }

    // MARK: Deadlines

    /// Suspends the calling task until `deadline`, or until the task is cancelled; it must run on this loop.
    ///
    /// A cancelled task does not sleep at all: look at `Task.isCancelled` afterwards where the difference matters.
    package func sleep(until deadline: LoopInstant) async {
        preconditionOnLoop()
        guard deadline > clock.now() else { return }
        let id = lastSleep.wrappingAdd(1, ordering: .relaxed).newValue
        await withTaskCancellationHandler {
            // Nothing else runs on the loop between this look and the sleeper's entry, so no cancellation gets lost.
            guard !Task.isCancelled else { return }
            await unsafe withUnsafeContinuation { continuation in
                unsafe sleepers.add(id, until: deadline, continuation)
                noteDeadline(deadline)
            }
        } onCancel: {
            perform { self.sleepers.wake(id) }
        }
    }

    /// Makes sure that the loop looks at its deadlines by `deadline`.
    func noteDeadline(_ deadline: LoopInstant) {
        if deadline < nextSweep { nextSweep = deadline }
    }

    private func sweep() {
        let now = cachedNow
        let earliest = min(watches.expire(at: now), sleepers.expire(at: now))
        nextSweep = earliest == .never ? .never : max(earliest, now.advanced(by: Self.resolution))
    }

    // MARK: Descriptors

    /// Watches a descriptor, edge-triggered for both directions, for as long as it is open.
    ///
    /// - Returns: what ``forget(_:)`` knows the watch by.
    package func register(_ watch: DescriptorWatch, descriptor: CInt) throws(SystemCallError) -> UInt64 {
        preconditionOnLoop()
        let token = watches.add(watch)
        do throws(SystemCallError) {
            try queue.add(descriptor, token: token)
        } catch {
            watches.remove(token)
            throw error
        }
        return token
    }

    /// Forgets a watch whose descriptor is closed right after, which takes it out of the queue.
    ///
    /// From any thread. Elsewhere than on the loop it is forgotten a little later than the descriptor is closed, which does
    /// no harm: nothing is reported for the token any more, and no other watch gets it.
    package func forget(_ token: UInt64) {
        if isCurrent {
            watches.remove(token)
        } else if threadIdentity.load(ordering: .acquiring) != 0 {
            Task(executorPreference: self) { self.watches.remove(token) }
        }
    }

    /// The number of watches that are not forgotten; on the loop, for tests.
    var watchCount: Int { watches.count }
}
