internal import Linux
internal import Text

/// The process in which a kubelet runs, as `/proc` of its node shows it.
struct KubeletProcess: Sendable {
    /// Its arguments; of K3s those of K3s itself, which runs the kubelet in its own process.
    let arguments: [String]
    /// When it was started, in seconds since 1970.
    let started: Int64

    /// Finds it by its name; nil where it is not seen from here.
    static func find(_ names: Set<String>, _ files: any NodeFileSystem) -> KubeletProcess? {
        func text(_ path: String) -> String? {
            (try? files.read(path, limit: 1 << 18)).map { String(decoding: $0, as: UTF8.self) }
        }
        guard let boot = text("/proc/stat")?.split(separator: "\n").first(where: { $0.hasPrefix("btime ") }),
            let booted = Int64(boot.dropFirst(6)), let processes = try? files.names(in: "/proc")
        else { return nil }
        for process in processes where process.utf8.allSatisfy(ASCII.isDigit) {
            guard let name = text("/proc/\(process)/comm"), names.contains(String(name.trimmed)),
                let stat = text("/proc/\(process)/stat"), let end = stat.lastIndex(of: ")"),
                let arguments = text("/proc/\(process)/cmdline")
            else { continue }
            // Field 22 counts the hundredths since the boot; the second, a name in parentheses, may have blanks.
            let fields = stat[end...].split(separator: " ")
            guard fields.count > 20, let ticks = Int64(fields[20]) else { continue }
            return KubeletProcess(
                arguments: arguments.split(separator: "\0").map(String.init),
                started: booted + ticks / 100
            )
        }
        return nil
    }
}
