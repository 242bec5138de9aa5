import FoundationEssentials
import Processes
import TestSupport
import Testing

struct CheckCommandTests {
    private func check(_ registries: String, _ arguments: [String] = [], environment: [String: String] = [:])
        async throws
        -> CommandResult
    {
        let folder = try TemporaryDirectory()
        let text = "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries:\n" + registries
        var command = Command(
            try Repository.executable(),
            ["check", "--config", try folder.write("config.yaml", text)] + arguments
        )
        command.environment = Tool.environment.merging(["HOME": folder.path]) { $1 }.merging(environment) { $1 }
        command.timeLimit = .seconds(120)
        return try await Processes.run(command)
    }

    private let good = """
          - name: good
            matchImages: [registry.example]
            credentials: { basic: { username: { value: jane }, password: { env: TOKEN } } }

        """

    @Test func `a credential that is fetched is fine, and nothing of it is shown`() async throws {
        let result = try await check(good, ["--no-login"], environment: ["TOKEN": "hunter2"])
        #expect(result.status.isSuccess, "\(result.errorText)")
        #expect(result.outputText.hasPrefix("good  basic  ok "))
        #expect(!(result.outputText + result.errorText).contains("hunter2"))
    }

    @Test(arguments: [([], 0), (["--strict"], 1), (["--strict", "--no-login"], 0)] as [([String], Int32)])
    func `what nobody could try out has a word of its own, and fails where that is asked for`(
        arguments: [String],
        status: Int32
    ) async throws {
        let port = try BlockedPort(listens: false)
        let host = "127.0.0.1:\(port.number)"
        let registry = good.replacing("registry.example", with: "\"\(host)\"")
        let result = try await check(registry, arguments, environment: ["TOKEN": "hunter2"])
        #expect(result.status == .exited(status), "\(result.outputText)\(result.errorText)")
        guard !arguments.contains("--no-login") else { return }
        #expect(result.outputText.hasPrefix("good  basic  UNKNOWN  fetched, but not known"))
        #expect(result.outputText.contains("cannot connect to \(host)"))
        #expect(result.outputText.contains("\n1 registry: 0 ok, 0 FAILED, 1 UNKNOWN ("))
        #expect(!result.outputText.contains("hunter2"))
    }

    @Test func `one that is not there makes the status 1, and the others are told all the same`() async throws {
        let result = try await check(
            good + good.replacing("good", with: "bad").replacing("TOKEN", with: "MISSING"),
            ["--no-login", "--output", "json"],
            environment: ["TOKEN": "hunter2"]
        )
        struct Line: Decodable {
            var name: String
            var ok: Bool
            var error: String?
        }
        let lines = try JSONDecoder().decode([Line].self, from: Data(result.standardOutput))
        #expect(result.status == .exited(1))
        #expect(lines.map(\.ok) == [true, false])
        #expect(lines[1].error?.contains("MISSING") == true)
    }

    @Test func `what only the kubelet reads is noted beside the result, unless keys say what others find`() async throws
    {
        let path = good.replacing("registry.example", with: "registry.example/team/")
        let result = try await check(path, ["--no-login", "--output", "json"], environment: ["TOKEN": "hunter2"])
        #expect(result.status.isSuccess && result.outputText.hasPrefix("["))
        #expect(result.errorText.contains("Note: registry good: only the kubelet reads a key with a path or a *"))
        for quiet in [good, path + "    keys: [registry.example/team/app]\n"] {
            let result = try await check(quiet, ["--no-login"], environment: ["TOKEN": "hunter2"])
            #expect(result.status.isSuccess && !result.errorText.contains("Note:"), "\(result.errorText)")
        }
    }

    @Test func `a Secret needs a cluster, and that is said`() async throws {
        let registry = good.replacing("env: TOKEN", with: "secretKeyRef: { name: a, key: b }")
        let result = try await check(registry, ["--no-login"])
        #expect(result.status == .exited(1))
        #expect(result.outputText.contains("Secrets are read from a cluster"), "\(result.outputText)")
    }

    @Test(arguments: [
        (["--registry", "nobody"], "has no registry nobody, only good"), (["--kubeconfig", "/nowhere"], "/nowhere"),
    ])
    func `wrong usage has status 2`(arguments: [String], text: String) async throws {
        let result = try await check(good, arguments)
        #expect(result.status == .exited(2))
        #expect(result.errorText.contains(text), "\(result.errorText)")
    }
}
