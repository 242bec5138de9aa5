import FoundationEssentials
import Processes
import TestSupport
import Testing

/// What people have of the commands in a shell: completion, colours, manual.
struct TerminalCommandTests {
    @Test(arguments: ["bash", "zsh", "fish"])
    func `completion prints a script that knows the commands and their files`(shell: String) async throws {
        let result = try await pullpass(["completion", shell])
        #expect(result.status == .exited(0) && result.errorText.isEmpty)
        for word in ["migrate", "check-config", "kubeconfig"] { #expect(result.outputText.contains(word)) }
    }

    @Test(
        .needs("bash"),
        arguments: [
            (["pullpass", "mig"], ["migrate"]), (["pullpass", "explain", "--col"], ["--color"]),
            (["pullpass", "explain", "--color", "a"], ["auto", "always"]),
            (["pullpass", "node", "check"], ["check-config"]),
            (["pullpass", "migrate", "--from", "im"], ["imagepullsecrets-manager", "imps"]),
            (["pullpass", "validate", "con"], ["config.yaml"]),
            (["pullpass", "check", "--config", "con"], ["config.yaml"]),
        ]
    )
    func `bash completes commands, flags, their values and files`(words: [String], found: [String]) async throws {
        let folder = try TemporaryDirectory()
        try folder.write("config.yaml", "")
        try folder.write("script.bash", try await pullpass(["completion", "bash"]).outputText)
        // As readline calls it: the program, the word that is typed, and the one in front of it.
        let script = """
            cd '\(folder.path)' && source ./script.bash && COMP_WORDS=(\(words.joined(separator: " "))) \
            && COMP_CWORD=\(words.count - 1) && COMP_LINE='\(words.joined(separator: " "))' && COMP_POINT=${#COMP_LINE} \
            && COMPREPLY=() && _pullpass pullpass '\(words[words.count - 1])' '\(words[words.count - 2])'; printf '%s\\n' "${COMPREPLY[@]}"
            """
        let result = try await Tool.run("bash", ["-c", script])
        let offered = Set(result.outputText.split { $0 == "\n" || $0 == " " }.map(String.init))
        #expect(offered == Set(found), "\(result.errorText)")
    }

    @Test(arguments: [
        ([], false), (["--color"], true), (["--color=always"], true), (["--color", "always"], true),
        (["--color=auto"], false),
        (["--color=never"], false), (["--color", "-o", "text"], true),
    ])
    func `a pipe gets colours only where they are asked for`(flags: [String], isColoured: Bool) async throws {
        let arguments = [
            "explain", "--config", Repository.path("examples/pullpass.yaml"), "-f",
            Repository.path("examples/pod.yaml"),
        ]
        let result = try await pullpass(arguments + flags)
        #expect(result.status.isSuccess, "\(result.errorText)")
        #expect(result.outputText.contains("\u{1B}[") == isColoured)
    }

    @Test(
        .needs("script"),
        arguments: [([:], true), (["NO_COLOR": "1"], false), (["NO_COLOR": ""], true), (["TERM": "dumb"], false)]
    )
    func `a terminal gets colours unless its user wants none`(environment: [String: String], isColoured: Bool)
        async throws
    {
        let line =
            "\(try Repository.executable()) explain --config \(Repository.path("examples/pullpass.yaml")) -f \(Repository.path("examples/pod.yaml"))"
        let terminal = ["TERM": "xterm"].merging(environment) { $1 }
        let result = try await Tool.run("script", ["-qec", line, "/dev/null"], environment: terminal)
        #expect(result.outputText.contains("docker.io"), "\(result.errorText)")
        #expect(result.outputText.contains("\u{1B}[") == isColoured)
    }

    @Test(.needs("python3")) func `each command has a man page, with its flags and what it ends with`() async throws {
        let folder = try TemporaryDirectory()
        let made = try await Tool.run(
            "python3",
            [Repository.path(".ci/man"), try Repository.executable(), folder.path]
        )
        #expect(made.status.isSuccess, "\(made.errorText)")
        let page = try String(contentsOf: URL(filePath: folder.path("man1/pullpass-migrate.1")), encoding: .utf8)
        for part in [".SH NAME", ".SH OPTIONS", #"\fB\-f, \-\-filename <file>\fR"#, ".SH EXIT STATUS", "imps"] {
            #expect(page.contains(part), "\(part)")
        }
        let root = try String(contentsOf: URL(filePath: folder.path("man1/pullpass.1")), encoding: .utf8)
        #expect(root.contains(#"pullpass\-migrate\fR(1)"#))
    }

    private func pullpass(_ arguments: [String]) async throws -> CommandResult {
        var command = Command(try Repository.executable(), arguments)
        command.environment = Tool.environment
        command.timeLimit = .seconds(120)
        return try await Processes.run(command)
    }
}
