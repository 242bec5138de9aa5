internal import Glibc
internal import Linux

/// Feeds one process, reads what it prints and holds it to its limits.
///
/// Blocks, so it has a thread of its own.
struct Supervisor: ~Copyable {
    enum Stream { case output, error }

    private let command: Command
    private let wake: WakeChannel
    private var process: SpawnedProcess
    private var unwritten: ArraySlice<UInt8>
    /// How many bytes came by each.
    private var counts: [Stream: Int] = [:]
    private var failure: ProcessError.Code?

    /// Starts the process.
    ///
    /// - Parameters:
    ///   - command: What to run.
    ///   - wake: Through it, other threads can have the process killed while ``run(deliver:)`` blocks.
    /// - Throws: ``ProcessError`` when it cannot be started; no process is left behind then.
    init(_ command: Command, wake: WakeChannel) throws(ProcessError) {
        self.command = command
        self.wake = wake
        process = try SpawnedProcess(command)
        unwritten = command.standardInput[...]
    }

    var child: Child { process.child }

    /// Blocks until the process has ended and been reaped.
    ///
    /// Bytes that a descendant may still print after the process itself has ended are not waited for; such descendants are
    /// killed, unless they left the process group.
    mutating func run(deliver: (Stream, [UInt8]) -> Void) -> Result<ExitStatus, ProcessError> {
        let deadline = command.timeLimit.map { ContinuousClock.now + $0 }
        var hasEnded = startWaiting()
        if unwritten.isEmpty { process.input = nil }
        while !hasEnded {
            hasEnded = step(until: deadline, deliver)
        }
        while readAll(deliver) {}
        child.sendToGroup(SIGKILL)
        let status = child.reap()
        child.reapGroup()
        if let failure { return .failure(ProcessError(code: failure, executable: command.executable)) }
        return .success(status)
    }

    /// - Returns: Whether the process has ended already: without a thread to wait on, it is killed and waited for here.
    private mutating func startWaiting() -> Bool {
        do throws(SystemCallError) {
            try onSupervisorThread { [child, wake] in
                child.waitForEnd()
                wake.send(.childEnded)
            }
            return false
        } catch {
            stop(.notStarted(errno: error.code))
            child.waitForEnd()
            return true
        }
    }

    /// Waits for one event and deals with it.
    ///
    /// Returns whether the process has ended.
    private mutating func step(until deadline: ContinuousClock.Instant?, _ deliver: (Stream, [UInt8]) -> Void) -> Bool {
        var events = [
            pollfd(fd: wake.pollDescriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: pollNumber(of: process.input), events: Int16(POLLOUT), revents: 0),
            pollfd(fd: pollNumber(of: process.output), events: Int16(POLLIN), revents: 0),
            pollfd(fd: pollNumber(of: process.error), events: Int16(POLLIN), revents: 0),
        ]
        let isOverdue = failure == nil && deadline.map { $0 <= .now } ?? false
        if isOverdue, let limit = command.timeLimit { stop(.timedOut(after: limit)) }
        let ready = unsafe poll(&events, nfds_t(events.count), milliseconds(until: failure == nil ? deadline : nil))
        guard ready > 0 else { return false }
        if events[1].revents != 0 { writeInput() }
        if events[2].revents != 0 { _ = read(.output, deliver) }
        if events[3].revents != 0 { _ = read(.error, deliver) }
        guard events[0].revents != 0 else { return false }
        let messages = wake.receive()
        if messages.contains(.cancelled) { stop(.cancelled) }
        return messages.contains(.childEnded)
    }

    /// Kills the whole group, and remembers the first reason for it.
    private mutating func stop(_ reason: ProcessError.Code) {
        if failure == nil { failure = reason }
        child.sendToGroup(SIGKILL)
    }

    private mutating func writeInput() {
        let taken = process.input?.write(unwritten) ?? unwritten.count
        unwritten = unwritten.dropFirst(taken)
        if unwritten.isEmpty { process.input = nil }
    }

    private mutating func readAll(_ deliver: (Stream, [UInt8]) -> Void) -> Bool {
        let hadOutput = read(.output, deliver)
        return read(.error, deliver) || hadOutput
    }

    /// Reads once, and tells whether there may be more.
    private mutating func read(_ stream: Stream, _ deliver: (Stream, [UInt8]) -> Void) -> Bool {
        switch readPipe(stream) {
        case .nothingYet, .end: return false
        case .bytes(let bytes):
            counts[stream, default: 0] += bytes.count
            if counts[stream, default: 0] > command.outputLimit {
                stop(.outputTooLarge(limit: command.outputLimit))
            }
            if failure == nil { deliver(stream, bytes) }
            return failure == nil
        }
    }

    /// Reads once, and closes the pipe at its end.
    private mutating func readPipe(_ stream: Stream) -> FileDescriptor.ReadResult {
        let result =
            switch stream {
            case .output: process.output?.read(upTo: chunkSize)
            case .error: process.error?.read(upTo: chunkSize)
            }
        guard case .end = result else { return result ?? .nothingYet }
        switch stream {
        case .output: process.output = nil
        case .error: process.error = nil
        }
        return .end
    }
}

private let chunkSize = 64 << 10

/// `poll` skips negative descriptors.
private func pollNumber(of descriptor: borrowing FileDescriptor?) -> Int32 {
    switch descriptor {
    case .none: -1
    case .some(let descriptor): descriptor.number
    }
}

/// The time-out for `poll`: -1 without a deadline, rounded up so that it never wakes just before it.
private func milliseconds(until deadline: ContinuousClock.Instant?) -> Int32 {
    guard let deadline else { return -1 }
    let left = ContinuousClock.now.duration(to: deadline).components
    if left.seconds < 0 || left.attoseconds < 0 { return 0 }
    if left.seconds > 1_000_000 { return 1_000_000_000 }
    return Int32(left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000 + 1)
}
