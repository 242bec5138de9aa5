import Controllers
import TestSupport
import Testing

@testable import SecretKeeper

@Suite("Plan: the queue", .seeded)
struct WorkQueueTests {
    private static func key(_ row: Int, _ column: Int) -> CopyKey { CopyKey(row: row, column: column) }

    private static func all(_ queue: inout WorkQueue, upTo last: PlannedWork.Level = .last) -> [CopyKey] {
        var all: [CopyKey] = []
        while let key = queue.popFirst(upTo: last) { all.append(key) }
        return all
    }

    @Test("Namespaces take turns; one that has much to do does not hold back one that comes later")
    func turns() {
        var queue = WorkQueue()
        for column in 0..<64 { queue.insert(Self.key(0, column), .repair) }
        queue.insert(Self.key(1, 0), .repair)
        queue.insert(Self.key(1, 1), .repair)
        queue.insert(Self.key(2, 5), .repair)
        let order = Self.all(&queue)
        #expect(order.count == 67)
        #expect(order.prefix(5) == [Self.key(0, 0), Self.key(1, 0), Self.key(2, 5), Self.key(0, 1), Self.key(1, 1)])
    }

    @Test("A copy waits once, keeps its place in its level and leaves it for another")
    func once() {
        var queue = WorkQueue()
        for _ in 0..<1000 { queue.insert(Self.key(0, 0), .rotation) }
        queue.insert(Self.key(0, 1), .rotation)
        queue.insert(Self.key(0, 0), .rotation)
        #expect(queue.count == 2)
        #expect(queue.rotations == 2)
        queue.insert(Self.key(0, 0), .repair)
        #expect(queue.rotations == 1)
        #expect(queue.rotations(ofColumn: 1) == 1)
        queue.remove(Self.key(0, 1))
        queue.remove(Self.key(0, 1))
        #expect(Self.all(&queue) == [Self.key(0, 0)])
        #expect(queue.isEmpty && queue.rotations == 0)
    }

    @Test("Whatever is put in and taken out, each copy comes up once, and no level past the last one asked for")
    func model() {
        var random = SeededRandom(seed: TestSeed.current)
        var queue = WorkQueue()
        var model: [CopyKey: PlannedWork.Level] = [:]
        for _ in 0..<20_000 {
            let key = Self.key(Int(random.next() * 12), Int(random.next() * 6))
            let level = PlannedWork.Level.allCases[Int(random.next() * 6)]
            switch random.next() {
            case ..<0.5:
                queue.insert(key, level)
                model[key] = level
            case ..<0.7:
                queue.remove(key)
                model[key] = nil
            default:
                let popped = queue.popFirst(upTo: level)
                if let popped {
                    let known = model.removeValue(forKey: popped)
                    #expect(known.map { $0 <= level } ?? false)
                } else {
                    #expect(model.values.allSatisfy { $0 > level })
                }
            }
            #expect(queue.count == model.count)
            #expect(queue.hasWork(upTo: level) == model.values.contains { $0 <= level })
            #expect(queue.rotations == model.values.count { $0 == .rotation || $0 == .urgent })
        }
        #expect(Set(Self.all(&queue)) == Set(model.keys))
    }

    @Test("What somebody puts in and takes out a million times leaves nothing behind")
    func flapping() {
        var queue = WorkQueue()
        queue.insert(Self.key(1, 0), .removal)
        for number in 0..<300_000 {
            queue.insert(Self.key(0, number % 3), .repair)
            queue.remove(Self.key(0, number % 3))
        }
        #expect(Self.all(&queue) == [Self.key(1, 0)])
    }
}
