import Glibc
import Linux

/// What a server changes about its process at start.
enum ProcessSetup {
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
