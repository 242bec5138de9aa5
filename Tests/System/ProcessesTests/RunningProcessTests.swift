import Processes
import Testing

@Suite("A process that runs beside the program")
struct RunningProcessTests {
    private func start(_ script: String, outputLimit: Int = 1 << 20) async throws -> RunningProcess {
        var command = Command(
            "/bin/sh",
            ["-c", script],
            environment: ["PATH": "/usr/bin:/bin"],
            outputLimit: outputLimit
        )
        command.timeLimit = .seconds(900)
        return try await RunningProcess.start(command)
    }

    @Test func `Its lines arrive while it runs, and SIGTERM lets it end in its own way`() async throws {
        let process = try await start("trap 'echo bye; exit 7' TERM; echo ready >&2; while :; do sleep 0.05; done")
        var errors = process.standardErrorLines.makeAsyncIterator()
        #expect(await errors.next() == "ready")
        process.terminate()
        #expect(try await process.waitForExit() == .exited(7))
        #expect(await process.standardOutputLines.reduce(into: []) { $0.append($1) } == ["bye"])
        #expect(await errors.next() == nil)
    }

    @Test func `A last line without a line feed, empty lines and broken UTF-8 are lines too`() async throws {
        let process = try await start(#"printf 'a\n\n\377\nend'"#)
        let lines = await process.standardOutputLines.reduce(into: []) { $0.append($1) }
        #expect(lines == ["a", "", "\u{fffd}", "end"])
        #expect(try await process.waitForExit().isSuccess)
    }

    @Test func `Signals after its end reach nobody, and every waiter gets the status`() async throws {
        let process = try await start("exit 5")
        async let first = process.waitForExit()
        async let second = process.waitForExit()
        #expect(try await [first, second] == [.exited(5), .exited(5)])
        process.terminate()
        process.kill()
        #expect(try await process.waitForExit() == .exited(5))
    }

    @Test func `kill takes the whole group with it`() async throws {
        let process = try await start("trap '' TERM; echo up; sleep 300 & wait; sleep 300")
        var lines = process.standardOutputLines.makeAsyncIterator()
        #expect(await lines.next() == "up")
        process.terminate()
        process.kill()
        let error = await #expect(throws: ProcessError.self) { try await process.waitForExit() }
        #expect(error?.code == .cancelled)
    }

    @Test func `A process that nobody refers to any more is killed`() async throws {
        let lines = try await start("echo up; exec sleep 300").standardOutputLines
        // The stream ends only because the process does.
        #expect(await lines.reduce(into: []) { $0.append($1) }.count <= 1)
    }
}
