import Glibc
import Linux
import TestSupport
import Testing

@testable import Processes

@Suite("A program that somebody has open for writing")
struct SpawnTests {
    /// Attempts of which some fail, each with its number of the system.
    private func attempt(failures: [Int32]) -> (result: Result<String, SystemCallError>, pauses: Int) {
        var left = failures
        var pauses = 0
        do throws(SystemCallError) {
            let result = try retryingWhileBusy {
                pauses += 1
            } start: { () throws(SystemCallError) in
                guard let failure = left.popLast() else { return "started" }
                throw SystemCallError(call: "posix_spawn", code: failure)
            }
            return (.success(result), pauses)
        } catch { return (.failure(error), pauses) }
    }

    @Test(arguments: [0, 1, 50]) func `is tried again until it is closed`(times: Int) throws {
        let (result, pauses) = attempt(failures: Array(repeating: ETXTBSY, count: times))
        #expect(try result.get() == "started")
        #expect(pauses == times)
    }

    @Test func `is given up where that lasts`() {
        let (result, pauses) = attempt(failures: Array(repeating: ETXTBSY, count: 51))
        #expect(result == .failure(SystemCallError(call: "posix_spawn", code: ETXTBSY)))
        #expect(pauses == 50)
    }

    @Test(arguments: [ENOENT, EACCES, EAGAIN]) func `is not tried again for another reason`(code: Int32) {
        let (result, pauses) = attempt(failures: [code])
        #expect(result == .failure(SystemCallError(call: "posix_spawn", code: code)))
        #expect(pauses == 0)
    }

    @Test func `is what the kernel calls busy`() async throws {
        let folder = try TemporaryDirectory()
        let program = try folder.write("program", "#!/bin/sh\n")
        #expect(unsafe chmod(program, 0o700) == 0)
        let writing = unsafe open(program, O_WRONLY | O_CLOEXEC)
        defer { close(writing) }
        let error = await #expect(throws: ProcessError.self) { try await run(Command(program)) }
        #expect(error?.code == .notStarted(errno: ETXTBSY))
    }
}
