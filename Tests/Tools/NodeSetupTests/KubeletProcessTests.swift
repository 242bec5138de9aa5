import Testing

@testable import NodeSetup

/// The one process among those of all containers.
struct KubeletProcessTests {
    /// A process as `/proc` shows it.
    struct Shown: Sendable {
        let id: String
        let name: String
        let parent: String
        let group: String
        /// Seconds after the boot.
        let started: Int

        init(_ id: String, _ name: String, parent: String, _ group: String, started: Int) {
            (self.id, self.name, self.parent, self.group, self.started) = (id, name, parent, group, started)
        }

        var files: [String: NodeFile] {
            [
                "/proc/\(id)/comm": file("\(name)\n"), "/proc/\(id)/cmdline": file("/usr/bin/\(name)\0--v=2"),
                "/proc/\(id)/cgroup": file(group.isEmpty ? "" : "\(group)\n"),
                "/proc/\(id)/stat": file(
                    "\(id) (\(name)) S \(parent) " + String(repeating: "0 ", count: 17) + "\(started * 100) 0\n"
                ),
            ]
        }
    }

    /// The files of processes, of a node that came up in second 1000.
    static func proc(_ processes: [Shown]) -> [String: NodeFile] {
        processes.reduce(into: ["/proc/stat": file("cpu 1\nbtime 1000\n")]) { $0.merge($1.files) { $1 } }
    }

    private static let unit = "0::/system.slice/kubelet.service"
    private static let pod = "0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-a.scope"

    @Test(
        "It is the one in a unit of the node, or that of the node's init; of several it is none",
        arguments: [
            (
                "aks",
                [
                    Shown("12345", "kubelet", parent: "700", "\(pod)/system.slice/kubelet.service", started: 5),
                    Shown("812", "kubelet", parent: "1", unit, started: 50),
                ], 1050
            ),
            // As a Pod sees it: from its own control group.
            (
                "aks",
                [
                    Shown(
                        "12345",
                        "kubelet",
                        parent: "700",
                        "0::/../cri-containerd-a.scope/system.slice/kubelet.service",
                        started: 5
                    ),
                    Shown("812", "kubelet", parent: "1", "0::/../../../system.slice/kubelet.service", started: 50),
                ], 1050
            ),
            (
                "aks",
                [
                    Shown(
                        "812",
                        "kubelet",
                        parent: "700",
                        "5:memory:/x\n1:name=systemd:/system.slice/kubelet.service",
                        started: 50
                    )
                ], 1050
            ),
            // Without systemd.
            (
                "generic",
                [
                    Shown("12345", "kubelet", parent: "700", pod, started: 5),
                    Shown("812", "kubelet", parent: "1", "", started: 50),
                ], 1050
            ),
            (
                "k3s",
                [
                    Shown("300", "supervise-daemon", parent: "1", "", started: 1),
                    Shown("301", "k3s-server", parent: "300", "0::/openrc.k3s", started: 50),
                ], 1050
            ),
            ("k3s", [Shown("1", "k3s-server", parent: "0", "0::/", started: 50)], 1050),
            (
                "rke2",
                [
                    Shown("40", "rke2-server", parent: "1", "0::/system.slice/rke2-server.service", started: 40),
                    Shown("41", "kubelet", parent: "40", "0::/system.slice/rke2-server.service", started: 50),
                ], 1050
            ),
            ("aks", [Shown("12345", "kubelet", parent: "700", pod, started: 5)], nil),
            ("k3s", [Shown("12345", "k3s", parent: "700", "\(pod)/system.slice/k3s.service", started: 5)], nil),
            (
                "generic",
                [
                    Shown("811", "kubelet", parent: "1", "", started: 5),
                    Shown("812", "kubelet", parent: "1", "", started: 50),
                ], nil
            ),
        ] as [(String, [Shown], Int64?)]
    )
    func found(_ flavour: String, _ processes: [Shown], _ started: Int64?) throws {
        let disk = MemoryFileSystem(Self.proc(processes))
        let found = KubeletProcess.find(try #require(Flavour(named: flavour)), disk)
        #expect(found?.started == started)
    }
}
