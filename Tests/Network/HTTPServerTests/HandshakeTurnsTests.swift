import EventLoop
import Linux
import Sockets
import Synchronization
import TestSupport
import Testing

@testable import HTTPServer

@Suite struct `The turns of handshakes` {
    private final class Order: Sendable {
        let names = Mutex<[String]>([])
    }

    /// Begins handshakes of so many connections of each address at once, and tells in which order they got their turns.
    private func turns(_ counts: [(address: String, count: Int)], evicting evicted: Set<String> = []) async throws
        -> [String]
    {
        let order = Order()
        try await withEventLoop(clock: HandClock().clock) { loop in
            let turns = HandshakeTurns(loop)
            let places = ConnectionPlaces(1000)
            let budget = MemoryBudget(limit: 1 << 20)
            try await withThrowingTaskGroup(of: Void.self) { group in
                var entries: [String: ConnectionEntry] = [:]
                for (address, count) in counts {
                    let peer = PeerAddress(try #require(SocketAddress(ipAddress: address, port: 0)))
                    for index in 0..<count {
                        let name = "\(address)-\(index)"
                        let socket = try Socket(owning: FileDescriptor.spare(), on: loop)
                        let memory = ConnectionMemory(budget, of: peer, now: loop.now)
                        let entry = ConnectionEntry(socket, peer: peer, memory: memory, places: places)
                        entries[name] = entry
                        group.addTask {
                            await turns.wait(entry)
                            if !entry.isEvicted { order.names.withLock { $0.append(name) } }
                        }
                    }
                }
                // All of them run up to their wait, and the loop has not asked the kernel yet.
                await Task.yield()
                for name in evicted { entries[name]?.evict() }
                try await group.waitForAll()
            }
        }
        return order.names.withLock { $0 }
    }

    @Test func `are had at once where there are few`() async throws {
        let order = try await turns([("10.0.0.1", 3), ("10.0.0.2", 2)])
        #expect(order == ["10.0.0.1-0", "10.0.0.1-1", "10.0.0.1-2", "10.0.0.2-0", "10.0.0.2-1"])
    }

    @Test func `go round the addresses, the newest of each first`() async throws {
        let order = try await turns([("10.0.0.1", 60), ("10.0.0.2", 2)])
        #expect(Set(order).count == 62)
        let late = order.dropFirst(HandshakeTurns.perRound).prefix(4)
        #expect(late == ["10.0.0.1-59", "10.0.0.2-1", "10.0.0.1-58", "10.0.0.2-0"])
    }

    @Test func `are not waited for by those that have to go`() async throws {
        let order = try await turns([("10.0.0.1", 200)], evicting: ["10.0.0.1-20", "10.0.0.1-150"])
        #expect(Set(order).count == 198)
        #expect(order.count == 198)
    }
}
