import FoundationEssentials
import Processes
import TestSupport
import Testing

/// Wrong flags, missing and broken files: exit code 2 and a sentence that names what is wrong.
struct UsageTests {
    @Test(
        arguments: [
            (["serve", "--standalone"], "--config"),
            (["serve", "--standalone", "--config", "/nonexistent/config.yaml"], "/nonexistent/config.yaml"),
            (["serve", "--config", "c.yaml", "--no-such-flag"], "--no-such-flag"),
            (["no-such-command"], "no-such-command"),
            (["render", "policy", "--config", "c.yaml", "--only-namespaces", ","], "--only-namespaces"),
            (["render", "policy", "--config", "c.yaml", "--only-namespaces", "a,B"], "--only-namespaces \"B\""),
            (["render", "policy", "--config", "c.yaml", "--namespace", "a.b"], "--namespace \"a.b\""),
            (["sync", "--once", "--config", "c.yaml", "--only-namespaces", "a,B"], "--only-namespaces \"B\""),
            (["render", "policy", "--config", "c.yaml", "--name", "Foo Bar"], "--name \"Foo Bar\" is no name"),
            (["explain", "--live", "--pullpass-namespace", "a.b"], "--pullpass-namespace \"a.b\""),
            (["explain", "-f", "x", "--config", "c", "--pullpass-namespace", "a"], "are for --live"),
        ]
    )
    func `wrong usage ends with 2 and names what is wrong`(arguments: [String], named: String) async throws {
        let result = try await pullpass(arguments)
        #expect(result.status == .exited(2), "\(result.errorText)")
        #expect(result.errorText.contains(named), "\(result.errorText)")
    }

    @Test(
        arguments: [
            (["serve", "--conf", "c.yaml"], "unknown option '--conf': did you mean --config?"),
            (["serve", "--conf=c.yaml"], "unknown option '--conf': did you mean --config?"),
            (["serve", "-config", "c.yaml"], "unknown option '-config': did you mean --config?"),
            (["serve", "-c", "c.yaml"], "unknown option '-c'"),
            (["serve", "--Config", "c.yaml"], "unknown option '--Config': did you mean --config?"),
            (["serve", "--config", "c.yaml", "--only-namespace", "a"], "did you mean --only-namespaces?"),
            (["serve", "--tls-crt", "a"], "unknown option '--tls-crt': did you mean --tls-cert?"),
            (["serve", "--kube-config", "a"], "did you mean --kubeconfig?"),
            (["sync", "--onec"], "unknown option '--onec': did you mean --once?"),
            (["sync", "--once", "--remove"], "unknown option '--remove': did you mean --remove-all?"),
            (["check", "--registries", "a"], "did you mean --registry?"),
            (["certs", "--nmae", "x"], "unknown option '--nmae': did you mean --name?"),
            (["certs", "--output", "x"], "unknown option '--output': did you mean --out?"),
            (["explain", "--cofig", "x"], "unknown option '--cofig': did you mean --config?"),
            (["render", "policy", "--confg", "x"], "unknown option '--confg': did you mean --config?"),
            (["render", "polcy", "--config", "x"], "unknown command 'polcy': did you mean policy?"),
            (["serv"], "unknown command 'serv': did you mean serve?"),
            (["validte-nothing-like-it"], "unknown command 'validte-nothing-like-it': there are ask, certs, check"),
            (["version", "--nonsense-of-mine"], "unknown option '--nonsense-of-mine'"),
            (["serve", "--config", "a", "--config", "b"], "--config is given twice"),
            (["serve", "--config", "a", "--config=a"], "--config is given twice"),
            (["explain", "--live", "-n", "a", "-n", "b"], "-n is given twice"),
            (["explain", "--live", "-n", "a", "--namespace", "b"], "--namespace is given twice"),
            (["doctor", "--namespace", "a", "-n=b"], "-n is given twice"),
            (["doctor", "-o", "json", "-o", "text"], "-o is given twice"),
            (["sync", "--once", "--remove-all", "--config", "c", "-n", "a", "-n", "b"], "-n is given twice"),
            (["sync", "--once=true", "--config", "a"], "--once takes no value"),
            (["serve", "--config"], "--config"),
            (["--nonsense"], "unknown option '--nonsense'"),
        ]
    )
    func `a flag or a command that there is none of is named first, with what was meant`(
        arguments: [String],
        named: String
    ) async throws {
        let result = try await pullpass(arguments)
        #expect(result.status == .exited(2), "\(result.errorText)")
        #expect(result.errorText.contains(named), "\(result.errorText)")
        #expect(!result.errorText.contains("Missing expected argument"), "\(result.errorText)")
    }

    @Test(
        "what may be given several times, or is another flag of the same letter, is not taken for a flag given twice",
        arguments: [
            ["explain", "--live", "--config", "/nonexistent", "-f", "a", "-f", "b", "--filename", "c"],
            ["explain", "--live", "--config", "/nonexistent", "-A", "-n", "a", "--namespace-label", "a=b"],
            ["doctor", "--from", "/nonexistent", "--no-dry-run", "-n", "a", "-o", "json", "--config", "/nonexistent"],
        ]
    )
    func notTwice(arguments: [String]) async throws {
        let result = try await pullpass(arguments)
        #expect(result.status == .exited(2) && result.errorText.contains("/nonexistent"), "\(result.errorText)")
    }

    @Test func `kubectl's plugin prints no script of completion, which would be none for a command of two words`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let plugin = directory.path("kubectl-pullpass")
        try FileManager.default.createSymbolicLink(atPath: plugin, withDestinationPath: try Repository.executable())
        let command = Command(plugin, ["completion", "bash"], environment: Tool.environment, timeLimit: .seconds(900))
        let result = try await run(command)
        #expect(result.status == .exited(2) && result.outputText.isEmpty, "\(result.outputText)")
        #expect(result.errorText.contains("start the same program as pullpass"), "\(result.errorText)")
        #expect(
            try await pullpass(["completion", "bash"]).outputText.contains(
                "complete -o filenames -F _pullpass pullpass"
            )
        )
    }

    @Test(arguments: ["x\u{1b}[2J", String(repeating: "x", count: 10_000)])
    func `what was typed is told short, and drives no terminal`(text: String) async throws {
        let result = try await pullpass(["serve", "--\(text)"])
        #expect(result.status == .exited(2))
        #expect(result.errorText.utf8.count < 300)
        #expect(!result.errorText.contains("\u{1b}"))
    }

    @Test func `a broken configuration is reported whole, with lines, before anything listens`() async throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write(
            "config.yaml",
            """
            apiVersion: pullpass.dev/v1alpha1
            kind: Configuration
            registries:
              - name: a
                matchImages: ["["]
                credentials: { basic: { username: { value: u }, password: { env: P } } }
              - name: a
                matchImages: ["docker.io"]
                nonsense: 1
                credentials: { basic: { username: { value: u }, password: { env: P } } }
            """
        )
        let result = try await pullpass(try serveArguments(try await CertificateFiles(), configuration: file))
        #expect(result.status == .exited(2))
        for line in [5, 7, 9] { #expect(result.errorText.contains("config.yaml:\(line)"), "\(result.errorText)") }
    }

    @Test func `render prints nothing but the reason where CEL cannot say a rule, and ends with 1`() async throws {
        let directory = try TemporaryDirectory()
        func render(_ command: String, _ pattern: String) async throws -> CommandResult {
            let file = try directory.write(
                "config.yaml",
                """
                apiVersion: pullpass.dev/v1alpha1
                kind: Configuration
                registries:
                  - name: home
                    matchImages: ["\(pattern)"]
                    credentials: { basic: { username: { value: u }, password: { value: hunter2 } } }
                """
            )
            return try await pullpass(["render", command, "--config", file])
        }
        for command in ["policy", "match-conditions"] {
            let refused = try await render(command, "[::1]")
            #expect(refused.status == .exited(1))
            #expect(refused.outputText.isEmpty)
            #expect(refused.errorText.contains("registry home, matchImages \"[::1]\""), "\(refused.errorText)")
            let printed = try await render(command, "[::1]:5000")
            #expect(printed.status.isSuccess, "\(printed.errorText)")
            #expect(printed.outputText.contains("r.repository.startsWith('[::1]:5000/')"))
            #expect(!printed.outputText.contains("hunter2"))
        }
    }

    @Test(
        arguments: [
            (["--certificates", "none"], "none"),
            (["--certificates", "self"], "--webhook-name and --service-name"),
            (["--certificates", "self", "--webhook-name", "a"], "--webhook-name and --service-name"),
            (["--certificates", "self", "--webhook-name", "a", "--service-name", "B"], "--service-name \"B\""),
            (
                ["--certificates", "self", "--webhook-name", "a", "--service-name", "b", "--tls-cert", "c"],
                "--tls-cert"
            ),
            (["--certificates", "self", "--webhook-name", "a", "--service-name", "b", "--tls-key", "c"], "--tls-key"),
            (["--certificates", "self", "--webhook-name", "a", "--service-name", "b", "--standalone"], "--standalone"),
            (["--webhook-name", "a", "--tls-cert", "c", "--tls-key", "d"], "--certificates self"),
        ]
    )
    func `certificates come from one place, and all that it needs is given`(flags: [String], named: String) async throws
    {
        let directory = try TemporaryDirectory()
        let file = try directory.write("config.yaml", PullpassServer.configuration())
        let result = try await pullpass(["serve", "--config", file] + flags)
        #expect(result.status == .exited(2), "\(result.errorText)")
        #expect(result.errorText.contains(named), "\(result.errorText)")
    }

    @Test(arguments: ["--tls-cert", "--tls-key"])
    func `a missing certificate or key is named`(flag: String) async throws {
        let result = try await serve(flag, "/nonexistent.pem")
        #expect(result.status == .exited(2), "\(result.errorText)")
        #expect(result.errorText.contains("/nonexistent.pem"), "\(result.errorText)")
    }

    @Test(arguments: ["--listen", "--metrics-listen"])
    func `a port that is taken is named, and the server ends`(flag: String) async throws {
        let taken = try BlockedPort()
        let result = try await serve(flag, "127.0.0.1:\(taken.number)")
        guard case .exited(let code) = result.status else {
            Issue.record("it \(result.status)")
            return
        }
        #expect(code == 1 || code == 2)
        #expect(result.errorText.contains("\(taken.number)"), "\(result.errorText)")
    }

    @Test(arguments: [["--help"], ["serve", "--help"], ["explain", "--help"], ["certs", "--help"], ["version"]])
    func `help and version go to standard output and end with 0`(arguments: [String]) async throws {
        let result = try await pullpass(arguments)
        #expect(result.status.isSuccess)
        #expect(!result.standardOutput.isEmpty)
        #expect(result.standardError.isEmpty, "\(result.errorText)")
    }

    @Test func `the help of each command has examples and exit statuses`() async throws {
        let dump = try await pullpass(["--experimental-dump-help"])
        let root = try JSONDecoder().decode(HelpDump.self, from: Data(dump.standardOutput)).command
        let leaves = root.leaves(["pullpass"])
        #expect(leaves.count > 20)
        for (name, leaf) in leaves {
            let lines = (leaf.discussion ?? "").split(separator: "\n")
            #expect(lines.contains { $0 == "EXAMPLE:" || $0 == "EXAMPLES:" }, "\(name)")
            let statuses = lines.drop { $0 != "EXIT STATUS:" }.dropFirst().prefix { $0.hasPrefix("  ") }
            #expect(
                statuses.contains { $0.hasPrefix("  0  ") } && statuses.contains { $0.hasPrefix("  2  ") },
                "\(name)"
            )
        }
    }

    @Test(.needs("git"))
    func `certs never writes keys where git sees them, and lets nobody else read them`() async throws {
        let directory = try TemporaryDirectory()
        let isolated = ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "HOME": directory.path]
        func git(_ arguments: [String]) async throws -> CommandResult {
            try await Tool.run("git", ["-C", directory.path] + arguments, environment: isolated)
        }
        #expect(try await git(["init", "--quiet"]).status.isSuccess)
        try directory.write("README.md", "x")
        for folder in ["certs", "deep/er/certs", "."] {
            for _ in 0..<2 {
                let made = try await pullpass(["certs", "--out", directory.path(folder), "--name", "localhost"])
                #expect(made.status.isSuccess, "\(made.errorText)")
            }
            let modes = try await Tool.run(
                "stat",
                ["--format", "%a", directory.path("\(folder)/ca.key"), directory.path("\(folder)/tls.key")]
            )
            #expect(modes.outputText == "600\n600\n")
        }
        let seen = try await git(["status", "--porcelain", "--untracked-files=all"]).outputText
        #expect(!seen.contains(".key"), "\(seen)")
        #expect(seen.contains("README.md"), "\(seen)")

        let refused = try TemporaryDirectory()
        let begun = try await Tool.run("git", ["-C", refused.path, "init", "--quiet"], environment: isolated)
        #expect(begun.status.isSuccess)
        try refused.write(".gitignore", "*.log\n")
        let made = try await pullpass(["certs", "--out", refused.path, "--name", "localhost"])
        #expect(made.status == .exited(1))
        #expect(made.errorText.contains("add the line *.key to"), "\(made.errorText)")
        let left = try await Tool.run("ls", ["-A", refused.path]).outputText
        #expect(left == ".git\n.gitignore\n")
    }

    private func pullpass(_ arguments: [String]) async throws -> CommandResult {
        try await run(
            Command(try Repository.executable(), arguments, environment: Tool.environment, timeLimit: .seconds(900))
        )
    }

    /// Arguments with which `serve` would run, but for the one that a test spoils.
    private func serveArguments(_ certificates: CertificateFiles, configuration file: String) throws -> [String] {
        [
            "serve", "--standalone", "--config", file,
            "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0",
            "--tls-cert", certificates.certificate, "--tls-key", certificates.privateKey,
        ]
    }

    /// Runs `serve` with one argument replaced.
    private func serve(_ flag: String, _ value: String) async throws -> CommandResult {
        let certificates = try await CertificateFiles()
        let directory = try TemporaryDirectory()
        let file = try directory.write("config.yaml", PullpassServer.configuration())
        let arguments = try serveArguments(certificates, configuration: file)
        let pairs = zip(arguments, [""] + arguments)
        return try await pullpass(pairs.map { argument, before in before == flag ? value : argument })
    }
}

/// What `--experimental-dump-help` says of the commands, as far as it is looked at.
private struct HelpDump: Decodable {
    struct Part: Decodable {
        let commandName: String
        let discussion: String?
        let subcommands: [Part]?

        /// Those that have no commands of their own, with all their names.
        func leaves(_ names: [String]) -> [(name: String, part: Part)] {
            guard let subcommands, !subcommands.isEmpty else { return [(names.joined(separator: " "), self)] }
            return subcommands.filter { $0.commandName != "help" }
                .flatMap { $0.leaves(names + [$0.commandName]) }
        }
    }

    let command: Part
}
