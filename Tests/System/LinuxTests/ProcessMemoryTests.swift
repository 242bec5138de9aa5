import Glibc
import Testing

@testable import Linux

@Suite struct `A process that keeps its memory private` {
    /// Reads a file of the process; nil where that is not allowed.
    private static func canRead(_ path: String) -> Bool {
        let number = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { return false }
        defer { close(number) }
        var byte: UInt8 = 0
        return unsafe read(number, &byte, 1) == 1
    }

    @Test func `leaves no core dump, and its children leave no core file`() async {
        await #expect(processExitsWith: .success) {
            try #require(ProcessMemory.keepPrivate())
            #expect(!ProcessMemory.isDumpable)
            var limit = rlimit()
            try #require(unsafe getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0)
            #expect(limit.rlim_cur == 0)
            #expect(limit.rlim_max == 0)
        }
    }

    @Test func `still reads of itself what it measures, as any user`() async {
        await #expect(processExitsWith: .success) {
            // Root could read everything anyway.
            if geteuid() == 0 { try #require(setuid(65534) == 0) }
            try #require(ProcessMemory.keepPrivate())
            for path in [
                "/proc/self/statm", "/proc/self/status", "/proc/self/stat", "/proc/self/cgroup",
                "/proc/self/smaps_rollup",
            ] {
                #expect(Self.canRead(path), "\(path)")
            }
            let directory = unsafe opendir("/proc/self/fd")
            #expect(unsafe directory != nil)
        }
    }
}
