internal import EventLoop

/// An instant or nil in the room of an instant; ``LoopInstant/never`` reads as nil.
@propertyWrapper
struct CompactInstant: Sendable {
    private var instant = LoopInstant.never

    init(wrappedValue: LoopInstant?) { self.wrappedValue = wrappedValue }

    var wrappedValue: LoopInstant? {
        get { instant == .never ? nil : instant }
        set { instant = newValue ?? .never }
    }
}
