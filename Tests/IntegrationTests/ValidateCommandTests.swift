import Configuration
import FoundationEssentials
import Processes
import Providers
import TestSupport
import Testing

/// `pullpass validate` and `pullpass schema`, as they are called.
struct ValidateCommandTests {
    @Test func `a good file ends with 0, a bad one with 1, and a warning counts with strict`() async throws {
        let folder = try TemporaryDirectory()
        let good = try folder.write("good.yaml", Self.file("docker.io"))
        let bad = try folder.write("bad.yaml", Self.file("https://ghcr.io/acme/"))
        let doubtful = try folder.write("doubtful.yaml", Self.file("docker.io") + "server: { idleTimeout: 30s }\n")
        #expect(try await run("validate", good).status == .exited(0))
        #expect(try await run("validate", "--config", good).status == .exited(0))
        let result = try await run("validate", bad)
        #expect(result.status == .exited(1))
        #expect(result.outputText.contains("bad.yaml:5: registries[0].matchImages[0]: "), "\(result.outputText)")
        #expect(try await run("validate", doubtful).status == .exited(0))
        #expect(try await run("validate", "--strict", doubtful).status == .exited(1))
        let json = try await run("validate", "--output", "json", bad)
        #expect(json.status == .exited(1))
        #expect(json.outputText.contains(#""good": false"#), "\(json.outputText)")
    }

    @Test func `a file for a node is read as one`() async throws {
        let folder = try TemporaryDirectory()
        let text =
            "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries:\n  - name: ecr\n"
            + "    matchImages: ['*.dkr.ecr.*.amazonaws.com']\n    credentials: { ecr: { fromPod: {} } }\n"
        let node = try folder.write("node.yaml", text)
        let read = try await run("validate", "--node", "--strict", node)
        #expect(read.status == .exited(0), "\(read.outputText)")
        #expect(
            read.outputText.contains(
                "ecr: for Pods whose ServiceAccount has eks.amazonaws.com/role-arn, by their own tokens for audience sts.amazonaws.com "
            ),
            "\(read.outputText)"
        )
        let json = try await run("validate", "--node", "--output", "json", node)
        #expect(json.outputText.contains(#""serviceAccountTokenAudience": "sts.amazonaws.com""#), "\(json.outputText)")
        let cluster = try await run("validate", node)
        #expect(cluster.status == .exited(1))
        #expect(cluster.outputText.contains("node.yaml:6: registries[0].credentials.ecr.fromPod: is for a node"))
        let secrets = try folder.write(
            "secrets.yaml",
            Self.file("docker.io").replacing("{ env: P }", with: "{ secretKeyRef: { name: s, key: k } }")
        )
        #expect(try await run("validate", secrets).status == .exited(0))
        #expect(try await run("validate", "--node", secrets).status == .exited(1))
    }

    @Test func `standard input is read, and values are merged`() async throws {
        let folder = try TemporaryDirectory()
        let base = try folder.write("values.yaml", "config:\n" + Self.registries("docker.io", indent: "  "))
        let more = try folder.write("more.yaml", "config: { keeper: { burst: 0 } }\n")
        let piped = try await run("validate", "-", input: Self.file("https://ghcr.io/acme/"))
        #expect(piped.status == .exited(1))
        #expect(piped.outputText.contains("standard input:5: "), "\(piped.outputText)")
        #expect(try await run("validate", "--values", base).status == .exited(0))
        let merged = try await run("validate", "--values", base, "--values", more)
        #expect(merged.status == .exited(1))
        #expect(merged.outputText.contains("more.yaml:1: config.keeper.burst: "), "\(merged.outputText)")
        let both = try await run(
            "validate",
            "--values",
            base,
            "--values",
            "-",
            input: "config: { keeper: { burst: 0 } }"
        )
        #expect(both.outputText.contains("standard input:1: config.keeper.burst: "), "\(both.outputText)")
    }

    @Test(
        arguments: [
            ([], "no file is given"), (["a.yaml", "--values", "b.yaml"], "exclude each other"),
            (["a.yaml", "--config", "b.yaml"], "one file is enough"), (["/nonexistent.yaml"], "/nonexistent.yaml"),
            (["/"], "it is a directory"), (["/dev/zero"], "no file and no pipe"),
            (["--values", "-", "--values", "-"], "standard input"),
            (["--values", "a", "--standalone"], "--standalone"),
            (["--values", "a", "--node"], "--node"), (["a", "--node", "--standalone"], "exclude each other"),
        ]
    )
    func `wrong usage ends with 2`(arguments: [String], named: String) async throws {
        let result = try await run(["validate"] + arguments)
        #expect(result.status == .exited(2), "\(result.errorText)")
        #expect(result.errorText.contains(named), "\(result.errorText)")
    }

    @Test func `a file of ten million bytes is refused, and a pipe is read to its end`() async throws {
        let folder = try TemporaryDirectory()
        let large = try folder.write("large.yaml", String(repeating: "# nothing\n", count: 1_000_000))
        let result = try await run("validate", large)
        #expect(result.status == .exited(2))
        #expect(result.errorText.contains("more than 4194304 bytes"), "\(result.errorText)")

        let good = try folder.write("good.yaml", Self.file("docker.io"))
        let script =
            "mkfifo \(folder.path("pipe")) && { cat \(good) > \(folder.path("pipe")) & } && \(try Repository.executable()) validate \(folder.path("pipe"))"
        let piped = try await Tool.run("sh", ["-c", script])
        #expect(piped.status == .exited(0), "\(piped.outputText) \(piped.errorText)")
    }

    /// Every configuration of the tests and examples, and one for each key that is wrong.
    @Test func `what validate takes, serve takes, and what it refuses, serve refuses, with the same words`()
        async throws
    {
        let folder = try TemporaryDirectory()
        // Values of the chart are no file of serve.
        let examples = try Repository.files("examples", endingIn: ".yaml").filter { !$0.contains("/values") }
        var files = (examples + (try Repository.files("examples/registries", endingIn: ".yaml"))).map(Repository.path)
        for (number, text) in Self.texts.enumerated() { files.append(try folder.write("\(number).yaml", text)) }
        var kinds: [Bool: Int] = [:]
        for file in files {
            let validated = try await run("validate", file)
            // Reads the file as serve and sync do, and then stops at what comes after it.
            let served = try await run(
                "serve",
                "--config",
                file,
                "--certificates",
                "self",
                "--webhook-name",
                "a",
                "--service-name",
                "b",
                "--kubeconfig",
                "/nonexistent/kubeconfig"
            )
            #expect(served.status == .exited(2))
            let isRefused = served.errorText.contains("the configuration cannot be used")
            #expect(
                isRefused == (validated.status == .exited(1)),
                "\(file): \(validated.outputText) \(served.errorText)"
            )
            kinds[isRefused, default: 0] += 1
            guard isRefused else { continue }
            for line in validated.outputText.split(separator: "\n").dropLast() where !line.contains(": warning:") {
                let reason = line.split(separator: ": ").last.map(String.init) ?? ""
                #expect(served.errorText.contains(reason), "\(file): serve does not say: \(line)\n\(served.errorText)")
            }
        }
        #expect(kinds[true] ?? 0 > 15 && kinds[false] ?? 0 > 15, "\(kinds)")
    }

    @Test func `the schema is that of docs, and goes to standard output`() async throws {
        let result = try await run("schema")
        #expect(result.status == .exited(0))
        #expect(result.standardOutput == (try Repository.bytes("docs/pullpass.schema.json")))
    }

    private static let texts =
        [
            "", "text", "[]", "a: 1\n---\nb: 2\n", "a: [", file("https://ghcr.io/acme/"), file("["),
            file("docker.io").replacing("\n", with: "\r\n"), "\u{FEFF}" + file("docker.io"),
            file("docker.io") + "keeper: { burst: 0 }\n", file("docker.io") + "log: {}\nlog: {}\n",
            file("docker.io") + "nonsense: 1\n", file("docker.io").replacing("basic", with: "bsic"),
            file("docker.io") + "injection: { engine: policy }\n", file("[::1]") + "injection: { engine: policy }\n",
            file("[::1]:5000") + "injection: { matchConditions: true }\n",
            file("docker.io") + "injection: { engine: policy }\nkeeper: { tenantSecrets: { enabled: true } }\n",
            file("docker.io") + "server: { listen: ':1', metricsListen: ':1' }\n",
            file("docker.io") + "server: { idleTimeout: 1 }\n", file("*.dkr.ecr.eu-west-1.amazonaws.com"),
            file("docker.io").replacing("kind: Configuration", with: "kind: Pod"),
        ]

    private static func file(_ pattern: String) -> String {
        "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\n" + registries(pattern)
    }

    private static func registries(_ pattern: String, indent: String = "") -> String {
        """
        registries:
          - name: a
            matchImages: ["\(pattern)"]
            credentials: { basic: { username: { value: u }, password: { env: P } } }

        """.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : indent + $0 }.joined(
            separator: "\n"
        )
    }

    private func run(_ arguments: String..., input: String? = nil) async throws -> CommandResult {
        try await run(arguments, input: input)
    }

    private func run(_ arguments: [String], input: String? = nil) async throws -> CommandResult {
        var command = Command(
            try Repository.executable(),
            arguments,
            environment: Tool.environment,
            timeLimit: .seconds(300)
        )
        if let input { command.standardInput = Array(input.utf8) }
        return try await Processes.run(command)
    }
}
