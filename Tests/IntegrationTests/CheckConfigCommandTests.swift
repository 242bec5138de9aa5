import FoundationEssentials
import Processes
import TestSupport
import Testing

/// `pullpass node check-config` and `pullpass render credential-provider-config`, as they are called.
struct CheckConfigCommandTests {
    static func file(_ more: String = "") -> String {
        """
        apiVersion: kubelet.config.k8s.io/v1
        kind: CredentialProviderConfig
        providers:
        - name: rec1
          apiVersion: credentialprovider.kubelet.k8s.io/v1
          matchImages: [fake.lab]
          defaultCacheDuration: 10m
        \(more)

        """
    }

    private static let configuration = """
        apiVersion: pullpass.dev/v1alpha1
        kind: Configuration
        registries:
          - name: hub
            matchImages: [docker.io, ghcr.io/acme/]
            credentials:
              basic: { username: { value: me }, password: { value: pw } }

        """

    @Test func `a good file ends with 0, a bad one with 1, and a warning counts with strict`() async throws {
        let folder = try TemporaryDirectory()
        let good = try folder.write("good.yaml", Self.file())
        let bad = try folder.write("bad.yaml", Self.file("  foo: 1"))
        let doubtful = try folder.write("doubtful.yaml", Self.file("---\nkind: second"))
        func check(_ arguments: String...) async throws -> CommandResult {
            try await pullpass(["node", "check-config", "--kubelet-version", "v1.36.2"] + arguments)
        }
        let result = try await check(good)
        #expect(result.status == .exited(0), "\(result.errorText)")
        #expect(result.outputText.contains("a kubelet of 1.36 starts with rec1\n"), "\(result.outputText)")
        let refused = try await check(bad)
        #expect(refused.status == .exited(1))
        #expect(refused.outputText.contains("bad.yaml:8: providers[0].foo: "), "\(refused.outputText)")
        #expect(refused.outputText.contains("the kubelet says: strict decoding error: unknown field"))
        #expect(try await check(doubtful).status == .exited(0))
        #expect(try await check("--strict", doubtful).status == .exited(1))
        let json = try await check("--output", "json", bad)
        #expect(json.status == .exited(1))
        #expect(json.outputText.contains(#""starts": false"#), "\(json.outputText)")
        let programs = try await check("--bin-dir", folder.path, good)
        #expect(programs.status == .exited(1))
        #expect(programs.outputText.contains("plugin binary executable  did not exist"))
        #expect(try await pullpass(["node", "check-config", "--kubelet-version", "1.30", bad]).status == .exited(0))
    }

    @Test(
        arguments: [
            (["node", "check-config", "a.yaml"], "--kubelet-version"),
            (["node", "check-config", "a.yaml", "--kubelet-version", "latest"], "no version"),
            (["node", "check-config", "a.yaml", "--kubelet-version", "1.25"], "1.26"),
            (["node", "check-config", "--kubelet-version", "1.36"], "path"),
            (
                ["node", "check-config", "a.yaml", "--kubelet-version", "1.36", "--feature-gates", "A"],
                "--feature-gates"
            ),
            (
                [
                    "render", "credential-provider-config", "--config", "c.yaml", "--kubelet-version", "1.36", "--name",
                    "a/b",
                ], "--name"
            ),
            (
                ["render", "credential-provider-config", "--config", "/nonexistent", "--kubelet-version", "1.36"],
                "/nonexistent"
            ),
        ]
    )
    func `wrong usage ends with 2`(arguments: [String], named: String) async throws {
        let result = try await pullpass(arguments)
        #expect(result.status == .exited(2), "\(result.errorText)")
        #expect(result.errorText.contains(named), "\(result.errorText)")
    }

    @Test func `what is rendered is good for each version, with Pullpass beside its configuration`() async throws {
        let folder = try TemporaryDirectory()
        let config = try folder.write("pullpass.yaml", Self.configuration)
        try FileManager.default.createDirectory(atPath: folder.path("bin"), withIntermediateDirectories: true)
        try folder.writeProgram("bin/pullpass", "#!/bin/sh\n")
        for version in ["1.26", "1.32", "1.36", "1.37"] {
            let rendered = try await pullpass(
                [
                    "render", "credential-provider-config", "--config", config, "--config-path", config,
                    "--kubelet-version", version,
                ]
            )
            #expect(rendered.status == .exited(0), "\(rendered.errorText)")
            let path = try folder.write("kubelet.yaml", rendered.outputText)
            let checked = try await pullpass(
                [
                    "node", "check-config", path, "--strict", "--bin-dir", folder.path("bin"), "--kubelet-version",
                    version,
                ]
            )
            #expect(checked.status == .exited(0), "\(version): \(checked.outputText)")
        }
        let role = try await pullpass(
            ["render", "credential-provider-config", "--config", config, "--kubelet-version", "1.36", "--cluster-role"]
        )
        #expect(role.status == .exited(1))
        #expect(role.errorText.contains("nodes need no right"), "\(role.errorText)")
    }

    private func pullpass(_ arguments: [String]) async throws -> CommandResult {
        let command = Command(
            try Repository.executable(),
            arguments,
            environment: Tool.environment,
            timeLimit: .seconds(300)
        )
        return try await Processes.run(command)
    }
}
