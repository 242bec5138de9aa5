internal import CLinux
internal import Glibc

/// How many processors this process may really use.
package enum ProcessorCount {
    /// The processors of the affinity mask, cut to the cgroup's CPU quota (rounded up); at least 1.
    ///
    /// The quota is `cpu.max` of cgroup v2 or `cpu.cfs_quota_us` of v1, as a container sees its own.
    package static var available: Int {
        let online = max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN)))
        let masked = Int(pullpass_affinity_count())
        let affinity = masked > 0 ? masked : online
        return max(1, min(affinity, quota() ?? affinity))
    }

    private static func quota() -> Int? {
        if let text = smallFile("/sys/fs/cgroup/cpu.max") { return quota(cpuMax: text) }
        guard let quota = smallFile("/sys/fs/cgroup/cpu/cpu.cfs_quota_us"),
            let period = smallFile("/sys/fs/cgroup/cpu/cpu.cfs_period_us")
        else { return nil }
        return Self.quota(cpuMax: "\(quota) \(period)")
    }

    /// The whole processors in a `cpu.max` line (`"150000 100000"` is 2, `"max 100000"` is nil).
    static func quota(cpuMax text: String) -> Int? {
        let parts = text.split(whereSeparator: \.isWhitespace).map { Int($0) }
        guard parts.count == 2, let quota = parts[0], let period = parts[1], quota > 0, period > 0 else { return nil }
        return max(1, (quota - 1) / period + 1)
    }
}
