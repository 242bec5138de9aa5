import Configuration
import Controllers
import EventLoop
import TestSupport
import Testing

@testable import SecretKeeper

/// What a tenant can do to others who undoes whatever is written for him, at 50 writes a second.
@Suite("Plan: shares", .seeded)
struct FairnessTests {
    private static let registries = ["hub", "ecr", "gar", "acr", "quay"].map { PlanFixture.registry($0) }

    /// A cluster in which some namespaces undo all that is written there, within a tenth of a second.
    private struct Cluster {
        var it = PlanFixture(FairnessTests.registries)
        var random = SeededRandom(seed: TestSeed.current)
        private var undoings: [(at: LoopInstant, namespace: String, secretName: String)] = []
        private(set) var written: [String: Int] = [:]
        private(set) var forTenant = 0

        init(others: Int, hostile: Int) {
            for index in 0..<others { it.namespace("other-\(index)") }
            for index in 0..<hostile { it.namespace("hostile-\(index)") }
            it.doAll()
            // The copies have been there for long.
            it.pass(1000)
            for index in 0..<hostile {
                for registry in FairnessTests.registries { undo("hostile-\(index)", registry.secretName) }
            }
        }

        private mutating func undo(_ namespace: String, _ secretName: String) {
            guard let uid = it.plan.copies[secretName, in: namespace]?.observed?.uid else { return }
            if random.next() < 0.5 {
                it.plan.copyDeleted(secretName, namespace: namespace, uid: uid, now: it.now)
                if random.next() < 0.2 { _ = it.plan.hint(namespace: namespace, registry: "hub", now: it.now) }
            } else {
                it.copy(namespace, secretName, uid: uid, version: "e", as: .edited)
            }
        }

        /// Lets a write a fiftieth of a second happen, for a time.
        mutating func run(_ seconds: Int, each: (inout PlanFixture, Int) -> Void = { _, _ in }) {
            for step in 0..<(seconds * 50) {
                it.pass(0.02)
                each(&it, step)
                while let next = undoings.first, next.at <= it.now.steady {
                    undoings.removeFirst()
                    undo(next.namespace, next.secretName)
                }
                guard let work = it.take() else { continue }
                it.finish(work)
                written[work.text, default: 0] += 1
                guard work.namespace.hasPrefix("hostile") else { continue }
                forTenant += 1
                undoings.append((it.now.steady + .milliseconds(100), work.namespace, work.secretName))
            }
        }

        func rotated(_ prefix: String) -> Int {
            written.reduce(0) { $0 + ($1.key.hasPrefix("rotate \(prefix)") ? $1.value : 0) }
        }
    }

    @Test("One namespace that undoes its five copies costs others next to nothing")
    func one() {
        var cluster = Cluster(others: 1000, hostile: 1)
        cluster.run(5)
        cluster.it.plan.masterSeen("hub", cluster.it.master(Self.registries[0], "r2"), now: cluster.it.now)
        cluster.run(21)
        #expect(cluster.rotated("other") == 1000)
        cluster.run(600)
        #expect(cluster.forTenant < 5 * 14)
    }

    @Test(
        "A thousand namespaces that undo theirs take less than half of the rate from rotations, and new namespaces do not wait"
    )
    func thousand() {
        var cluster = Cluster(others: 2000, hostile: 1000)
        cluster.it.plan.masterSeen("hub", cluster.it.master(Self.registries[0], "r2"), now: cluster.it.now)
        var asked: [String: Int] = [:]
        var waits: [Int] = []
        // 3,000 copies take a minute undisturbed.
        cluster.run(120) { it, step in
            if step % 250 == 100 {
                it.namespace("new-\(step)")
                asked["new-\(step)"] = step
            }
            for (name, since) in asked
            where registries.allSatisfy({ it.plan.copies[$0.secretName, in: name]?.observed != nil }) {
                asked[name] = nil
                waits.append(step - since)
            }
        }
        #expect(cluster.rotated("other") == 2000)
        #expect(waits.count == 24)
        #expect(waits.max() ?? 0 <= 50, "a second, in fiftieths: \(waits)")
    }

    @Test("A namespace in which writes do not end keeps two workers and no more")
    func slow() {
        var it = PlanFixture(Self.registries)
        it.namespace("slow")
        let underWay = it.takeAll()
        #expect(underWay == ["place slow/pullpass-hub", "place slow/pullpass-ecr"])
        for number in 0..<100 {
            // Events bring nothing more under way, and are not kept.
            it.namespace("slow", labels: ["pullpass.dev/inject": "enabled", "n": "\(number)"])
            #expect(it.takeAll().isEmpty)
        }
        #expect(it.plan.parked[0]?.count == 3)
        it.namespace("other")
        #expect(it.doAll().count == 5)
    }

    @Test("What waits for another write of its namespace is done when that has ended, however it ends")
    func afterSlow() throws {
        var it = PlanFixture(Self.registries)
        it.namespace("slow")
        let first = try it.next()
        let second = try it.next()
        #expect(it.take() == nil)
        it.plan.workFinished(first, .refused, now: it.now)
        #expect(it.takeAll() == ["place slow/pullpass-gar"])
        it.finish(second)
        #expect(it.takeAll() == ["place slow/pullpass-acr"])
    }

    @Test("Removals and repairs of others go on beside them")
    func others() {
        var cluster = Cluster(others: 50, hostile: 1000)
        cluster.it.plan.masterSeen("hub", cluster.it.master(Self.registries[0], "r2"), now: cluster.it.now)
        let uid = cluster.it.plan.copies["pullpass-ecr", in: "other-7"]?.observed?.uid ?? ""
        cluster.it.copy("other-7", "pullpass-ecr", uid: uid, version: "e", as: .edited)
        cluster.run(120)
        #expect(cluster.written["repair other-7/pullpass-ecr"] == 1)
    }

    private var registries: [Registry] { Self.registries }
}
