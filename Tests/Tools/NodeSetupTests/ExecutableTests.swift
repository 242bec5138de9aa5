import Linux
import NodeSetup
import Processes
import TestSupport
import Testing

/// The executable itself, on a node in a folder.
struct ExecutableTests {
    private let folder: TemporaryDirectory
    private let files: RootedFileSystem

    /// What came of a run.
    private struct Said {
        let status: Processes.ExitStatus
        let output: String
        let error: String

        init(_ result: CommandResult) {
            status = result.status
            output = String(decoding: result.standardOutput, as: UTF8.self)
            error = String(decoding: result.standardError, as: UTF8.self)
        }
    }

    init() throws {
        folder = try TemporaryDirectory()
        files = try RootedFileSystem(root: folder.path)
        for (path, file) in nodes["kubeadm"] ?? [:] {
            var parent = "/node"
            try files.makeFolder(parent, isPrivate: false)
            for part in path.split(separator: "/").dropLast() {
                parent += "/\(part)"
                try files.makeFolder(parent, isPrivate: false)
            }
            try files.write(file, to: "/node\(path)", like: nil)
        }
        try folder.write("node.yaml", configuration(registry("own", "registry.example/team")))
    }

    private func node(_ arguments: String...) async throws -> Said { try await node(arguments) }

    private func node(_ arguments: [String]) async throws -> Said {
        let command = Command(
            try Repository.executable(),
            ["node"] + arguments + ["--root", folder.path("node")],
            environment: Tool.environment,
            timeLimit: .seconds(600)
        )
        let result = try await run(command)
        return Said(result)
    }

    private func install(_ more: String...) async throws -> Said { try await install(more) }

    private func install(_ more: [String]) async throws -> Said {
        let config = folder.path("node.yaml")
        let command = Command(
            try Repository.executable(),
            ["node", "install", "--flavour", "kubeadm", "--config", config, "--root", folder.path("node")] + more,
            environment: Tool.environment,
            timeLimit: .seconds(600)
        )
        let result = try await run(command)
        return Said(result)
    }

    @Test("It shows, installs itself, finds nothing to do, is whole, and goes again; no credential is printed")
    func roundTrip() async throws {
        let unknown = try await install()
        #expect(unknown.status == .exited(1))
        #expect(unknown.error.contains("give --kubelet-version"))
        let shown = try await install("--kubelet-version", "v1.34.2", "--dry-run")
        #expect(shown.status == .exited(0))
        #expect(shown.output.contains("+    - name: pullpass") || shown.output.contains("+  - name: pullpass"))
        #expect(try files.status(of: "/node/usr/local/bin/pullpass") == nil)
        let done = try await install("--kubelet-version", "v1.34.2")
        #expect(done.status == .exited(0))
        #expect(done.output.contains("it is in force after 'systemctl restart kubelet'"))
        #expect(try files.status(of: "/node/usr/local/bin/pullpass")?.mode == 0o755)
        #expect(try files.status(of: "/node/etc/pullpass/config.yaml")?.mode == 0o600)
        let again = try await install("--kubelet-version", "v1.34.2")
        #expect(again.output == "nothing had to change\n")
        let status = try await node("status", "--kubelet-version", "v1.34.2")
        #expect(status.status == .exited(0), "\(status.output)")
        let gone = try await node("uninstall", "--flavour", "kubeadm")
        #expect(gone.status == .exited(0))
        #expect(try files.status(of: "/node/etc/pullpass") == nil)
        #expect(
            try files.read("/node/etc/default/kubelet", limit: 1 << 12)
                == nodes["kubeadm"]?["/etc/default/kubelet"]?.bytes
        )
        for text in [unknown, shown, done, again, status, gone].flatMap({ [$0.output, $0.error] }) {
            #expect(!text.contains("hunter"))
        }
    }

    @Test(
        "Flags that do not fit are wrong usage",
        arguments: [
            ["--print-cloud-init", "https://files.example/p"], ["--kubelet-version", "latest"],
            ["--kubelet-version", "1.25"], ["--feature-gates", "Some"],
            ["--dry-run", "--restart"],
            ["--bin-dir", "relative"], ["--config-path", "/a/../b"], ["--cache", "/a b"],
        ]
    )
    func usage(_ flags: [String]) async throws {
        let command = Command(
            try Repository.executable(),
            [
                "node", "install", "--flavour", "kubeadm", "--config", folder.path("node.yaml"), "--root",
                folder.path("node"),
            ] + flags,
            environment: Tool.environment
        )
        #expect(try await run(command).status == .exited(2))
    }

    @Test("A kubelet of 1.33 gives tokens where its feature gate is said, to install and to status")
    func featureGates() async throws {
        try folder.write("node.yaml", configuration(podRegistry))
        let without = try await install("--kubelet-version", "1.33")
        #expect(without.status == .exited(2))
        #expect(without.error.contains("--feature-gates KubeletServiceAccountTokenForCredentialProviders=true"))
        let gates = [
            "--kubelet-version", "1.33", "--feature-gates", "KubeletServiceAccountTokenForCredentialProviders=true",
        ]
        #expect(try await install(gates).status == .exited(0))
        #expect(try await node(["status"] + gates).output.contains("ok  a kubelet of 1.33 takes "))
        #expect(try await node("status", "--kubelet-version", "1.33").output.contains("NO  "))
    }

    @Test("The script for OKE is one that a shell reads, and says nothing in plain text of the configuration")
    func cloudInit() async throws {
        let script = try CloudInitScript(
            url: "https://files.example/pullpass",
            program: program(1),
            configuration: Array("password: hunter".utf8)
        )
        #expect(!script.text.contains("hunter"))
        #expect(try await Tool.run("bash", ["-n"], input: Array(script.text.utf8)).status.isSuccess)
        #expect(throws: NodeSetupError.self) {
            try CloudInitScript(url: "https://x/'; reboot", program: [], configuration: [])
        }
    }
}
