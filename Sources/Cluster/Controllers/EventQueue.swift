internal import EventLoop
package import Kubernetes

/// Events that wait to be written: nobody waits for one, since they come last in the rate limit.
///
/// Bounded, since Events are worth less than anything else. `@unchecked Sendable`: used on the controller's loop only.
package final class EventQueue: @unchecked Sendable {
    private static let limit = 512
    private var waiting: [EventManifest] = []
    private var isWriting = false
    private let signal = LoopSignal()

    /// An empty queue.
    package init() {}

    /// Whether none waits and none is being written.
    package var isEmpty: Bool { waiting.isEmpty && !isWriting }

    /// Adds one; where too many wait already it is dropped.
    ///
    /// - Parameters:
    ///   - event: what to tell.
    ///   - isOfOthers: whether somebody else can bring it about as often as he likes: half of the room is kept for what is our own.
    package func add(_ event: EventManifest, isOfOthers: Bool = false) {
        guard waiting.count < (isOfOthers ? Self.limit / 2 : Self.limit) else { return }
        waiting.append(event)
        signal.fire()
    }

    /// The next one, or nil; until the next call it counts as being written.
    private func next() -> EventManifest? {
        isWriting = !waiting.isEmpty
        return waiting.isEmpty ? nil : waiting.removeFirst()
    }

    /// Writes what waits, and returns when nothing does.
    package func flush(with recorder: EventRecorder) async {
        while let event = next() { await recorder.record(event) }
    }

    /// Writes what comes until the task is cancelled; tells `whenEmpty` each time that none is left.
    package func write(with recorder: EventRecorder, whenEmpty: () -> Void = {}) async {
        while !Task.isCancelled {
            if let event = next() {
                await recorder.record(event)
            } else {
                whenEmpty()
                await signal.wait()
            }
        }
    }
}
