import FoundationEssentials
import Processes
import TestSupport
import Testing

/// The two commands of DaemonSets: what brings the executable into a volume, and what stays.
struct PauseCommandTests {
    @Test func `pause is one thread that waits, and SIGTERM ends it well, as the first process of a container, too`()
        async throws
    {
        let process = try await RunningProcess.start(
            Command(try Repository.executable(), ["pause"], environment: Tool.environment, timeLimit: .seconds(600))
        )
        let status = "/proc/\(process.identifier)/status"
        // Bits 15 and 2: SIGTERM and SIGINT are blocked, and so kept even for a process that has no default for them.
        let waits = try await eventually {
            try String(contentsOfFile: status, encoding: .utf8).contains("SigBlk:\t0000000000004002")
        }
        #expect(waits)
        #expect(try String(contentsOfFile: status, encoding: .utf8).contains("Threads:\t1\n"))
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
}
