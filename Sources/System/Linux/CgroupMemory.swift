/// What the cgroups of a process let it have of memory.
struct CgroupMemory {
    /// The least of the limits in bytes; nil where there is none.
    private(set) var limit: Int?

    /// Reads the limits.
    ///
    /// - Parameter read: the text of a small file; nil where it cannot be read.
    init(reading read: (String) -> String?) {
        for line in (read("/proc/self/cgroup") ?? "").split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            if parts[0] == "0", parts[1].isEmpty {
                // Where memory.high is reached the kernel slows the process down, which is as bad.
                take(["memory.max", "memory.high"], from: "/sys/fs/cgroup", String(parts[2]), read)
            } else if parts[1].split(separator: ",").contains("memory") {
                take(["memory.limit_in_bytes"], from: "/sys/fs/cgroup/memory", String(parts[2]), read)
            }
        }
    }

    /// Takes in a cgroup and those around it, up to the root: a container sees its own at the root, whatever its path is called.
    private mutating func take(_ files: [String], from root: String, _ path: String, _ read: (String) -> String?) {
        var components = path.split(separator: "/").prefix(32)
        while true {
            let folder = ([root] + components.map(String.init)).joined(separator: "/")
            for file in files { take(read("\(folder)/\(file)")) }
            if components.popLast() == nil { return }
        }
    }

    /// `max`, and the enormous number of version 1 that means the same, are no limits.
    private mutating func take(_ text: String?) {
        guard let word = text?.split(whereSeparator: \.isWhitespace).first, let bytes = Int(word), bytes > 0,
            bytes < 1 << 60
        else { return }
        limit = min(limit ?? bytes, bytes)
    }
}
