import TestSupport
import Testing

@testable import EventLoop

@Suite struct `Work beside an event loop` {
    @Test func `leaves the loop alone, and the caller on it`() async throws {
        let places = try await withEventLoop { loop in
            var places = [loop.isCurrent]
            for _ in 0..<20 {
                places.append(await besideLoop { !loop.isCurrent })
                places.append(loop.isCurrent)
            }
            return places
        }
        #expect(places == [Bool](repeating: true, count: 41))
    }
}
