import TestSupport
import Testing

@testable import HTTPServer

private final class Item: Queueable {
    var order: UInt64
    var queuePosition = 0
    init(_ order: UInt64) { self.order = order }
}

@Suite(.seeded) struct `A queue with the oldest first` {
    @Test func `gives in order what was put in, taken out and changed in any order`() {
        var generator = TestSeed.generator()
        for _ in 0..<200 {
            var queue = OldestFirst<Item>()
            var items: [Item] = []
            for _ in 0..<Int.random(in: 1...60, using: &generator) {
                switch Int.random(in: 0..<4, using: &generator) {
                case 0 where !items.isEmpty:
                    queue.remove(items.remove(at: Int.random(in: items.indices, using: &generator)))
                case 1 where !items.isEmpty:
                    let item = items[Int.random(in: items.indices, using: &generator)]
                    item.order = .random(in: 0..<20, using: &generator)
                    queue.settle(item)
                default:
                    let item = Item(.random(in: 0..<20, using: &generator))
                    queue.insert(item)
                    items.append(item)
                }
                #expect(queue.count == items.count)
                #expect(queue.first?.order == items.map(\.order).min())
            }
            var given: [UInt64] = []
            while let first = queue.first {
                given.append(first.order)
                queue.remove(first)
            }
            #expect(given == items.map(\.order).sorted())
        }
    }
}
