internal import EventLoop
internal import Kubernetes

/// Events that wait to be written.
///
/// Bounded, since Events are worth less than anything else. Used on the keeper's loop only, hence the
/// unchecked conformance.
final class EventQueue: @unchecked Sendable {
    private static let limit = 512
    private var waiting: [EventManifest] = []
    private(set) var isWriting = false
    let signal = LoopSignal()

    var isEmpty: Bool { waiting.isEmpty && !isWriting }

    func add(_ event: EventManifest) {
        guard waiting.count < Self.limit else { return }
        waiting.append(event)
        signal.fire()
    }

    /// The next one; `isWriting` holds until the next call.
    func next() -> EventManifest? {
        isWriting = !waiting.isEmpty
        return waiting.isEmpty ? nil : waiting.removeFirst()
    }
}
