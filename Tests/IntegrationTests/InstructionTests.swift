import FoundationEssentials
import Processes
import TestSupport
import Testing

/// What people are told to type, in README, docs and examples: it works word by word, and where something is missing it fails and does
/// nothing.
@Suite(.enabled(if: Tool.areInstalled("sh", "sed", "tr", "base64"))) struct InstructionTests {
    /// One text that has instructions in it.
    private struct Page {
        let path: String
        /// Each block of commands.
        let blocks: [String]
    }

    private static func pages() throws -> [Page] {
        let folders = ["", "docs/", "charts/pullpass/"].flatMap { folder in
            ((try? FileManager.default.contentsOfDirectory(atPath: Repository.path(folder))) ?? [])
                .filter { $0.hasSuffix(".md") }.map { folder + $0 }
        }
        let examples = ((try? FileManager.default.contentsOfDirectory(atPath: Repository.path("examples"))) ?? [])
            .filter { $0.hasSuffix(".yaml") }.map { "examples/\($0)" }
        return try folders.sorted().map { Page(path: $0, blocks: fenced(try text($0))) }
            + examples.sorted().map { Page(path: $0, blocks: commented(try text($0))) }
    }

    private static func text(_ path: String) throws -> String {
        String(decoding: try Repository.bytes(path), as: UTF8.self)
    }

    private static func fenced(_ text: String) -> [String] {
        text.components(separatedBy: "```sh\n").dropFirst().map { String($0.components(separatedBy: "```")[0]) }
    }

    /// Commands in comments are indented by three blanks.
    private static func commented(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).split { !$0.hasPrefix("#   ") }
            .map { $0.map { String($0.dropFirst(4)) + "\n" }.joined() }
    }

    /// A folder as the instructions expect it: the repository's examples, `kubectl` that keeps what it is given, and a `base64` of macOS.
    private final class Desk {
        let directory: TemporaryDirectory

        init(isMac: Bool) throws {
            directory = try TemporaryDirectory()
            try FileManager.default.createSymbolicLink(
                atPath: directory.path("examples"),
                withDestinationPath: Repository.path("examples")
            )
            try program("kubectl", "#!/bin/sh\n[ \"$1\" = apply ] && cat >> \"$APPLIED\"\nexit 0\n")
            guard isMac else { return }
            // It has neither -w nor line breaks in what it prints, and takes a file by -i only.
            try program(
                "base64",
                "#!/bin/sh\n[ $# = 0 ] || { echo \"base64: invalid argument $*\" >&2; exit 64; }\n/usr/bin/base64 -w0\necho\n"
            )
        }

        func program(_ name: String, _ text: String) throws {
            try FileManager.default.createDirectory(
                atPath: directory.path("bin"),
                withIntermediateDirectories: true
            )
            try directory.writeProgram("bin/\(name)", text)
        }

        func run(_ commands: String) async throws -> (result: CommandResult, applied: String?) {
            let path = Tool.environment["PATH"] ?? "/usr/bin:/bin"
            let script = "cd '\(directory.path("."))'\n" + commands
            let result = try await Tool.run(
                "sh",
                ["-c", script],
                environment: ["PATH": "\(directory.path("bin")):\(path)", "APPLIED": directory.path("applied")]
            )
            let applied = try? String(contentsOf: URL(filePath: directory.path("applied")), encoding: .utf8)
            return (result, applied)
        }
    }

    /// Every block that fills in the CA, up to the line that does.
    private static func registrations() throws -> [(page: String, commands: String)] {
        try pages().flatMap { page in
            page.blocks.filter { $0.contains("CA_BUNDLE") }.map { block in
                let lines = block.split(separator: "\n")
                let end = lines.lastIndex { $0.contains("CA_BUNDLE") } ?? 0
                return (page.path, lines[...end].joined(separator: "\n"))
            }
        }
    }

    @Test(arguments: [false, true])
    func `register the webhook with the CA that pullpass certs has made`(isMac: Bool) async throws {
        let registrations = try Self.registrations()
        #expect(registrations.map(\.page) == ["docs/by-hand.md", "examples/webhook.yaml"])
        for (page, commands) in registrations {
            let desk = try Desk(isMac: isMac)
            let made = try await Tool.run(
                try Repository.executable(),
                [
                    "certs", "--out", desk.directory.path("certs"), "--name", "pullpass.pullpass.svc", "--name",
                    "localhost",
                ]
            )
            #expect(made.status.isSuccess, "\(made.errorText)")
            let (result, applied) = try await desk.run(commands)
            #expect(result.status.isSuccess, "\(page): \(result.errorText)")
            let ca = try Data(contentsOf: URL(filePath: desk.directory.path("certs/ca.crt")))
            let text = try #require(applied, "\(page)")
            #expect(text.contains("caBundle: \(ca.base64EncodedString())\n"), "\(page)")
        }
    }

    @Test(arguments: [nil, ""], [false, true])
    func `fail and register nothing where the CA is missing or empty`(content: String?, isMac: Bool) async throws {
        for (page, commands) in try Self.registrations() {
            let desk = try Desk(isMac: isMac)
            if let content {
                try FileManager.default.createDirectory(
                    atPath: desk.directory.path("certs"),
                    withIntermediateDirectories: true
                )
                _ = try desk.directory.write("certs/ca.crt", content)
            }
            for prefix in ["", "set -e\n"] {
                let (result, applied) = try await desk.run(prefix + commands)
                #expect(!result.status.isSuccess, "\(page)")
                #expect(applied == nil, "\(page)")
                if content == nil { #expect(result.errorText.contains("certs/ca.crt"), "\(page): \(result.errorText)") }
            }
        }
    }

    @Test(
        .needs("jq"),
        arguments: [
            ("pullpass-sync-", ["sync", "--once", "--confirm-removal"]),
            ("pullpass-remove-all", ["sync", "--once", "--remove-all"]),
        ]
    )
    func `run one round by the arguments of the Deployment that say what is meant`(job: String, head: [String])
        async throws
    {
        let block = try #require(
            try Self.pages().flatMap { $0.blocks }.first { (block: String) in block.contains(job) }
        )
        let desk = try Desk(isMac: false)
        try desk.program(
            "kubectl",
            "#!/bin/sh\ncase \"$*\" in\n*' get '*) cat deployment.json;;\n*create*) cat >> \"$APPLIED\";;\nesac\n"
        )
        let own = ["--config", "/etc/pullpass/config.yaml", "--namespace", "$(POD_NAMESPACE)"]
        try desk.program("argocd", "#!/bin/sh\nexit 0\n")
        let certificates = [
            "--certificates", "self", "--webhook-name", "pullpass", "--service-name", "pullpass-webhook",
        ]
        for (narrowed, others) in [
            ([], certificates), (["--only-namespaces", "team-a,team-b"], certificates),
            (["--configuration-secret", "in-force", "--pull-registries"], certificates), (["--pull-registries"], []),
        ] {
            let arguments = (["serve"] + own + narrowed + others).map { "\"\($0)\"" }.joined(separator: ",")
            try desk.directory.write(
                "deployment.json",
                #"{"metadata":{"namespace":"pullpass"},"spec":{"template":{"spec":{"containers":[{"name":"pullpass","args":[\#(arguments)],"ports":[1]}]}}}}"#
            )
            try? FileManager.default.removeItem(atPath: desk.directory.path("applied"))
            let (result, applied) = try await desk.run(block)
            #expect(result.status.isSuccess, "\(result.errorText)")
            struct Job: Decodable {
                struct Container: Decodable { let args: [String] }
                struct Pod: Decodable { let containers: [Container] }
                struct Template: Decodable { let spec: Pod }
                struct Spec: Decodable { let template: Template }
                let spec: Spec
            }
            let job = try JSONDecoder().decode(Job.self, from: Data(try #require(applied).utf8))
            #expect(job.spec.template.spec.containers[0].args == head + own + narrowed)
        }
    }

    @Test func `hide no failure of one command in the words of another`() throws {
        for page in try Self.pages() {
            for block in page.blocks {
                for line in block.split(separator: "\n") where line.contains("$(") {
                    // A variable of its own can be looked at; a time cannot fail.
                    let isAssignment = line.prefix { $0.isLetter || $0 == "_" }.count > 0 && line.contains("=$(")
                    let isHarmless = line.contains("\"$(date +%s)\"") || line.contains("\"$(POD_NAMESPACE)\"")
                    #expect(isAssignment || isHarmless, "\(page.path): \(line)")
                }
            }
        }
    }

    @Test func `use no option that only one family of tools knows`() throws {
        let foreign = [
            "base64 -w", "base64 --wrap", "date --iso", "sed -i ", "readlink -f", "grep -P", "date -d", "stat -c",
        ]
        for page in try Self.pages() {
            for block in page.blocks {
                for option in foreign { #expect(!block.contains(option), "\(page.path): \(option)") }
            }
        }
    }
}
