import FoundationEssentials
import Processes
import TestSupport
import Testing

/// Standard output that does not take what a command prints: a script goes on with a part of a file where the exit status is 0.
struct OutputTests {
    private static let configuration = """
        apiVersion: pullpass.dev/v1alpha1
        kind: Configuration
        registries:
          - name: hub
            matchImages: [registry.example]
            credentials: { basic: { username: { value: me }, password: { value: hunter2 } } }

        """
    /// Each command that prints and needs neither cluster nor network; CONFIG, KUBELET, POD, OLD and NEW are files and folders.
    @Test(
        arguments: [
            "--help", "help serve", "--version", "version", "schema", "completion bash", "completion zsh",
            "completion fish",
            "--experimental-dump-help", "validate CONFIG", "validate CONFIG -o json", "explain --config CONFIG -f POD",
            "explain --config CONFIG -f POD -o json", "explain --config CONFIG -f POD -o diff",
            "check --config CONFIG --no-login", "check --config CONFIG --no-login -o json",
            "render policy --config CONFIG", "render policy --config CONFIG -o json",
            "render match-conditions --config CONFIG",
            "render credential-provider-config --config CONFIG --kubelet-version 1.36",
            "node check-config --kubelet-version 1.36 KUBELET",
            "node check-config --kubelet-version 1.36 KUBELET -o json",
            "node status", "migrate -f OLD", "migrate -f OLD -o values", "migrate -f OLD -o config",
            "migrate -f OLD -o commands",
            "certs --out NEW --name localhost",
        ]
    )
    func `what could not be printed is told, and the exit status is not 0`(line: String) async throws {
        let folder = try TemporaryDirectory()
        let files = [
            "CONFIG": try folder.write("config.yaml", Self.configuration),
            "KUBELET": try folder.write("kubelet.yaml", CheckConfigCommandTests.file()),
            "POD": Repository.path("examples/pod.yaml"),
            "OLD": Repository.path("Tests/Tools/MigrationTests/Fixtures/imps.yaml"),
            "NEW": folder.path("certs"),
        ]
        let arguments = line.split(separator: " ").map { files[String($0)] ?? String($0) }
        let full = try await pullpass(arguments, shell: #"exec "$@" >/dev/full"#)
        #expect(full.status == .exited(1), "\(full.errorText)")
        let reason = "pullpass: cannot write to standard output: No space left on device\n"
        #expect(full.errorText.hasSuffix(reason) && full.errorText.ranges(of: reason).count == 1, "\(full.errorText)")
        let closed = try await pullpass(arguments, shell: #"exec "$@" >&-"#)
        #expect(
            closed.status == .exited(1) && closed.errorText.hasSuffix("Bad file descriptor\n"),
            "\(closed.errorText)"
        )
    }

    @Test func `wrong usage keeps its status, and a command that prints nothing needs no output`() async throws {
        let wrong = try await pullpass(["explain"], shell: #"exec "$@" >/dev/full"#)
        #expect(wrong.status == .exited(2) && !wrong.errorText.contains("standard output"), "\(wrong.errorText)")
        let folder = try TemporaryDirectory()
        let silent = try await pullpass(["copy", folder.path], shell: #"exec "$@" >/dev/full"#)
        #expect(silent.status.isSuccess && silent.errorText.isEmpty, "\(silent.errorText)")
    }

    @Test func `whoever reads no further than he wants is no failure`() async throws {
        // The pipe takes less than the schema has, so that something is written after its end.
        let cut = try await pullpass(["schema"], shell: #""$@" | head -n 1"#)
        #expect(cut.status.isSuccess && cut.outputText == "{\n" && cut.errorText.isEmpty, "\(cut.errorText)")
        let ignored = try await pullpass(["schema"], shell: #"trap '' PIPE; { "$@"; echo $? >&2; } | head -n 1"#)
        #expect(ignored.outputText == "{\n" && ignored.errorText == "0\n", "\(ignored.errorText)")
    }

    @Test(.needs("python3"))
    func `a pipe that its owner made one that does not wait is waited for`() async throws {
        let script = """
            import fcntl, os, subprocess, sys
            reading, writing = os.pipe()
            fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
            os.set_blocking(writing, False)
            command = subprocess.Popen(sys.argv[1:], stdout=writing)
            os.close(writing)
            with os.fdopen(reading, "rb") as pipe:
                sys.stdout.buffer.write(pipe.read())
            sys.exit(command.wait())
            """
        let executable = try Repository.executable()
        let result = try await Tool.run("python3", ["-c", script, executable, "schema"])
        #expect(result.status.isSuccess && result.errorText.isEmpty, "\(result.errorText)")
        #expect(result.standardOutput == (try Repository.bytes("docs/pullpass.schema.json")))
    }

    /// Runs it; `shell` does with the command line `"$@"` what it likes.
    private func pullpass(_ arguments: [String], shell: String) async throws -> CommandResult {
        try await run(
            Command(
                "/bin/sh",
                ["-c", shell, "sh", try Repository.executable()] + arguments,
                environment: Tool.environment,
                timeLimit: .seconds(900)
            )
        )
    }
}
