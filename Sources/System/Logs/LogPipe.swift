internal import Glibc
internal import Synchronization

/// Where log lines go: a descriptor whose reader may be slow, stopped or gone, which is no reason to stop anything else.
///
/// What does not fit is lost and counted, and told once there is room again.
final class LogPipe: Sendable {
    private struct State {
        /// Lines that were lost and not told yet.
        var untold = 0
        /// Whether the last line broke off in its middle.
        var isBroken = false
        var patience: LogPatience
    }

    private let descriptor: CInt
    private let state: Mutex<State>
    private let allLost = Atomic<Int>(0)

    /// Standard error.
    static let standardError = LogPipe(STDERR_FILENO)

    /// - Parameters:
    ///   - descriptor: stays the caller's.
    ///   - patience: how long a reader is waited for at most that is behind.
    init(_ descriptor: CInt, patience: Duration = .milliseconds(100)) {
        self.descriptor = descriptor
        state = Mutex(State(patience: LogPatience(patience)))
    }

    /// The lines that could not be written, from the start on.
    var lost: Int { allLost.load(ordering: .relaxed) }

    /// Writes a line with its end.
    ///
    /// - Parameters:
    ///   - line: its bytes.
    ///   - told: makes a line that says how many were lost before this one.
    func write(_ line: [UInt8], told: (Int) -> [UInt8]) {
        state.withLock { state in
            if state.untold > 0, put(told(state.untold), &state) { state.untold = 0 }
            guard state.untold == 0, put(line, &state) else {
                state.untold += 1
                allLost.add(1, ordering: .relaxed)
                return
            }
        }
    }

    /// Whether all of it was written.
    private func put(_ line: [UInt8], _ state: inout State) -> Bool {
        // People wait for their terminal themselves, and stop it where they want to read.
        let isForPeople = isatty(descriptor) == 1
        var rest = state.isBroken ? ArraySlice([0x0A] + line) : line[...]
        let whole = rest.count
        while !rest.isEmpty {
            guard isForPeople || isReady(&state) else { break }
            // A pipe that is ready takes so many without waiting (pipe(7), PIPE_BUF).
            let piece = rest.prefix(4096)
            // The pointer is used within the call only.
            let count = unsafe piece.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        if rest.isEmpty {
            state.isBroken = false
        } else if rest.count < whole {
            state.isBroken = true
        }
        return rest.isEmpty
    }

    /// Whether some bytes can be written at once; one whose reader is gone, too, since the write then says so.
    private func isReady(_ state: inout State) -> Bool {
        if poll(for: .zero) { return true }
        let allowance = state.patience.allowance(at: .now)
        guard allowance >= .milliseconds(1) else { return false }
        let isReady = poll(for: allowance)
        state.patience.hasWaited(until: .now, inVain: !isReady)
        return isReady
    }

    private func poll(for time: Duration) -> Bool {
        var watched = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        let milliseconds = time.components.seconds * 1000 + time.components.attoseconds / 1_000_000_000_000_000
        // The pointer is used within the call only.
        return unsafe Glibc.poll(&watched, 1, CInt(clamping: milliseconds)) > 0
    }
}
