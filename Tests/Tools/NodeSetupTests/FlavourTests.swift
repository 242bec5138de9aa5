import NodeSetup
import Testing

struct FlavourTests {
    @Test(
        "Installed, installed again and taken away, each kind of node has its files byte for byte as before",
        arguments: flavours
    )
    func roundTrip(_ flavour: String) async throws {
        let before = try #require(nodes[flavour])
        let disk = MemoryFileSystem(before)
        let folders = disk.folders
        let plan = try await disk.install(request(flavour))
        #expect(!plan.changes.isEmpty)
        #expect(disk.files["/etc/pullpass/config.yaml"]?.mode == 0o600)
        #expect(disk.files.values.contains { $0.bytes == program(1) && $0.mode == 0o755 })
        let installed = disk.files
        let steps = disk.steps

        let again = try await disk.install(request(flavour))
        #expect(again.isEmpty)
        #expect(disk.files == installed)
        #expect(disk.steps == steps, "nothing is even touched")

        try await disk.uninstall()
        #expect(disk.files == before)
        #expect(disk.folders == folders)
        #expect(try await disk.uninstall().isEmpty)
    }

    @Test("The folder for tokens is in the plugin's arguments, also in those of the next boot, and goes with them")
    func cache() async throws {
        let disk = MemoryFileSystem(nodes["eks"] ?? [:])
        try await disk.install(request("eks", cache: "/var/lib/pullpass/cache"))
        #expect(disk.text("/etc/eks/image-credential-provider/config.json").contains("\"/var/lib/pullpass/cache\""))
        let boot = "/etc/systemd/system/kubelet.service.d/50-pullpass.conf"
        #expect(disk.text(boot).contains(" --config /etc/pullpass/config.yaml --cache /var/lib/pullpass/cache\n"))
        try await disk.install(request("eks"))
        #expect(!disk.text("/etc/eks/image-credential-provider/config.json").contains("cache\""))
        #expect(!disk.text(boot).contains("--cache"))
    }

    @Test(
        "A new program and a new configuration take the places of the old ones, and what was there is still put back",
        arguments: flavours
    )
    func upgrade(_ flavour: String) async throws {
        let before = try #require(nodes[flavour])
        let disk = MemoryFileSystem(before)
        try await disk.install(request(flavour))
        let text = configuration(registry("own", "registry.example/team"), registry("other", "other.example"))
        try await disk.install(request(flavour, text, version: 2))
        #expect(disk.files.values.contains { $0.bytes == program(2) })
        #expect(!disk.files.values.contains { $0.bytes == program(1) })
        #expect(disk.text("/etc/pullpass/config.yaml") == text)
        #expect(disk.files.values.contains { String(decoding: $0.bytes, as: UTF8.self).contains("other.example") })
        try await disk.uninstall()
        #expect(disk.files == before)
    }

    @Test("Entries, comments and flags of others stay as they are")
    func foreignEntries() async throws {
        let aks = MemoryFileSystem(nodes["aks"] ?? [:])
        try await aks.install(request("aks"))
        let config = aks.text("/var/lib/kubelet/credential-provider-config.yaml")
        #expect(config.hasPrefix(acrConfig))
        #expect(config.contains("name: pullpass"))
        #expect(aks.files["/var/lib/kubelet/credential-provider-config.yaml"]?.mode == 0o600)

        let kubeadm = MemoryFileSystem(nodes["kubeadm"] ?? [:])
        try await kubeadm.install(request("kubeadm"))
        #expect(
            kubeadm.text("/etc/default/kubelet") == """
                # theirs
                KUBELET_EXTRA_ARGS='--image-credential-provider-config=/etc/kubernetes/credential-provider-config.yaml \
                --image-credential-provider-bin-dir=/usr/local/bin --node-ip=10.0.0.4'

                """
        )
        #expect(kubeadm.files["/etc/default/kubelet"]?.mode == 0o640)
    }

    @Test("What the kubelet is told already is where things go, and other wishes are refused")
    func toldPaths() async throws {
        let told =
            "[Service]\nExecStart=/usr/local/bin/k3s agent '--kubelet-arg=image-credential-provider-config=/opt/cp.yaml' "
            + "'--kubelet-arg=image-credential-provider-bin-dir=/opt/bin'\n"
        let disk = MemoryFileSystem(["/etc/systemd/system/k3s-agent.service": file(told)])
        #expect(throws: NodeSetupError.self) { try Planner(disk).install(request("k3s", config: "/etc/other.yaml")) }
        try await disk.install(request("k3s"))
        #expect(disk.files["/opt/bin/pullpass"] != nil && disk.files["/opt/cp.yaml"] != nil)
        // The flags are somebody else's, and without the file the kubelet would not start.
        let error = await #expect(throws: NodeSetupError.self) { try await disk.uninstall() }
        #expect(
            error?.description.contains("/etc/systemd/system/k3s-agent.service tells the kubelet of /opt/cp.yaml")
                == true
        )
        #expect(disk.files["/opt/bin/pullpass"] != nil)
    }

    @Test("K3s is told of places that it does not look at by itself")
    func rancherFlags() async throws {
        let before = nodes["k3s"] ?? [:]
        let disk = MemoryFileSystem(before)
        try await disk.install(request("k3s", config: "/etc/cp/config.yaml", programs: "/opt/bin"))
        #expect(
            disk.text("/etc/rancher/k3s/config.yaml.d/pullpass.yaml") == """
                # Written by pullpass node install.
                kubelet-arg+:
                - image-credential-provider-config=/etc/cp/config.yaml
                - image-credential-provider-bin-dir=/opt/bin

                """
        )
        #expect(try Planner(disk).install(request("k3s")).isEmpty)
        try await disk.uninstall()
        #expect(disk.files == before)
    }

    @Test("A directory of configurations gets a file of ours, where the kubelet reads directories")
    func directory() async throws {
        let told =
            "KUBELET_EXTRA_ARGS=--image-credential-provider-config=/etc/cp --image-credential-provider-bin-dir=/opt/bin\n"
        let before = (nodes["kubeadm"] ?? [:]).merging([
            "/etc/default/kubelet": file(told), "/etc/cp/10-acr.yaml": file(acrConfig),
            "/opt/bin/acr-credential-provider": file("acr", mode: 0o755),
        ]) { $1 }
        let disk = MemoryFileSystem(before)
        #expect(throws: NodeSetupError.self) { try Planner(disk).install(request("kubeadm", minor: 33)) }
        try await disk.install(request("kubeadm"))
        #expect(disk.text("/etc/cp/50-pullpass.yaml").contains("name: pullpass"))
        try await disk.uninstall()
        #expect(disk.files == before)
    }

    @Test("A provider for each identity has its program under its name")
    func identities() async throws {
        let before = nodes["eks"] ?? [:]
        let disk = MemoryFileSystem(before)
        try await disk.install(request("eks", configuration(registry("own", "registry.example/team"), podRegistry)))
        #expect(disk.files["/etc/eks/image-credential-provider/pullpass-pods"]?.isLink == true)
        #expect(disk.text("/etc/eks/image-credential-provider/config.json").contains("pullpass-pods"))
        // Without it the link goes, after the file that names it.
        let plan = try await disk.install(request("eks"))
        #expect(plan.changes.last?.path == "/etc/eks/image-credential-provider/pullpass-pods")
        #expect(disk.files["/etc/eks/image-credential-provider/pullpass-pods"] == nil)
        try await disk.uninstall()
        #expect(disk.files == before)
    }
}
