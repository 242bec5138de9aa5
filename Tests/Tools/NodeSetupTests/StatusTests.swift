import KubeletConfiguration
import NodeSetup
import Testing

struct StatusTests {
    private static func findings(_ disk: MemoryFileSystem, _ metrics: String? = nil) throws -> [NodeFinding] {
        try NodeStatus(disk, kubelet: Kubelet(KubeletVersion(minor: 34)), metrics: metrics.map { Array($0.utf8) })
            .findings()
    }

    private static func bad(_ disk: MemoryFileSystem, _ metrics: String? = nil) throws -> [String] {
        try findings(disk, metrics).filter { $0.verdict == .bad }.map(\.text)
    }

    @Test("Where nothing is installed it says so")
    func nothing() throws {
        #expect(try Self.bad(MemoryFileSystem()).first?.contains("nothing is installed here") == true)
    }

    @Test("Where all is as it should be nothing is bad", arguments: flavours.filter { $0 != "oke" })
    func good(_ flavour: String) async throws {
        let disk = MemoryFileSystem(nodes[flavour] ?? [:])
        try await disk.install(request(flavour))
        #expect(try Self.bad(disk) == [])
        #expect(
            try Self.findings(disk).contains {
                $0.text == "whether it is in force cannot be seen from here: give --metrics"
            }
        )
    }

    @Test("What goes wrong most is told: flags, programs, files and an install that was cut off")
    func wrong() async throws {
        let path = "/var/lib/kubelet/credential-provider/pullpass"
        func broken(_ change: (MemoryFileSystem) throws -> Void) async throws -> [String] {
            let disk = MemoryFileSystem(nodes["aks"] ?? [:])
            try await disk.install(request("aks"))
            try change(disk)
            return try Self.bad(disk)
        }
        #expect(
            try await broken { try $0.remove(path) }.contains {
                $0.contains("is not there, and a kubelet that is told of it does not start")
            }
        )
        #expect(
            try await broken { try $0.put(NodeFile(program(1), mode: 0o644), at: path) }.contains {
                $0.contains("chmod 755 \(path)")
            }
        )
        #expect(
            try await broken { try $0.put(file("#!/bin/sh\n", mode: 0o755), at: path) }.contains {
                $0.contains("no program for this machine")
            }
        )
        #expect(
            try await broken { try $0.put(file("KUBELET_FLAGS=--v=2\n"), at: "/etc/default/kubelet") }.contains {
                $0.hasPrefix("no file gives the kubelet")
            }
        )
        #expect(
            try await broken { try $0.remove("/var/lib/kubelet/credential-provider-config.yaml") }.contains {
                $0.contains("cannot be read, and a kubelet that is told of it does not start")
            }
        )

        let foreign = "/var/lib/kubelet/credential-provider/acr-credential-provider"
        for change in [{ try $0.remove(foreign) }, { try $0.put(file("acr"), at: foreign) }]
            as [(MemoryFileSystem) throws -> Void]
        {
            #expect(
                try await broken(change).contains { $0.contains("names the provider acr-credential-provider, and") }
            )
        }
        #expect(
            try await broken { disk in
                let own = "/etc/pullpass/config.yaml"
                try disk.put(file(disk.text(own)), at: own)
            }.contains { $0.hasPrefix("/etc/pullpass/config.yaml may be read by others than root") }
        )

        let oke = MemoryFileSystem(nodes["oke"] ?? [:])
        try await oke.install(request("oke"))
        #expect(try Self.bad(oke).contains { $0.hasPrefix("no file gives the kubelet") })

        let cut = MemoryFileSystem(nodes["aks"] ?? [:])
        cut.cutPower(after: 20)
        _ = try? await cut.install(request("aks"))
        #expect(try Self.bad(cut.afterCut(losing: .nothing)).contains { $0.hasPrefix("an install was cut off") })

        let undone = MemoryFileSystem(nodes["kubeadm"] ?? [:])
        let flags = "/etc/default/kubelet"
        let before = try #require(undone.files[flags])
        try await undone.install(request("kubeadm"))
        try undone.put(before, at: flags)
        #expect(try Self.bad(undone).contains { $0.hasPrefix("\(flags) is as it was before Pullpass") })
    }

    @Test("The kubelet's own hash tells whether the files are in force")
    func metrics() async throws {
        let disk = MemoryFileSystem(nodes["eks"] ?? [:])
        try await disk.install(request("eks"))
        let config = ConfigFile(
            name: "",
            bytes: disk.files["/etc/eks/image-credential-provider/config.json"]?.bytes ?? []
        )
        let hash = try #require(ConfigHash.of([config]))
        func line(_ hash: String) -> String {
            "# HELP kubelet_credential_provider_config_info x\nkubelet_credential_provider_config_info{hash=\"\(hash)\"} 1\n"
        }
        #expect(try Self.findings(disk, line(hash)).contains { $0.text.hasPrefix("the kubelet has read /etc/eks") })
        let other = "sha256:" + String(repeating: "0", count: 64)
        #expect(
            try Self.bad(disk, line(other)).contains {
                $0.hasPrefix("the kubelet has read another") && $0.contains("systemctl restart kubelet")
            }
        )
        #expect(try Self.bad(disk, "up 1\n") == [])
    }

    @Test("A kubelet that was started before the files changed has not read them")
    func process() async throws {
        func node(_ arguments: String, started: Int) -> [String: NodeFile] {
            [
                "/proc/stat": file("cpu 1\nbtime 1000\n"), "/proc/42/comm": file("kubelet\n"),
                "/proc/42/cmdline": file(arguments.replacing(" ", with: "\0")),
                "/proc/42/stat": file(
                    "42 (kube (let)) S 1 " + String(repeating: "0 ", count: 17) + "\(started * 100) 0\n"
                ),
            ]
        }
        let flags =
            "/usr/bin/kubelet --image-credential-provider-config=/var/lib/kubelet/credential-provider-config.yaml"
        let disk = MemoryFileSystem((nodes["aks"] ?? [:]).merging(node(flags, started: 5)) { $1 })
        try await disk.install(request("aks"))
        #expect(try Self.findings(disk).contains { $0.text.hasPrefix("the kubelet was started after") })
        let without = MemoryFileSystem((nodes["aks"] ?? [:]).merging(node("/usr/bin/kubelet --v=2", started: 5)) { $1 })
        try await without.install(request("aks"))
        #expect(try Self.bad(without).contains { $0.hasPrefix("the kubelet that runs was started without") })
        without.touch(at: 2000)
        disk.touch(at: 2000)
        #expect(try Self.bad(disk).contains { $0.hasPrefix("the kubelet was started before") })
    }
}
