package import Text

/// The Events that were written last, for people who look at Pullpass rather than at its objects.
///
/// Bounded; room is shared by namespaces, so that who can bring Events about without end hides his own only. Used on the client's loop
/// only, hence the unchecked conformance.
package final class EventTrail: @unchecked Sendable {
    /// An Event, when it was written last, and how often.
    package struct Entry: Sendable {
        /// What was told.
        package var event: EventManifest
        /// When last.
        package var time: Timestamp
        /// How often.
        package var count: Int
    }

    private static let limit = 64
    private var kept: [Entry] = []

    /// Remembers nothing yet.
    package init() {}

    /// The Events, the newest first; at most so many.
    package func latest(_ most: Int) -> [Entry] { Array(kept.reversed().prefix(most)) }

    /// Takes in that one was written, for the `count`th time.
    func note(_ event: EventManifest, at time: Timestamp, count: Int = 1) {
        kept.removeAll { $0.event.reason == event.reason && $0.event.regarding == event.regarding }
        if kept.count >= Self.limit { makeRoom() }
        kept.append(Entry(event: event, time: time, count: count))
    }

    /// Drops the oldest Event of the namespace that has the most.
    private func makeRoom() {
        var numbers: [String: Int] = [:]
        for entry in kept { numbers[entry.event.regarding.namespace, default: 0] += 1 }
        let most = numbers.values.max() ?? 0
        guard let oldest = kept.firstIndex(where: { numbers[$0.event.regarding.namespace] == most }) else { return }
        kept.remove(at: oldest)
    }
}
