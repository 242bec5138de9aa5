internal import Linux

/// Runs a command to its end.
///
/// The process is the leader of its own process group, and gets no descriptor but its three pipes. When its time or output
/// limit is exceeded, or the calling task is cancelled, the whole group is killed. Threads of the cooperative pool are never
/// blocked: the pipes are served by a thread of their own.
///
/// - Returns: How it ended and what it printed. A status other than 0 is a result, not an error.
/// - Throws: ``ProcessError`` where it could not be started or was killed.
package func run(_ command: Command) async throws(ProcessError) -> CommandResult {
    let wake = try WakeChannel(for: command)
    let result: Result<CommandResult, ProcessError> = await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
            do throws(SystemCallError) {
                try onSupervisorThread { continuation.resume(returning: runBlocking(command, wake)) }
            } catch {
                let failure = ProcessError(code: .notStarted(errno: error.code), executable: command.executable)
                continuation.resume(returning: .failure(failure))
            }
        }
    } onCancel: {
        wake.send(.cancelled)
    }
    return try result.get()
}

private func runBlocking(_ command: Command, _ wake: WakeChannel) -> Result<CommandResult, ProcessError> {
    do throws(ProcessError) {
        var supervisor = try Supervisor(command, wake: wake)
        var output: [UInt8] = []
        var error: [UInt8] = []
        let status = supervisor.run { stream, bytes in
            switch stream {
            case .output: output += bytes
            case .error: error += bytes
            }
        }
        switch status {
        case .success(let status):
            return .success(CommandResult(status: status, standardOutput: output, standardError: error))
        case .failure(let failure):
            return .failure(
                ProcessError(code: failure.code, executable: failure.executable, standardError: error)
            )
        }
    } catch { return .failure(error) }
}
