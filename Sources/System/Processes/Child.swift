internal import Glibc
internal import Synchronization

/// A child process that is signalled only while it cannot be mistaken for another: until it has been reaped.
final class Child: Sendable {
    let pid: pid_t
    private let isReaped = Mutex(false)

    init(pid: pid_t) { self.pid = pid }

    /// Sends a signal to the process, or does nothing once it has been reaped.
    func send(_ signal: Int32) {
        isReaped.withLock { if !$0 { kill(pid, signal) } }
    }

    /// Sends a signal to the process and everything it started, unless it left the group.
    ///
    /// Also reaches what an ended leader left behind, until ``reap()``: as long as the leader is a zombie, nobody else can
    /// get the number of its group.
    func sendToGroup(_ signal: Int32) {
        isReaped.withLock { if !$0 { kill(-pid, signal) } }
    }

    /// Blocks until the process has ended, and leaves it to be reaped.
    func waitForEnd() {
        var information = unsafe siginfo_t()
        while unsafe waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    }

    /// Takes the status of the ended process.
    ///
    /// To be called once.
    func reap() -> ExitStatus {
        isReaped.withLock { isReaped in
            // Stands if the system has no status for us, which happens where a program ignores SIGCHLD.
            var status: Int32 = 255 << 8
            while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
            isReaped = true
            return ExitStatus(waitStatus: status)
        }
    }

    /// Reaps what the killed group left behind, without blocking.
    ///
    /// To be called after ``reap()``: children of the process become those of init then, which Pullpass is in its own image. What is still
    /// about to end is waited for on a thread of its own; elsewhere there is nothing to reap, and this does nothing.
    func reapGroup() {
        var ended: pid_t
        repeat { ended = waitpid(-pid, nil, WNOHANG) } while ended > 0 || ended < 0 && errno == EINTR
        guard ended == 0 else { return }
        // Without a thread they stay as they are until this process ends.
        try? onSupervisorThread { [pid] in
            // Each that has ended has handed on its own children, so none is missed.
            while waitpid(-pid, nil, 0) > 0 || errno == EINTR {}
        }
    }
}
