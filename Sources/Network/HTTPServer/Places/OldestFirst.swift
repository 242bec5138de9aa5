/// What an ``OldestFirst`` queue holds; in one queue at a time.
protocol Queueable: AnyObject {
    /// What the queue is ordered by, the smallest first. After a change the queue must be told.
    var order: UInt64 { get }
    /// The queue's own.
    var queuePosition: Int { get set }
}

/// A queue out of which anything can be taken, and that anything can change its place in, in logarithmic time.
struct OldestFirst<Element: Queueable> {
    /// A binary heap: the children of `i` are `2i + 1` and `2i + 2`, and none is before its parent.
    private var elements: [Element] = []

    var count: Int { elements.count }
    var isEmpty: Bool { elements.isEmpty }
    var first: Element? { elements.first }
    /// In no order.
    var all: [Element] { elements }

    mutating func insert(_ element: Element) {
        element.queuePosition = elements.count
        elements.append(element)
        rise(element.queuePosition)
    }

    /// Takes out an element, which must be in this queue.
    mutating func remove(_ element: Element) {
        let position = element.queuePosition
        let last = elements.removeLast()
        guard last !== element else { return }
        place(last, at: position)
        settle(last)
    }

    /// Finds the place of an element whose order has changed.
    mutating func settle(_ element: Element) {
        rise(element.queuePosition)
        sink(element.queuePosition)
    }

    private mutating func place(_ element: Element, at position: Int) {
        elements[position] = element
        element.queuePosition = position
    }

    private mutating func rise(_ start: Int) {
        let element = elements[start]
        var position = start
        while position > 0 {
            let parent = (position - 1) / 2
            guard element.order < elements[parent].order else { break }
            place(elements[parent], at: position)
            position = parent
        }
        place(element, at: position)
    }

    private mutating func sink(_ start: Int) {
        let element = elements[start]
        var position = start
        while true {
            var child = 2 * position + 1
            guard child < elements.count else { break }
            if child + 1 < elements.count, elements[child + 1].order < elements[child].order { child += 1 }
            guard elements[child].order < element.order else { break }
            place(elements[child], at: position)
            position = child
        }
        place(element, at: position)
    }
}
