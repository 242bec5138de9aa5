import NodeSetup
import Testing

/// What others have made of a node must not leave its kubelet without what it is told of.
struct LeftBehindTests {
    private static let flags = "/etc/default/kubelet"
    private static let config = "/etc/kubernetes/credential-provider-config.yaml"

    /// An uninstall that is refused, and changes nothing.
    private static func refusal(_ disk: MemoryFileSystem) async throws -> String {
        let before = disk.files
        let error = await #expect(throws: NodeSetupError.self) { try await disk.uninstall() }
        #expect(disk.files == before)
        return error?.description ?? ""
    }

    @Test("Flags that somebody has written in another way keep what they name")
    func rewrittenFlags() async throws {
        let disk = MemoryFileSystem(nodes["kubeadm"] ?? [:])
        try await disk.install(request("kubeadm"))
        let other = disk.text(Self.flags).replacing("config=/", with: "config /").replacing("dir=/", with: "dir /")
        try disk.put(file(other), at: Self.flags)
        #expect(try await Self.refusal(disk).hasPrefix("\(Self.flags) tells the kubelet of \(Self.config)"))
        // The same for a file that was ours alone.
        let k3s = MemoryFileSystem(nodes["k3s"] ?? [:])
        try await k3s.install(request("k3s", config: "/etc/a.yaml", programs: "/opt/plugins"))
        let own = "/etc/rancher/k3s/config.yaml.d/pullpass.yaml"
        try k3s.put(file(k3s.text(own) + "node-name: a\n"), at: own)
        #expect(try await Self.refusal(k3s).contains("tells the kubelet of /etc/a.yaml"))
    }

    @Test("A provider that somebody has written by hand keeps the program that it names")
    func handWritten() async throws {
        let before = nodes["k3s"] ?? [:]
        let path = "/var/lib/rancher/credentialprovider/config.yaml"
        let other = MemoryFileSystem(before)
        try await other.install(request("k3s"))
        // Rendered first, then installed: what is as wanted already is nobody's to take away.
        let disk = MemoryFileSystem(before.merging([path: try #require(other.files[path])]) { $1 })
        try await disk.install(request("k3s"))
        #expect(try await Self.refusal(disk).hasPrefix("\(path) names the provider pullpass"))
        try disk.remove(path)
        try await disk.uninstall()
        #expect(disk.files == before)
    }

    @Test("A kubelet that is told of other places by now is not said to have what is installed")
    func toldElsewhere() async throws {
        let disk = MemoryFileSystem(nodes["kubeadm"] ?? [:])
        try await disk.install(request("kubeadm"))
        let flags = "--image-credential-provider-config=/b.yaml --image-credential-provider-bin-dir=/b"
        try disk.put(file("KUBELET_KUBEADM_ARGS=\"\(flags)\"\n"), at: "/var/lib/kubelet/kubeadm-flags.env")
        let error = #expect(throws: NodeSetupError.self) { try Planner(disk).install(request("kubeadm")) }
        #expect(error?.description.contains("tells the kubelet /b.yaml and /b by now") == true)
    }

    @Test(
        "The variable of flags is set where it counts, as systemd reads it",
        arguments: [
            ("KUBELET_EXTRA_ARGS = \"--v=4\"\n", "KUBELET_EXTRA_ARGS = \"FLAGS --v=4\"\n"),
            ("KUBELET_EXTRA_ARGS=  '--v=4'", "KUBELET_EXTRA_ARGS=  'FLAGS --v=4'"),
            ("KUBELET_EXTRA_ARGS=--v=4\r\n", "KUBELET_EXTRA_ARGS=FLAGS --v=4\r\n"),
            // systemd takes no export, and so no kubelet has these flags.
            ("export KUBELET_EXTRA_ARGS=--v=4\n", "export KUBELET_EXTRA_ARGS=--v=4\nKUBELET_EXTRA_ARGS=\"FLAGS\"\n"),
            ("A=b \\\n", "A=b \\\n\nKUBELET_EXTRA_ARGS=\"FLAGS\"\n"),
        ]
    )
    func variable(_ before: String, _ after: String) async throws {
        let node = (nodes["kubeadm"] ?? [:]).merging([Self.flags: file(before)]) { $1 }
        let disk = MemoryFileSystem(node)
        try await disk.install(request("kubeadm"))
        let flags =
            "--image-credential-provider-config=\(Self.config) --image-credential-provider-bin-dir=/usr/local/bin"
        #expect(disk.text(Self.flags) == after.replacing("FLAGS", with: flags))
        try await disk.uninstall()
        #expect(disk.files == node)
    }

    @Test("Flags that stand elsewhere are not hidden by ours")
    func otherPlaces() async throws {
        let dropIn = "/etc/systemd/system/kubelet.service.d/20-ip.conf"
        let sysconfig = "/etc/sysconfig/kubelet"
        let node = (nodes["kubeadm"] ?? [:]).filter { $0.key != Self.flags }
        func plan(_ files: [String: NodeFile]) throws -> NodePlan {
            try Planner(MemoryFileSystem(node.merging(files) { $1 })).install(request("kubeadm"))
        }
        for (files, place) in [
            ([dropIn: file("[Service]\nEnvironment=\"KUBELET_EXTRA_ARGS=--node-ip=10.0.0.4\"\n")], dropIn),
            (
                [
                    dropIn: file("[Service]\nEnvironmentFile=/etc/kubelet.env\n"),
                    "/etc/kubelet.env": file("KUBELET_EXTRA_ARGS=--v=4\n"),
                ], "/etc/kubelet.env"
            ),
        ] {
            let error = #expect(throws: NodeSetupError.self) { try plan(files) }
            #expect(error?.description.hasPrefix("\(place) sets KUBELET_EXTRA_ARGS") == true, "\(error as Any)")
        }
        // Of two usual places the one counts that is read last.
        let both = try plan([
            dropIn: file("[Service]\nEnvironmentFile=-\(sysconfig)\n"),
            sysconfig: file("KUBELET_EXTRA_ARGS=--v=4\n"), Self.flags: file("KUBELET_EXTRA_ARGS=--v=2\n"),
        ])
        #expect(both.changes.map(\.path).contains(sysconfig))
        #expect(!both.changes.map(\.path).contains(Self.flags))
    }

    @Test("Flags are taken out as a whole, each time that they stand there, and nothing that only begins like them")
    func otherFlags() async throws {
        let disk = MemoryFileSystem(nodes["kubeadm"] ?? [:])
        try await disk.install(request("kubeadm"))
        let ours =
            "--image-credential-provider-config=\(Self.config) --image-credential-provider-bin-dir=/usr/local/bin"
        try disk.put(file("KUBELET_EXTRA_ARGS=\"\(ours) --v=2 \(ours)\"\nOLD='\(ours)-old'\n"), at: Self.flags)
        try await disk.uninstall()
        #expect(
            disk.text(Self.flags)
                == "KUBELET_EXTRA_ARGS=\"--v=2\"\nOLD='--image-credential-provider-bin-dir=/usr/local/bin-old'\n"
        )
    }
}
