internal import Linux
internal import Text

/// The process in which a kubelet runs, as `/proc` of its node shows it.
struct KubeletProcess: Sendable {
    /// Its arguments; of K3s those of K3s itself, which runs the kubelet in its own process.
    let arguments: [String]
    /// When it was started, in seconds since 1970.
    let started: Int64

    /// Finds that of a flavour; nil where it is not seen from here, or several could be it.
    ///
    /// Every container of the node is seen, and any process of one may bear its name, a kubelet in a Pod (vcluster, kind) without ill will: it is
    /// the one in a unit of the node, or else the one that the node's init has started.
    static func find(_ flavour: Flavour, _ files: any NodeFileSystem) -> KubeletProcess? {
        guard let names = try? files.names(in: "/proc") else { return nil }
        let named = names.filter { $0.utf8.allSatisfy(ASCII.isDigit) }.compactMap { id -> SeenProcess? in
            SeenProcess(id, files).flatMap { flavour.processes.contains($0.name) ? $0 : nil }
        }
        let inUnit = named.filter { process in flavour.units.contains { process.isInUnit($0) } }
        let candidates = inUnit.isEmpty ? named.filter(\.isOfInit) : inUnit
        // RKE2 and the kubelet that it runs are in one unit.
        let kubelets = candidates.filter { $0.name == "kubelet" }
        let chosen = kubelets.isEmpty ? candidates : kubelets
        guard chosen.count == 1, let only = chosen.first else { return nil }
        return only.kubelet
    }
}

/// A process of a node by its folder in `/proc`.
private struct SeenProcess {
    let name: String
    private let id: String
    private let files: any NodeFileSystem
    /// What `stat` has from the third field on.
    private let fields: [Substring]

    init?(_ id: String, _ files: any NodeFileSystem) {
        (self.id, self.files) = (id, files)
        // The second field, a name in parentheses, may have blanks.
        guard let name = Self.text("/proc/\(id)/comm", files), let stat = Self.text("/proc/\(id)/stat", files),
            let end = stat.lastIndex(of: ")")
        else { return nil }
        self.name = String(name.trimmed)
        fields = stat[end...].dropFirst().split(separator: " ")
    }

    private static func text(_ path: String, _ files: any NodeFileSystem) -> String? {
        (try? files.read(path, limit: 1 << 18)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The process that has started it.
    private var parent: String? { fields.count > 1 ? String(fields[1]) : nil }

    /// Whether the node's init has started it, by itself or by OpenRC's supervisor, or it is that (K3s in a container that is the node).
    var isOfInit: Bool {
        if id == "1" || parent == "1" { return true }
        guard let supervisor = parent.flatMap({ SeenProcess($0, files) }) else { return false }
        return supervisor.name == "supervise-daemon" && supervisor.parent == "1"
    }

    /// Whether its control group is that of a unit of the node, and of no container's own systemd: above that there are slices only.
    func isInUnit(_ unit: String) -> Bool {
        guard let groups = Self.text("/proc/\(id)/cgroup", files) else { return false }
        return groups.split(separator: "\n").contains { line in
            guard let path = line.split(separator: ":", maxSplits: 2).last else { return false }
            // Seen from a Pod it begins with the way up.
            let parts = path.split(separator: "/").drop { $0 == ".." }
            return parts.last == "\(unit).service"
                && parts.dropLast().allSatisfy { $0.hasSuffix(".slice") && !$0.hasPrefix("kubepods") }
        }
    }

    /// It as a kubelet; nil where its times cannot be read.
    var kubelet: KubeletProcess? {
        // Field 22 counts the hundredths since the boot.
        guard fields.count > 19, let ticks = Int64(fields[19]),
            let boot = Self.text("/proc/stat", files)?.split(separator: "\n").first(where: { $0.hasPrefix("btime ") }),
            let booted = Int64(boot.dropFirst(6)), let arguments = Self.text("/proc/\(id)/cmdline", files)
        else { return nil }
        return KubeletProcess(
            arguments: arguments.split(separator: "\0").map(String.init),
            started: booted + ticks / 100
        )
    }
}
