internal import Files
internal import Glibc
internal import Logs
package import Metrics

/// The numbers of the process itself; memory and time by the names that Prometheus' own client libraries use.
package enum ProcessMetrics {
    /// Registers them; each is read from `/proc/self` when the metrics are.
    package static func register(in registry: MetricsRegistry) {
        registry.gauge("process_resident_memory_bytes", unit: "bytes", help: "Resident memory.") {
            Double((words("/proc/self/statm").dropFirst().first.flatMap { Int($0) } ?? 0) * sysconf(CInt(_SC_PAGESIZE)))
        }
        registry.counter("process_cpu_seconds", unit: "seconds", help: "User and system CPU time.") {
            var usage = rusage()
            guard unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
            let times = [usage.ru_utime, usage.ru_stime]
            return times.reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
        }
        registry.counter(
            "pullpass_log_lines_lost",
            help: "Lines of the log that could not be written: nobody took them, or there was no room."
        ) { Double(StandardErrorLog.lostLines) }
    }

    private static func words(_ path: String) -> [Substring] {
        let bytes = (try? LocalFileSystem().read(path, limit: 4096)) ?? []
        return String(decoding: bytes, as: UTF8.self).split(separator: " ")
    }
}
