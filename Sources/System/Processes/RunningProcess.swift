internal import Glibc
internal import Linux

/// A process that runs beside the program, such as a server under test.
///
/// It is killed with its whole group when the last reference to this object goes away, when its limits are exceeded, or when
/// ``kill()`` says so.
package final class RunningProcess: Sendable {
    /// Its standard output, line by line; ends with the process.
    ///
    /// For one reader.
    package let standardOutputLines: AsyncStream<String>

    /// Its standard error, line by line; ends with the process.
    ///
    /// For one reader.
    package let standardErrorLines: AsyncStream<String>

    /// Its process identifier.
    package let identifier: Int32

    private let child: Child
    private let wake: WakeChannel
    private let ending: Ending

    private init(_ child: Child, _ wake: WakeChannel, _ output: LineStream, _ error: LineStream, _ ending: Ending) {
        standardOutputLines = output.lines
        standardErrorLines = error.lines
        identifier = child.pid
        self.child = child
        self.wake = wake
        self.ending = ending
    }

    deinit { wake.send(.cancelled) }

    /// Starts a command and returns as soon as it runs.
    ///
    /// - Throws: ``ProcessError`` where it cannot be started.
    package static func start(_ command: Command) async throws(ProcessError) -> RunningProcess {
        let wake = try WakeChannel(for: command)
        let result: Result<RunningProcess, ProcessError> = await withCheckedContinuation { continuation in
            do throws(SystemCallError) {
                try onSupervisorThread { supervise(command, wake) { continuation.resume(returning: $0) } }
            } catch {
                let failure = ProcessError(code: .notStarted(errno: error.code), executable: command.executable)
                continuation.resume(returning: .failure(failure))
            }
        }
        return try result.get()
    }

    /// Sends SIGTERM to the process itself.
    ///
    /// Does nothing once it has ended.
    package func terminate() { child.send(SIGTERM) }

    /// Sends a signal to the process itself.
    ///
    /// Does nothing once it has ended.
    package func send(signal: Int32) { child.send(signal) }

    /// Kills the process and everything in its group.
    ///
    /// ``waitForExit()`` then reports `cancelled`.
    package func kill() { wake.send(.cancelled) }

    /// Waits until the process has ended, without blocking a thread of the cooperative pool.
    ///
    /// - Throws: ``ProcessError`` where it was killed for a limit or by ``kill()``.
    package func waitForExit() async throws(ProcessError) -> ExitStatus {
        try await ending.wait().get()
    }

    private static func supervise(
        _ command: Command,
        _ wake: WakeChannel,
        onStart: (Result<RunningProcess, ProcessError>) -> Void
    ) {
        do throws(ProcessError) {
            var supervisor = try Supervisor(command, wake: wake)
            let ending = Ending()
            var output = LineStream()
            var error = LineStream()
            onStart(.success(RunningProcess(supervisor.child, wake, output, error, ending)))
            let result = supervisor.run { stream, bytes in
                switch stream {
                case .output: output.add(bytes)
                case .error: error.add(bytes)
                }
            }
            output.finish()
            error.finish()
            ending.resolve(result)
        } catch { onStart(.failure(error)) }
    }
}

/// Bytes in, an asynchronous sequence of lines out.
private struct LineStream {
    let lines: AsyncStream<String>
    private let continuation: AsyncStream<String>.Continuation
    private var splitter = LineSplitter()

    init() { (lines, continuation) = AsyncStream.makeStream() }

    mutating func add(_ bytes: [UInt8]) {
        for line in splitter.add(bytes) { continuation.yield(line) }
    }

    func finish() {
        if let rest = splitter.finish() { continuation.yield(rest) }
        continuation.finish()
    }
}
