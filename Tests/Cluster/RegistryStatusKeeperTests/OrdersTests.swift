import Kubernetes
import RegistryStatusKeeper
import Status
import TestAPIServer
import TestSupport
import Testing
import Text

/// Seeded orders of everything that can happen to two objects and two replicas, each let come to rest.
@Suite("PullRegistries: whatever happens, quiet means right")
struct OrdersTests {
    private static let names = ["hub", "ecr"]

    /// A small generator (SplitMix64).
    private struct Dice {
        var state: UInt64

        mutating func roll(_ sides: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var bits = state
            bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
            bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int((bits ^ (bits >> 31)) % UInt64(sides))
        }
    }

    @Test("In every order", arguments: UInt64(1)...40)
    func orders(seed: UInt64) async throws {
        try await withWorld { world in
            var dice = Dice(state: seed)
            var copies = ["hub": 1, "ecr": 1]
            func tell() {
                world.tell(
                    Self.names.compactMap { name in copies[name].map { RegistryStatusWorld.ready(name, copies: $0) } }
                )
            }
            tell()
            let replicas = [await world.start("pod-1"), await world.start("pod-2", leads: false)]
            for _ in 0..<30 {
                let name = Self.names[dice.roll(2)]
                let path = ResourcePath.pullRegistries(name: name)
                switch dice.roll(12) {
                case 0: try? world.server.delete(path)
                case 1: try? world.server.edit(path, mergePatch: #"{"spec":{"secretName":"evil"}}"#)
                case 2: try? world.server.editStatus(path, mergePatch: #"{"status":{"wanted":7,"lastError":"x"}}"#)
                case 3: try? world.server.editStatus(path, mergePatch: #"{"status":null}"#)
                case 4: copies[name] = copies[name] == nil ? 1 : nil
                case 5, 6: copies[name] = (copies[name] ?? 0) + 1
                case 7:
                    let leads = dice.roll(2)
                    for (index, replica) in replicas.enumerated() { replica.keeper.lead(index == leads) }
                case 8: for replica in replicas { replica.keeper.lead(true) }
                case 9: world.server.cutWatches()
                case 10:
                    let faults: [Fault] = [.refuse(500), .loseAnswer, .drop, .refuse(409)]
                    world.server.inject(faults[dice.roll(4)], on: .any, times: 1 + dice.roll(3))
                default: break
                }
                tell()
                await world.pass(1 + dice.roll(20))
            }
            // Both leading without end would be two who are right in turn: one of them does.
            world.server.removeFaults()
            for (index, replica) in replicas.enumerated() { replica.keeper.lead(index == 0) }
            await world.pass(900, step: 10)
            for name in Self.names {
                let shown = world.shown(name)
                #expect(shown?.status["present"] == copies[name].map { .integer(Int64($0)) }, "seed \(seed), \(name)")
                #expect(shown?.status["lastError"] == nil, "seed \(seed), \(name)")
                guard copies[name] != nil else { continue }
                #expect(shown?.spec["secretName"] == .string("pullpass-\(name)"), "seed \(seed), \(name)")
                #expect(shown?.condition("Ready").hasPrefix("True") == true, "seed \(seed), \(name)")
            }
            // And nothing more is written.
            let before = world.server.requestCount(verb: "patch")
            await world.pass(300, step: 10)
            #expect(world.server.requestCount(verb: "patch") == before, "seed \(seed)")
        }
    }
}
