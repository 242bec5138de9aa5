import EventLoop
import Glibc
import Linux
import TestSupport
import Testing

@testable import Sockets

@Suite struct EventLoopFairnessTests {
    @Test("A task that never has to wait lets the kernel's events through with each round")
    func rounds() async throws {
        let arrived = try await withEventLoop { loop in
            let pair = try SocketPair(on: loop)
            let reader = Task(executorPreference: loop) { await pair.b.wait(for: .readable, until: .never) }
            // The reader waits by the time that this task goes on.
            await loop.nextRound()
            _ = try pair.a.write([1].span)
            await loop.nextRound()
            return await reader.value
        }
        #expect(arrived == .ready)
    }

    @Test("A descriptor that cannot be watched is refused, and nobody else's watch is forgotten for it")
    func refusedDescriptor() async throws {
        let (refusal, result) = try await withEventLoop { loop in
            // The first watch of the loop.
            let pair = try SocketPair(on: loop)
            // A regular file cannot be polled.
            let file = unsafe open(#filePath, O_RDONLY | O_CLOEXEC)
            var refusal: SystemCallError?
            do throws(SystemCallError) {
                _ = try Socket(owning: FileDescriptor(owning: file), on: loop)
            } catch {
                refusal = error
            }
            let reader = Task(executorPreference: loop) {
                await pair.a.wait(for: .readable, until: loop.now.advanced(by: .seconds(60)))
            }
            await loop.nextRound()
            _ = try pair.b.write([1].span)
            return (refusal, await reader.value)
        }
        #expect(refusal?.call == "epoll_ctl")
        #expect(result == .ready)
    }

    @Test("Writing to a broken pipe on the loop's thread is an error and not the end of the process")
    func brokenPipe() async throws {
        let code = try await withEventLoop { _ in
            var pipe: [CInt] = [-1, -1]
            guard unsafe Glibc.pipe(&pipe) == 0 else { throw SystemCallError.last("pipe") }
            close(pipe[0])
            defer { close(pipe[1]) }
            return unsafe write(pipe[1], [1], 1) == -1 ? errno : 0
        }
        #expect(code == EPIPE)
    }
}
