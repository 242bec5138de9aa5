import EventLoop
import Linux
import Sockets
import TestSupport
import Testing

@testable import HTTPServer

@Suite("A server's places") struct ConnectionPlacesTests {
    @Test("are as many as they were, however often one is spared that was to go")
    func spared() async throws {
        let held = try await withEventLoop(clock: HandClock().clock) { loop in
            let places = ConnectionPlaces(4)
            let budget = MemoryBudget(limit: 1 << 20)
            func admit() throws -> [ConnectionPlaces.Eviction] {
                let entry = ConnectionEntry(
                    try Socket(owning: FileDescriptor.spare(), on: loop),
                    peer: .unknown,
                    memory: ConnectionMemory(budget, of: .unknown, now: loop.now),
                    places: places
                )
                guard case .admitted(let evictions) = places.admit(entry, at: loop.now) else { return [] }
                return evictions
            }
            for _ in 0..<4 { #expect(try admit().isEmpty) }
            for _ in 0..<5 {
                // Two where one was spared before.
                let evictions = try admit()
                for eviction in evictions.dropFirst() { places.release(eviction.entry) }
                if let first = evictions.first { places.spare(first.entry) }
            }
            return places.held(by: .unknown)
        }
        #expect(held == 5)
    }
}
