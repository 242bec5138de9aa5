package import EventLoop
package import Kubernetes

/// Events that wait to be written: nobody waits for one, since they come last in the rate limit.
///
/// Bounded, since Events are worth less than anything else. `@unchecked Sendable`: used on the controller's loop only.
package final class EventQueue: @unchecked Sendable {
    private static let limit = 512
    private var waiting: [EventManifest] = []
    private var isWriting = false
    /// Fires when there is one more.
    package let signal = LoopSignal()

    /// An empty queue.
    package init() {}

    /// Whether none waits and none is being written.
    package var isEmpty: Bool { waiting.isEmpty && !isWriting }

    /// Adds one; where too many wait already it is dropped.
    package func add(_ event: EventManifest) {
        guard waiting.count < Self.limit else { return }
        waiting.append(event)
        signal.fire()
    }

    /// The next one, or nil; until the next call it counts as being written.
    package func next() -> EventManifest? {
        isWriting = !waiting.isEmpty
        return waiting.isEmpty ? nil : waiting.removeFirst()
    }

    /// Writes what waits, and returns when nothing does.
    package func flush(with recorder: EventRecorder) async {
        while let event = next() { await recorder.record(event) }
    }

    /// Writes what comes until the task is cancelled.
    package func write(with recorder: EventRecorder) async {
        while !Task.isCancelled {
            await flush(with: recorder)
            await signal.wait()
        }
    }
}
