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
