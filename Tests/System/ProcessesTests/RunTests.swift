import Glibc
import Processes
import TestSupport
import Testing

@Suite("A command that runs to its end")
struct RunTests {
    private func shell(_ script: String, limit: Duration = .seconds(900), outputLimit: Int = 1 << 20) -> Command {
        Command(
            "/bin/sh",
            ["-c", script],
            environment: ["PATH": "/usr/bin:/bin"],
            outputLimit: outputLimit,
            timeLimit: limit
        )
    }

    @Test func `Output and error are kept apart, and the exit code is told`() async throws {
        let result = try await run(shell("echo out; echo err >&2; exit 3"))
        #expect(result.status == .exited(3))
        #expect(!result.status.isSuccess)
        #expect(result.standardOutput == Array("out\n".utf8))
        #expect(result.standardError == Array("err\n".utf8))
    }

    @Test(arguments: [0, 1, 65_536, 3_000_000])
    func `Standard input larger than any pipe comes back whole from cat`(count: Int) async throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let result = try await run(Command("/bin/cat", standardInput: bytes, outputLimit: 4_000_000))
        #expect(result.status.isSuccess)
        #expect(result.standardOutput == bytes)
    }

    @Test func `A process that does not read its input harms nobody`() async throws {
        let input = [UInt8](repeating: 65, count: 2_000_000)
        let result = try await run(Command("/usr/bin/head", ["-c", "3"], standardInput: input))
        #expect(result.status.isSuccess)
        #expect(result.standardOutput == Array("AAA".utf8))
    }

    @Test func `The environment is replaced, not added to`() async throws {
        let result = try await run(Command("/usr/bin/env", environment: ["ONLY": "this", "EMPTY": ""]))
        #expect(String(decoding: result.standardOutput, as: UTF8.self) == "EMPTY=\nONLY=this\n")
    }

    @Test func `Arguments reach the process byte for byte`() async throws {
        let arguments = ["-c", "printf '%s|' \"$@\"", "sh", "", "a b", "$HOME", "'\"", "é\n"]
        let result = try await run(Command("/bin/sh", arguments))
        #expect(String(decoding: result.standardOutput, as: UTF8.self) == "|a b|$HOME|'\"|é\n|")
    }

    @Test func `No descriptor but the three standard ones is inherited`() async throws {
        // The shell's glob opens one descriptor for the directory itself while it reads it.
        let result = try await run(shell("for f in /proc/$$/fd/*; do echo ${f##*/}; done"))
        let numbers = String(decoding: result.standardOutput, as: UTF8.self).split(separator: "\n")
        #expect(numbers.prefix(3) == ["0", "1", "2"])
        #expect(numbers.count <= 4)
    }

    @Test func `Signals are neither blocked nor ignored in the process, whatever the program does with them`()
        async throws
    {
        signal(SIGPIPE, SIG_IGN)
        let result = try await run(shell("grep -E '^Sig(Blk|Ign)' /proc/self/status"))
        let lines = String(decoding: result.standardOutput, as: UTF8.self).split(separator: "\n")
        // Signals 32 and 33 are glibc's own: no program can reset them.
        let masks = lines.map { UInt64($0.split(separator: "\t")[1], radix: 16).map { $0 & ~0x1_8000_0000 } }
        #expect(masks == [0, 0])
    }

    @Test func `A signal as the end is told as such`() async throws {
        #expect(try await run(shell("kill -9 $$")).status == .signalled(9))
    }

    @Test(arguments: ["yes", "yes >&2"])
    func `Endless output is cut off at the limit, whichever stream it comes on`(script: String) async throws {
        let error = await #expect(throws: ProcessError.self) { try await run(shell(script, outputLimit: 100_000)) }
        #expect(error?.code == .outputTooLarge(limit: 100_000))
    }

    @Test func `Output of exactly the limit is no error`() async throws {
        #expect(try await run(shell("yes | head -c 5000", outputLimit: 5000)).standardOutput.count == 5000)
    }

    @Test func `At its time limit the whole group is killed, also a child that holds the pipes open`() async throws {
        let error = await #expect(throws: ProcessError.self) {
            try await run(shell("sleep 300 & sleep 300", limit: .milliseconds(50)))
        }
        #expect(error?.code == .timedOut(after: .milliseconds(50)))
    }

    @Test func `A background child that keeps the pipes does not hold up the result`() async throws {
        let result = try await run(shell("sleep 300 & echo $!"))
        #expect(result.status.isSuccess)
        let pid = String(decoding: result.standardOutput, as: UTF8.self).split(separator: "\n").first ?? ""
        // Killed with the group; until init reaps it, a zombie of that number may still be seen.
        let state = try await run(shell("! grep -q '^State:.[^ZX]' /proc/\(pid)/status 2>/dev/null"))
        #expect(state.status.isSuccess)
    }

    @Test(.timeLimit(.minutes(1)))
    func `What a killed group leaves to its init is reaped where that is this process`() async throws {
        // A process of its own: what the others' tests leave behind would come to this one as well, and whoever waits for children sees it.
        await #expect(processExitsWith: .success) {
            typealias ProcessControl = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
            let symbol = try unsafe #require(unsafe dlsym(nil, "prctl"), "glibc has no prctl")
            let prctl = unsafe unsafeBitCast(symbol, to: ProcessControl.self)
            // PR_SET_CHILD_SUBREAPER
            #expect(prctl(36, 1, 0, 0, 0) == 0)
            let directory = try TemporaryDirectory()
            let file = directory.path("pid")
            let script =
                "(sleep 300 & echo $! > \(file); sleep 300) & until test -s \(file); do :; done; cat \(file); echo $!"
            let result = try await run(Command("/bin/sh", ["-c", script], environment: ["PATH": "/usr/bin:/bin"]))
            let children = String(decoding: result.standardOutput, as: UTF8.self).split(separator: "\n")
            #expect(children.count == 2)
            for child in children { while unsafe access("/proc/\(child)", F_OK) == 0 { await Task.yield() } }
        }
    }

    @Test func `Cancelling the task kills the process`() async throws {
        let task = Task { try await run(shell("sleep 300")) }
        task.cancel()
        let error = await #expect(throws: ProcessError.self) { try await task.value }
        #expect(error?.code == .cancelled)
    }

    @Test func `Many at once do not wait for each other`() async throws {
        let statuses = try await withThrowingTaskGroup { group in
            for code in 0..<40 { group.addTask { try await run(shell("exit \(code)")).status } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(statuses == Set((0..<40).map { ExitStatus.exited($0) }))
    }

    @Test(arguments: [("/nonexistent", "No such file"), ("/etc/passwd", "Permission")])
    func `What cannot be started says why`(path: String, reason: String) async throws {
        let error = await #expect(throws: ProcessError.self) { try await run(Command(path)) }
        #expect(error?.description.contains(reason) == true)
        #expect(error?.description.hasPrefix(path) == true)
    }

    @Test func `NUL and malformed variable names are refused, and never printed`() async throws {
        let commands = [
            Command("/bin/echo", ["se\0cret"]),
            Command("/bin/echo", environment: ["A": "se\0cret"]),
            Command("/bin/echo", environment: ["": "secret"]),
            Command("/bin/echo", environment: ["A=B": "secret"]),
        ]
        for command in commands {
            let error = await #expect(throws: ProcessError.self) { try await run(command) }
            #expect(error?.code == .unusableArgument)
            #expect(error?.description.contains("secret") == false)
        }
    }

    @Test func `An executable is found along the search path, and a directory is none`() {
        #expect(Command.executable(named: "sh", searchPath: "/nowhere::/bin:/usr/bin") == "/bin/sh")
        #expect(Command.executable(named: "/bin/sh", searchPath: "") == "/bin/sh")
        #expect(Command.executable(named: "bin", searchPath: "/usr") == nil)
        #expect(Command.executable(named: "passwd", searchPath: "/etc") == nil)
    }
}
