import FoundationEssentials
import Glibc
import Images
import Processes
import TestKubelet
import TestSupport
import Testing

/// `pullpass node config-json`, as it is called on a node.
struct NodeConfigJSONCommandTests {
    /// A folder that stands for a node's root, with a configuration for Docker Hub whose token is in a file.
    private struct Node {
        let folder: TemporaryDirectory
        var path: String { folder.path("var/lib/kubelet/config.json") }

        init(_ more: String = "") throws {
            folder = try TemporaryDirectory()
            for name in ["var/lib/kubelet", "var/lib/pullpass"] {
                try FileManager.default.createDirectory(atPath: folder.path(name), withIntermediateDirectories: true)
            }
            try folder.write(
                "config.yaml",
                """
                apiVersion: pullpass.dev/v1alpha1
                kind: Configuration
                registries:
                  - name: dockerhub
                    matchImages: [docker.io]
                    credentials:
                      dockerHub:
                        username: { value: janedoe }
                        token: { file: \(folder.path("token")) }
                \(more)
                """
            )
            try folder.write("token", "first-token\n")
        }

        var arguments: [String] {
            [
                "node", "config-json", "--config", folder.path("config.yaml"), "--path", path, "--state",
                folder.path("var/lib/pullpass"),
            ]
        }

        func run(_ arguments: String...) async throws -> CommandResult {
            try await Processes.run(command(arguments))
        }

        func command(_ more: [String]) throws -> Command {
            Command(
                try Repository.executable(),
                arguments + more,
                environment: Tool.environment,
                timeLimit: .seconds(600)
            )
        }

        /// A kubelet of this node, by a clock of its own.
        func kubelet(_ clock: HandClock) -> KubeletPulls {
            KubeletPulls(
                dockerConfig: KubeletDockerConfig(
                    rootDir: folder.path("var/lib/kubelet"),
                    workingDirectory: folder.path,
                    home: folder.path("none"),
                    system: folder.path,
                    clock: KubeletClock(clock)
                )
            )
        }

        func tries(_ image: String = "nginx") async throws -> [String] {
            try await kubelet(HandClock()).tries(pulling: image).map(\.description)
        }

        func write(_ text: String) throws { try folder.write("var/lib/kubelet/config.json", text) }
        var text: String? {
            FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    private static let foreign =
        "{\n\t\"auths\": {\n\t\t\"quay.io\": {\n\t\t\t\"auth\": \"dGhlbTpwdw==\"\n\t\t}\n\t},\n\t\"credHelpers\": {\"gcr.io\": \"gcloud\"}\n}"

    @Test
    func `Docker Hub's token is there before the first pull, rotates without a restart, and goes without a trace`()
        async throws
    {
        let node = try Node()
        try node.write(Self.foreign)
        let first = try await node.run("--once")
        #expect(first.status == .exited(0), "\(first.outputText) \(first.errorText)")
        #expect(first.outputText.contains("(index.docker.io of dockerhub added): in force by "), "\(first.outputText)")
        let clock = HandClock()
        let kubelet = node.kubelet(clock)
        func tries(_ image: String) async throws -> [String] {
            try await kubelet.tries(pulling: image).map(\.description)
        }
        #expect(try await tries("nginx") == ["janedoe:first-token"])
        #expect(try await tries("docker.io/acme/app:1") == ["janedoe:first-token"])
        #expect(try await tries("quay.io/team/app") == ["them:pw"])
        #expect(try await tries("ghcr.io/team/app") == ["ANON"])

        try node.folder.write("token", "second-token")
        let second = try await node.run("--once")
        #expect(second.status == .exited(0))
        #expect(second.outputText.contains("replaced"))
        clock.advance(bySeconds: 299)
        #expect(try await tries("nginx") == ["janedoe:first-token"])
        clock.advance(bySeconds: 2)
        #expect(try await tries("nginx") == ["janedoe:second-token"])

        let same = try await node.run("--once")
        #expect(same.status == .exited(0) && same.outputText.contains("nothing to change"), "\(same.outputText)")
        let removed = try await node.run("--remove")
        #expect(removed.status == .exited(0) && removed.outputText.contains("removed"), "\(removed.errorText)")
        #expect(node.text == Self.foreign)
        for result in [first, second, same, removed] {
            #expect(!(result.outputText + result.errorText).contains("-token\""), "\(result.outputText)")
            #expect(!(result.outputText + result.errorText).contains("second-token"))
        }
    }

    @Test func `a service keeps it, is the only one, and leaves it as it is`() async throws {
        let node = try Node()
        let process = try await RunningProcess.start(node.command([]))
        let log = LogCollector()
        async let collected: Void = log.collect(from: process)
        #expect(await log.firstLine { $0.contains("in force by") } != nil)
        #expect(try await node.tries() == ["janedoe:first-token"])
        let other = try await node.run("--once")
        #expect(
            other.status == .exited(1) && other.outputText.contains("another pullpass keeps"),
            "\(other.outputText)"
        )
        let removal = try await node.run("--remove")
        #expect(removal.status == .exited(1) && removal.errorText.contains("stop it first"), "\(removal.errorText)")
        try node.folder.write("token", "second-token")
        #expect(await eventually { (try? await node.tries()) == ["janedoe:second-token"] })
        process.terminate()
        #expect(try await process.waitForExit() == .exited(0))
        await collected
        #expect(try await node.tries() == ["janedoe:second-token"])
        #expect(log.lines.allSatisfy { $0.hasPrefix("{\"time\":") || $0.isEmpty }, "\(log.lines)")
        #expect(!log.lines.joined().contains("second-token") && !log.lines.joined().contains("first-token"))
    }

    @Test func `what cannot be fetched is told, and the rest is written`() async throws {
        let node = try Node(
            """
              - name: lost
                matchImages: [registry.example.com]
                credentials: { basic: { username: { value: jo }, password: { file: /nonexistent/password } } }
              - name: ecr
                matchImages: ["*.dkr.ecr.*.amazonaws.com"]
                credentials: { ecr: {} }
            """
        )
        let result = try await node.run("--once")
        #expect(result.status == .exited(1))
        #expect(
            result.outputText.contains("problem: registry lost: password from file /nonexistent/password"),
            "\(result.outputText)"
        )
        #expect(result.errorText.contains("registry ecr: ") && result.errorText.contains("credential-provider"))
        #expect(try await node.tries() == ["janedoe:first-token"])
        #expect(try await node.tries("registry.example.com/app") == ["ANON"])
    }

    @Test func `a broken file of somebody else is an error, and stays`() async throws {
        let node = try Node()
        try node.write(#"{"auths":{"quay.io":{"auth":"no base64"}}}"#)
        let result = try await node.run("--once")
        #expect(result.status == .exited(1) && result.outputText.contains("is left as it is"), "\(result.outputText)")
        #expect(node.text == #"{"auths":{"quay.io":{"auth":"no base64"}}}"#)
    }

    @Test(
        arguments: [
            (["--once", "--watch"], "one of --once"), (["--path", "config.json"], "--path is given twice"),
            (["--remove", "--once"], "one of --once"),
        ]
    )
    func `wrong usage ends with 2`(arguments: [String], named: String) async throws {
        let node = try Node()
        let result = try await Processes.run(node.command(arguments))
        #expect(result.status == .exited(2) && result.errorText.contains(named), "\(result.errorText)")
    }

    @Test(arguments: ["/var/lib/kubelet/dockerconfig", "config.json", "/var/lib/kubelet/.dockercfg"])
    func `a name that no kubelet reads is wrong usage`(path: String) async throws {
        let result = try await Processes.run(
            Command(
                try Repository.executable(),
                ["node", "config-json", "--config", "x", "--path", path],
                environment: Tool.environment
            )
        )
        #expect(result.status == .exited(2) && result.errorText.contains("/config.json"), "\(result.errorText)")
    }

    @Test func `killed at any moment, it leaves a file with all of everybody's entries, and goes on`() async throws {
        let node = try Node()
        try node.write(Self.foreign)
        var known = ["ANON"]
        for round in 0..<30 {
            let token = "token-\(round)"
            try node.folder.write("token", token)
            let process = try await RunningProcess.start(node.command(["--once"]))
            // At another moment of its life each time; most are before it has ended.
            try await Task.sleep(for: .milliseconds(round * 7))
            process.send(signal: SIGKILL)
            _ = try? await process.waitForExit()
            let found = try await node.tries()
            #expect(found == known || found == ["janedoe:\(token)"], "\(round): \(found)")
            #expect(try await node.tries("quay.io/a/b") == ["them:pw"])
            #expect(node.text?.contains("credHelpers") == true)
            known = found
        }
        #expect(try await node.run("--once").status == .exited(0))
        #expect(try await node.tries() == ["janedoe:token-29"])
        #expect(try await node.run("--remove").status == .exited(0))
        #expect(node.text == Self.foreign)
        let left = try FileManager.default.contentsOfDirectory(atPath: node.folder.path("var/lib/kubelet"))
        #expect(left == ["config.json"])
    }
}
