import Glibc
import Linux

/// What the program changes about its process at start.
enum ProcessSetup {
    /// Leaves no credential in a core dump, and lets no other process of the same user read memory and environment.
    static func keepMemoryPrivate() {
        guard !ProcessMemory.keepPrivate() else { return }
        var errors = StandardError()
        print(
            "pullpass: the kernel refuses to switch core dumps off: a crash may write credentials to disk",
            to: &errors
        )
    }

    /// Ends the process after so many seconds at the latest, whatever it waits for, and makes a write into a closed pipe an error.
    ///
    /// For a command that others wait for: the last resort behind all time limits, for what knows none, such as a file of a server that is
    /// away.
    static func endAfter(_ time: Duration) {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGALRM) { _ in
            let words: StaticString = "pullpass: no end is in sight: something that it reads or asks does not answer\n"
            // The text is the program's own, and lives as long.
            _ = unsafe write(STDERR_FILENO, words.utf8Start, words.utf8CodeUnitCount)
            _exit(1)
        }
        alarm(UInt32(clamping: time.components.seconds))
    }

    /// Makes a write to a closed connection an error instead of the process' end, takes all the descriptors that
    /// the process may have, and gives large blocks of memory back.
    static func prepareServer() {
        ProcessMemory.returnLargeBlocks()
        signal(SIGPIPE, SIG_IGN)
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
