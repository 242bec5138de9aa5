import NodeSetup
import Testing

struct ChangesOfOthersTests {
    private static let eksConfig = "/etc/eks/image-credential-provider/config.json"

    @Test("A vendor that writes its file anew is followed, and its new file is what is put back")
    func rewritten() async throws {
        let before = nodes["eks"] ?? [:]
        let disk = MemoryFileSystem(before)
        try await disk.install(request("eks"))
        // A boot: nodeadm writes its file, with other content than before.
        let newer = ecrConfig.replacing("12h", with: "6h")
        try disk.put(file(newer), at: Self.eksConfig)
        #expect(
            try NodeStatus(disk, kubelet: nil, metrics: nil).findings().contains {
                $0.verdict == .bad && $0.text.contains("without Pullpass")
            }
        )
        try await disk.install(request("eks"))
        #expect(disk.text(Self.eksConfig).contains("\"name\": \"pullpass\""))
        try await disk.uninstall()
        #expect(disk.files == before.merging([Self.eksConfig: file(newer)]) { $1 })
    }

    @Test(
        "Where the file goes of which the kubelet may be told in a place that nobody sees, an uninstall says what that means"
    )
    func flagsElsewhere() async throws {
        for (config, isLast) in [
            ("/etc/kubernetes/own.yaml", true), ("/etc/kubernetes/credential-provider-config.yaml", false),
        ] {
            let theirs = [
                "/etc/kubernetes/credential-provider-config.yaml": file(acrConfig),
                "/usr/local/bin/acr-credential-provider": file("acr", mode: 0o755),
            ]
            let disk = MemoryFileSystem((nodes["generic"] ?? [:]).merging(theirs) { $1 })
            try await disk.install(request("generic", config: config))
            let notes = try await disk.uninstall().notes
            #expect(
                notes.contains { $0.contains("start the kubelet without --image-credential-provider-config=\(config)") }
                    == isLast
            )
        }
    }

    @Test("Of a file that somebody changed since, only our entry is taken out, and that is said")
    func edited() async throws {
        let before = nodes["aks"] ?? [:]
        let path = "/var/lib/kubelet/credential-provider-config.yaml"
        let disk = MemoryFileSystem(before)
        try await disk.install(request("aks"))
        try disk.put(file(disk.text(path).replacing("10m", with: "5m"), mode: 0o600), at: path)
        let plan = try await disk.uninstall()
        #expect(
            plan.notes.contains { $0.contains("\(path) was changed by somebody since: only what is ours is taken out") }
        )
        #expect(disk.text(path) == acrConfig.replacing("10m", with: "5m"))
        #expect(disk.files["/var/lib/kubelet/credential-provider/pullpass"] == nil)
    }

    @Test("Flags are taken out of a line that somebody has lengthened")
    func editedFlags() async throws {
        let disk = MemoryFileSystem(nodes["kubeadm"] ?? [:])
        try await disk.install(request("kubeadm"))
        let path = "/etc/default/kubelet"
        try disk.put(
            file(disk.text(path).replacing("--node-ip=10.0.0.4", with: "--node-ip=10.0.0.4 --v=4"), mode: 0o640),
            at: path
        )
        try await disk.uninstall()
        #expect(disk.text(path) == "# theirs\nKUBELET_EXTRA_ARGS='--node-ip=10.0.0.4 --v=4'\n")
    }

    @Test("A configuration that somebody has written over is his, and stays")
    func editedConfiguration() async throws {
        let disk = MemoryFileSystem(nodes["k3s"] ?? [:])
        try await disk.install(request("k3s"))
        try disk.put(file("mine\n", mode: 0o600), at: "/etc/pullpass/config.yaml")
        let plan = try await disk.uninstall()
        #expect(plan.notes == ["/etc/pullpass/config.yaml was changed by somebody since, and is left as it is"])
        #expect(disk.text("/etc/pullpass/config.yaml") == "mine\n")
    }

    @Test("A configuration that was there already at its place, and is installed from there, is nobody's to take away")
    func ownPlace() async throws {
        let text = configuration(registry("own", "registry.example/team"))
        let before = (nodes["k3s"] ?? [:]).merging(["/etc/pullpass/config.yaml": file(text, mode: 0o600)]) { $1 }
        let disk = MemoryFileSystem(before)
        try await disk.install(request("k3s", text))
        try await disk.uninstall()
        #expect(disk.files == before)
    }

    @Test("A record that is none, and a copy that somebody changed, are told and not guessed at")
    func spoilt() async throws {
        let disk = MemoryFileSystem(nodes["aks"] ?? [:])
        try await disk.install(request("aks"))
        for (path, old) in disk.files where path.contains("/before-") {
            try disk.put(old.with("other"), at: path)
        }
        let installed = disk.files
        var error = await #expect(throws: NodeSetupError.self) { try await disk.uninstall() }
        #expect(error?.description.contains("was changed since") == true)
        #expect(disk.files.filter { !$0.key.hasSuffix("/lock") } == installed.filter { !$0.key.hasSuffix("/lock") })
        for text in ["", "{}", "[", "{\"version\": 1, \"files\": 3}", String(repeating: "[", count: 10_000)] {
            try disk.put(file(text), at: "/var/lib/pullpass/node/record")
            error = await #expect(throws: NodeSetupError.self) { try await disk.uninstall() }
            #expect(error?.description.contains("is no record of this program") == true)
        }
    }
}

extension MemoryFileSystem {
    func put(_ file: NodeFile, at path: String) throws {
        try remove(path)
        try write(file, to: path, like: nil)
        try sync(path)
        try sync(path.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" })
    }
}

extension NodeFile {
    func with(_ text: String) -> NodeFile {
        NodeFile(Array(text.utf8), isLink: isLink, mode: mode, user: user, group: group)
    }
}
