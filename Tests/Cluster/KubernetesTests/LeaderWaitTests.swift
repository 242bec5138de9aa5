import EventLoop
import Kubernetes
import TestSupport
import Testing

/// What candidates wait for, and what they are told of it.
struct LeaderWaitTests {
    private static let remover = RemovalHolder.identity("uninstall-x")

    private static func hold(_ server: LeaseServer, by holder: String, seconds: Int = 60) {
        server.tamper {
            $0.spec.holderIdentity = holder
            $0.spec.leaseDurationSeconds = seconds
        }
    }

    private static func advance(_ simulation: Simulation, by seconds: Double) async {
        for _ in 0..<Int(seconds * 2) { await simulation.advance(by: .milliseconds(500), rounds: 60) }
    }

    @Test func `a holder that does not renew is named once, with the time until when it is waited for`() async throws {
        try await Simulation.run { simulation in
            let server = LeaseServer()
            let first = Candidate("a", server, simulation)
            await simulation.settle()
            await first.stop()
            Self.hold(server, by: "gone", seconds: 120)
            let second = Candidate("b", server, simulation)
            await Self.advance(simulation, by: 8)
            // A leader may be late.
            #expect(second.waits.value.isEmpty && second.elector.waiting == nil)
            await Self.advance(simulation, by: 60)
            #expect(second.waits.value.map(\.holder) == ["gone"])
            let wait = try #require(second.elector.waiting)
            #expect(!wait.isRemoval && wait.lease == "pullpass/pullpass")
            #expect(
                "\(wait)".hasPrefix(
                    "waits for the Lease pullpass/pullpass, held by gone, who does not renew it, until 2026-"
                )
            )
            #expect("\(wait)".hasSuffix("Z at most"))
            await Self.advance(simulation, by: 60)
            #expect(second.elector.isLeader && second.elector.waiting == nil)
            await second.stop()
        }
    }

    @Test func `nobody waits for a leader at work`() async throws {
        try await Simulation.run { simulation in
            let server = LeaseServer()
            let first = Candidate("a", server, simulation)
            await simulation.settle()
            let second = Candidate("b", server, simulation)
            for _ in 0..<60 {
                await Self.advance(simulation, by: 1)
                #expect(first.elector.waiting == nil && second.elector.waiting == nil)
            }
            await first.stop()
            await second.stop()
        }
    }

    @Test(
        "replicas that have seen a removal write nothing for two minutes after it, however the Lease was given back",
        arguments: [true, false]
    )
    func standsDown(isDeleted: Bool) async throws {
        try await Simulation.run { simulation in
            let server = LeaseServer()
            let first = Candidate("a", server, simulation)
            await simulation.settle()
            let second = Candidate("b", server, simulation)
            await Self.advance(simulation, by: 5)
            Self.hold(server, by: Self.remover)
            await Self.advance(simulation, by: 10)
            #expect(!first.elector.isLeader && first.log.value == ["started", "stopped"])
            if isDeleted { server.lease.value = nil } else { Self.hold(server, by: "", seconds: 1) }
            await Self.advance(simulation, by: 100)
            for candidate in [first, second] {
                #expect(!candidate.elector.isLeader)
                #expect(candidate.waits.value.map(\.isRemoval) == [true])
                #expect("\(candidate.waits.value)".contains("uninstall-x"))
            }
            // Who has not seen it, as after a new installation, need not wait.
            let fresh = Candidate("c", server, simulation)
            await Self.advance(simulation, by: 5)
            #expect(fresh.elector.isLeader && fresh.waits.value.isEmpty)
            await fresh.stop()
            await Self.advance(simulation, by: 60)
            #expect(first.elector.isLeader != second.elector.isLeader)
            await first.stop()
            await second.stop()
        }
    }

    @Test func `a removal that was killed keeps nobody waiting for ever`() async throws {
        try await Simulation.run { simulation in
            let server = LeaseServer()
            let first = Candidate("a", server, simulation)
            await simulation.settle()
            Self.hold(server, by: Self.remover)
            await Self.advance(simulation, by: 130)
            #expect(first.elector.isLeader)
            await first.stop()
        }
    }
}
