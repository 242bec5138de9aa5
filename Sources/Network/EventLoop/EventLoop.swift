internal import CLinux
internal import Glibc
internal import Synchronization

/// One thread, one epoll queue, and the tasks that prefer it: the only model of I/O in Pullpass.
///
/// A connection is a task started with the loop as its executor preference (`Task(executorPreference: loop)`). It tries
/// its reads and writes first and suspends in ``Socket/wait(for:until:interruptible:)`` only when the kernel has nothing;
/// a job that is enqueued on the loop's own thread never takes a lock.
///
/// The loop must be stopped with ``stop()`` only after every task on it has ended: later jobs would never run.
///
/// `@unchecked Sendable`: the mutable state below `// Loop thread only` is touched by the loop's thread alone, which
/// ``preconditionOnLoop()`` checks at each entrance; the rest is atomic or behind a lock.
package final class EventLoop: TaskExecutor, @unchecked Sendable {
    private let epoll: FileDescriptor
    private let wakeup: FileDescriptor
    private let clock: LoopClock
    private let thread = Atomic<UInt>(0)
    private let stopping = Atomic<Bool>(false)
    private let inbox = Mutex<[UnownedJob]>([])

    // Loop thread only.
    private var ready: [UnownedJob] = []
    private var running: [UnownedJob] = []
    private var watches = WatchTable()
    private var timers: [Timer] = []
    private var waitingForRound: [Round] = []
    private let lastTimer = Atomic<UInt64>(0)
    private var nextSweep = LoopInstant.never
    private var cachedNow: LoopInstant

    // Safe: the continuation is resumed exactly once, when the timer leaves `timers`.
    @safe private struct Timer {
        let id: UInt64
        let deadline: LoopInstant
        let continuation: UnsafeContinuation<Void, Never>
    }

    // Safe: the continuation is resumed exactly once, when it leaves `waitingForRound`.
    @safe private struct Round {
        let continuation: UnsafeContinuation<Void, Never>
    }

    /// The loop's sentinel in an epoll event: its own eventfd, not a socket.
    private static let wakeupToken = UInt64.max
    /// A token that no watch ever has.
    static let noToken = UInt64.max
    /// Deadlines are kept to this resolution, so that thousands of idle connections cost one sweep at a time.
    private static let resolution = Duration.milliseconds(20)

    /// Starts the loop's thread.
    ///
    /// - Parameter clock: where deadlines are read from; tests inject their own and call ``wake()`` after moving it.
    /// - Throws: ``SocketError`` when the kernel has no descriptor or thread left.
    package init(clock: LoopClock = .monotonic) throws(SocketError) {
        let epollRaw = epoll_create1(CInt(EPOLL_CLOEXEC))
        guard epollRaw >= 0 else { throw .last("epoll_create1") }
        epoll = FileDescriptor(owning: epollRaw)
        let wakeupRaw = eventfd(0, CInt(EFD_CLOEXEC | EFD_NONBLOCK))
        guard wakeupRaw >= 0 else { throw .last("eventfd") }
        wakeup = FileDescriptor(owning: wakeupRaw)
        self.clock = clock
        cachedNow = clock.now()
        ready.reserveCapacity(64)
        running.reserveCapacity(64)
        var event = unsafe epoll_event()
        unsafe event.events = EPOLLIN.rawValue
        unsafe event.data.u64 = Self.wakeupToken
        guard unsafe epoll_ctl(epollRaw, EPOLL_CTL_ADD, wakeupRaw, &event) == 0 else { throw .last("epoll_ctl") }
        try startThread()
    }

    private func startThread() throws(SocketError) {
        var handle = pthread_t()
        let context = unsafe Unmanaged.passRetained(self)
        let code = unsafe pthread_create(
            &handle,
            nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let loop = unsafe Unmanaged<EventLoop>.fromOpaque(argument).takeRetainedValue()
                loop.run()
                return nil
            },
            context.toOpaque()
        )
        guard code == 0 else {
            unsafe context.release()
            throw SocketError(call: "pthread_create", code: code)
        }
        thread.store(UInt(handle), ordering: .releasing)
    }

    /// Asks the thread to end once nothing is left to run, and waits for it.
    ///
    /// Not to be called on the loop itself.
    package func stop() {
        stopping.store(true, ordering: .releasing)
        wake()
        _ = pthread_join(pthread_t(thread.load(ordering: .acquiring)), nil)
    }

    /// Makes the loop look at its clock, its jobs and its deadlines now.
    package func wake() {
        var one: UInt64 = 1
        _ = unsafe write(wakeup.number, &one, 8)
    }

    /// The time at the beginning of the current round of the loop; cheap, and exact enough for deadlines.
    package var now: LoopInstant { cachedNow }

    /// The present by the loop's clock: for measuring.
    package func preciseNow() -> LoopInstant { clock.now() }

    /// Whether the caller runs on the loop's thread.
    package var isCurrent: Bool { UInt(pthread_self()) == thread.load(ordering: .relaxed) }

    func preconditionOnLoop() {
        precondition(
            isCurrent,
            "a socket was used off its event loop; start the task with the loop as its executor preference"
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

    private func run() {
        // The creator stores the same number, but a job may be here before that store is.
        thread.store(UInt(pthread_self()), ordering: .releasing)
        blockPipeSignal()
        let capacity = 256
        let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: capacity)
        defer { unsafe events.deallocate() }
        while true {
            runReadyJobs()
            if stopping.load(ordering: .acquiring), ready.isEmpty, takeInbox() == false { return }
            let count = unsafe epoll_wait(epoll.number, events, CInt(capacity), timeoutMilliseconds())
            cachedNow = clock.now()
            // EINTR is not a failure: the next round waits again.
            for index in 0..<max(0, Int(count)) {
                let event = unsafe events[index]
                let token = unsafe event.data.u64
                if token == Self.wakeupToken {
                    drainWakeup()
                } else {
                    watches.watch(for: token)?.report(unsafe event.events)
                }
            }
            if cachedNow >= nextSweep { sweep() }
            _ = takeInbox()
            startRound()
        }
    }

    /// Makes a write to a broken connection an error on this thread, whatever the process does with SIGPIPE: OpenSSL
    /// writes with write(2), to which no flag can be given.
    private func blockPipeSignal() {
        var signals = sigset_t()
        _ = unsafe sigemptyset(&signals)
        _ = unsafe sigaddset(&signals, SIGPIPE)
        _ = unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    private func startRound() {
        guard !waitingForRound.isEmpty else { return }
        let rounds = waitingForRound
        waitingForRound.removeAll(keepingCapacity: true)
        for round in rounds { unsafe round.continuation.resume() }
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

    private func drainWakeup() {
        var count: UInt64 = 0
        _ = unsafe read(wakeup.number, &count, 8)
    }

    private func timeoutMilliseconds() -> CInt {
        if !ready.isEmpty || !waitingForRound.isEmpty { return 0 }
        guard nextSweep != .never else { return -1 }
        let now = clock.now()
        guard nextSweep > now else { return 0 }
        // Rounded up: waking a moment early would spin until the deadline.
        return CInt(clamping: (nextSweep.nanoseconds - now.nanoseconds) / 1_000_000 + 1)
    }

    // MARK: Deadlines

    /// Makes sure that the loop looks at its deadlines by `deadline`.
    func noteDeadline(_ deadline: LoopInstant) {
        if deadline < nextSweep { nextSweep = deadline }
    }

    private func sweep() {
        let now = cachedNow
        var earliest = watches.expire(at: now)
        var kept: [Timer] = []
        for timer in timers {
            if timer.deadline <= now {
                unsafe timer.continuation.resume()
            } else {
                kept.append(timer)
                earliest = min(earliest, timer.deadline)
            }
        }
        timers = kept
        nextSweep = earliest == .never ? .never : max(earliest, now.advanced(by: Self.resolution))
    }

    /// Suspends the calling task until `deadline`, or until the task is cancelled; it must run on this loop.
    ///
    /// A cancelled task does not sleep at all: look at `Task.isCancelled` afterwards where the difference matters.
    package func sleep(until deadline: LoopInstant) async {
        preconditionOnLoop()
        guard deadline > clock.now() else { return }
        let id = lastTimer.wrappingAdd(1, ordering: .relaxed).newValue
        await withTaskCancellationHandler {
            // Nothing else runs on the loop between this look and the timer's entry, so no cancellation gets lost.
            guard !Task.isCancelled else { return }
            await unsafe withUnsafeContinuation { continuation in
                unsafe timers.append(Timer(id: id, deadline: deadline, continuation: continuation))
                noteDeadline(deadline)
            }
        } onCancel: {
            perform { self.endSleep(id) }
        }
    }

    /// Lets everybody else on this loop have a turn: suspends until the kernel has been asked for events once more.
    ///
    /// `Task.yield()` would not do for a task that never has to wait: it comes back before the kernel is asked.
    package func nextRound() async {
        preconditionOnLoop()
        await unsafe withUnsafeContinuation { continuation in
            unsafe waitingForRound.append(Round(continuation: continuation))
        }
    }

    private func endSleep(_ id: UInt64) {
        guard let index = timers.firstIndex(where: { $0.id == id }) else { return }
        unsafe timers.remove(at: index).continuation.resume()
    }

    /// Runs a short, synchronous body on the loop's thread: at once when that is the caller's, else as soon as it can.
    package func perform(_ body: @escaping @Sendable () -> Void) {
        if isCurrent { body() } else { Task(executorPreference: self) { body() } }
    }

    // MARK: Sockets

    /// Puts a socket into the epoll queue, edge-triggered for both directions, for as long as its descriptor is open.
    func register(_ watch: Watch, descriptor: CInt) throws(SocketError) -> UInt64 {
        preconditionOnLoop()
        let token = watches.add(watch)
        var event = unsafe epoll_event()
        unsafe event.events = EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue
        unsafe event.data.u64 = token
        guard unsafe epoll_ctl(epoll.number, EPOLL_CTL_ADD, descriptor, &event) == 0 else {
            let error = SocketError.last("epoll_ctl")
            watches.remove(token)
            throw error
        }
        return token
    }

    /// Forgets a watch; its descriptor is closed right after, which takes it out of the epoll queue.
    func forget(_ token: UInt64) { watches.remove(token) }
}
