import EventLoop
import Linux
import TestSupport
import Testing

@testable import Sockets

@Suite struct `Cancellation ends a connection attempt` {
    @Test func `a connection attempt ends as cancelled`() async throws {
        let error = try await withEventLoop { loop -> SystemCallError? in
            let full = try FullPort()
            let attempt = Task(executorPreference: loop) { () -> SystemCallError? in
                do throws(SystemCallError) {
                    _ = try await Socket.connect(to: full.address, on: loop, until: .never)
                    return nil
                } catch {
                    return error
                }
            }
            await Task.yield()
            attempt.cancel()
            return await attempt.value
        }
        #expect(error?.description.contains("Operation canceled") == true, "\(error?.description ?? "connected")")
    }
}
