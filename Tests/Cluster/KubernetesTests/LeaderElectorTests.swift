import EventLoop
import HTTP
import Kubernetes
import Testing

struct LeaderElectorTests {
    private static func withTwo(
        _ body: @escaping @Sendable (Candidate, Candidate, LeaseServer, Simulation) async throws -> Void
    ) async throws {
        try await Simulation.run { simulation in
            let server = LeaseServer()
            let first = Candidate("a", server, simulation)
            await simulation.settle()
            let second = Candidate("b", server, simulation)
            await simulation.settle()
            #expect(first.elector.isLeader && !second.elector.isLeader)
            try await body(first, second, server, simulation)
            await first.stop()
            await second.stop()
        }
    }

    /// Moves the time and checks at each step that not both lead.
    private static func advance(
        _ simulation: Simulation,
        by seconds: Double,
        _ candidates: Candidate...,
        until done: () -> Bool = { false }
    ) async {
        for _ in 0..<Int(seconds * 10) where !done() {
            await simulation.advance(by: .milliseconds(100), rounds: 60)
            #expect(candidates.filter(\.elector.isLeader).count <= 1, "two leaders at \(simulation.elapsed) s")
        }
    }

    @Test func `one of two leads and renews, and the other looks on`() async throws {
        try await Self.withTwo { first, second, server, simulation in
            await Self.advance(simulation, by: 60, first, second)
            #expect(first.log.value == ["started"])
            #expect(second.log.value == ["sees a"])
            #expect(second.elector.leaderIdentity == "a")
            #expect((28...31).contains(server.writes.value), "\(server.writes.value)")
            #expect(!first.transport.requests.dropFirst(2).contains { $0.method == .get }, "a leader need not read")
        }
    }

    @Test(
        "a leader that is cut off stops at its deadline, before another starts",
        arguments: [
            LeaseServer.Way.broken, .silent, .deaf,
        ]
    )
    func cutOff(way: LeaseServer.Way) async throws {
        try await Self.withTwo { first, second, server, simulation in
            await Self.advance(simulation, by: 5, first, second)
            // The last renewal that was answered was at 4 s.
            first.way.value = way
            await Self.advance(simulation, by: 8.8, first, second)
            #expect(first.elector.isLeader)
            #expect(first.log.value.filter { $0 != "failed" } == ["started"])
            await Self.advance(simulation, by: 0.4, first, second)
            #expect(!first.elector.isLeader)
            #expect(first.log.value.filter { $0 != "failed" } == ["started", "stopped"])
            await Self.advance(simulation, by: 12, first, second) { second.elector.isLeader }
            #expect(second.log.value.suffix(1) == ["started"])
            #expect(server.lease.value?.spec.leaseTransitions == 1)
            first.way.value = .open
            await Self.advance(simulation, by: 20, first, second)
            #expect(first.log.value.last == "sees b")
        }
    }

    @Test func `a leader that stops gives the Lease back and the other need not wait`() async throws {
        try await Self.withTwo { first, second, server, simulation in
            await Self.advance(simulation, by: 5, first, second)
            await first.stop()
            #expect(first.log.value == ["started", "stopped"])
            #expect(server.lease.value?.spec.holderIdentity?.isEmpty == true)
            await Self.advance(simulation, by: 5, first, second)
            #expect(second.elector.isLeader)
        }
    }

    @Test func `a renewal whose answer was lost does not keep the Lease from being given back`() async throws {
        try await Self.withTwo { first, _, server, simulation in
            first.way.value = .deaf
            await simulation.advance(by: .milliseconds(2100))
            first.way.value = .open
            await first.stop()
            #expect(server.lease.value?.spec.holderIdentity?.isEmpty == true)
        }
    }

    @Test func `stopping does not wait for a server that is not there`() async throws {
        try await Self.withTwo { first, _, _, simulation in
            first.way.value = .silent
            first.task.cancel()
            await simulation.advance(by: .seconds(3))
            await first.task.value
            #expect(first.log.value == ["started", "stopped"])
        }
    }

    @Test("wall clocks that jump change nothing", arguments: [1e6, -1e6, 1e300])
    func wallClock(jump: Double) async throws {
        try await Self.withTwo { first, second, _, simulation in
            for (seconds, candidate) in [(10.0, first), (10.0, second), (10.0, first)] {
                candidate.skew.value += jump
                await Self.advance(simulation, by: seconds, first, second)
            }
            #expect(first.log.value == ["started"] && first.elector.isLeader)
        }
    }

    @Test func `a process that was stopped for long does not believe that it still leads`() async throws {
        try await Simulation.run { simulation in
            let server = LeaseServer()
            let only = Candidate("a", server, simulation)
            await simulation.settle()
            #expect(only.elector.isLeader)
            server.tamper { $0.spec.holderIdentity = "b" }
            await simulation.leap(by: .seconds(3600))
            #expect(only.log.value.prefix(2) == ["started", "stopped"])
            #expect(!only.elector.isLeader)
            await only.stop()
            #expect(server.lease.value?.spec.holderIdentity == "b")
        }
    }

    @Test func `a process that was stopped while it acquired the Lease leads soon after it goes on`() async throws {
        try await Simulation.run { simulation in
            let server = LeaseServer()
            let only = Candidate("a", server, simulation)
            only.way.value = .late
            await simulation.advance(by: .milliseconds(150), step: .milliseconds(50))
            #expect(server.lease.value?.spec.holderIdentity == "a" && !only.elector.isLeader)
            // The answer is there when it goes on, and so is the end of what it gives.
            await simulation.leap(by: .seconds(12))
            only.way.value = .open
            await Self.advance(simulation, by: 6, only)
            #expect(only.elector.isLeader)
            #expect(only.log.value.filter { $0 != "failed" } == ["started"])
            #expect(only.transport.requests.count <= 8, "\(only.transport.requests.count)")
            await only.stop()
        }
    }

    @Test func `a Lease that somebody touched is renewed all the same`() async throws {
        try await Self.withTwo { first, second, server, simulation in
            server.tamper { $0.metadata.annotations["touched"] = "yes" }
            await Self.advance(simulation, by: 30, first, second)
            #expect(first.log.value == ["started"])
            #expect(server.lease.value?.metadata.annotations["touched"] == "yes")
        }
    }

    @Test func `a Lease that somebody deleted is made again`() async throws {
        try await Self.withTwo { first, second, server, simulation in
            server.lease.value = nil
            await Self.advance(simulation, by: 30, first, second)
            #expect([first, second].contains { $0.elector.isLeader })
            #expect(server.lease.value != nil)
        }
    }

    @Test func `a leader that another has robbed stops at its next try`() async throws {
        try await Self.withTwo { first, second, server, simulation in
            await second.stop()
            server.tamper { $0.spec.holderIdentity = "c" }
            await simulation.advance(by: .milliseconds(2100))
            #expect(!first.elector.isLeader)
            #expect(first.log.value == ["started", "stopped", "sees c"])
        }
    }
}
