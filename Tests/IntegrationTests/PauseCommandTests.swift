import FoundationEssentials
import Processes
import TestSupport
import Testing

/// The two commands of DaemonSets: what brings the executable into a volume, and what stays.
struct PauseCommandTests {
    @Test func `pause is one thread that waits, and SIGTERM ends it well`() async throws {
        let process = try await RunningProcess.start(
            Command(try Repository.executable(), ["pause"], environment: Tool.environment, timeLimit: .seconds(600))
        )
        // In rt_sigtimedwait, whose number is 128 on x86-64 and 137 on arm64.
        let waits = try await eventually {
            let call = try String(contentsOfFile: "/proc/\(process.identifier)/syscall", encoding: .utf8)
            return call.hasPrefix("128 ") || call.hasPrefix("137 ")
        }
        #expect(waits)
        let status = try String(contentsOfFile: "/proc/\(process.identifier)/status", encoding: .utf8)
        #expect(status.contains("Threads:\t1\n"))
        process.terminate()
        #expect(try await process.waitForExit() == .exited(0))
    }

    @Test func `copy puts the executable into a folder, where it runs`() async throws {
        let folder = try TemporaryDirectory()
        let result = try await pullpass(["copy", folder.path])
        #expect(result.status == .exited(0), "\(result.errorText)")
        let copied = try await Processes.run(
            Command(folder.path("pullpass"), ["version"], environment: Tool.environment, timeLimit: .seconds(60))
        )
        #expect(copied.status == .exited(0))
        #expect(copied.outputText.hasPrefix("pullpass "))
    }

    @Test func `copy names the folder that it cannot write to`() async throws {
        let result = try await pullpass(["copy", "/nonexistent/folder"])
        #expect(result.status == .exited(1))
        #expect(result.errorText.contains("cannot create /nonexistent/folder/.pullpass.new"), "\(result.errorText)")
    }

    private func pullpass(_ arguments: [String]) async throws -> CommandResult {
        try await Processes.run(
            Command(try Repository.executable(), arguments, environment: Tool.environment, timeLimit: .seconds(900))
        )
    }
}
