internal import EventLoop
internal import Images
internal import Metrics
internal import Synchronization

/// Hints of the webhook that wait to be looked at; any thread.
///
/// Whose Secrets a hint means is a set of positions, which mean nothing after a reload: with it come the names in whose order they
/// count.
final class HintQueue: Sendable {
    /// Hints whose positions count in the order of the same names.
    struct Batch: Sendable {
        var names: [String] = []
        var byNamespace: [String: RegistrySet] = [:]

        /// The registry at a position; nil for one that is no registry of the configuration, such as a tenant's rule.
        func name(at position: Int) -> String? { names.indices.contains(position) ? names[position] : nil }
    }

    fileprivate struct State {
        var waiting: [Batch] = []
        /// Hints that were taken in since anything last changed: there is no more to be done about them.
        var settled = Batch()
    }

    /// The most namespaces whose hints wait to be looked at; more come only from a flood.
    private static let limit = 4096

    private let state = Mutex(State())
    private let signal = LoopSignal()
    private let metrics: KeeperMetrics

    init(metrics: KeeperMetrics) { self.metrics = metrics }

    /// Keeps a hint unless it is known; dropped and counted where too many wait.
    func add(namespace: String, registries: RegistrySet, names: [String]) {
        guard !registries.isEmpty, namespace.utf8.count <= 63 else { return }
        let isTaken = state.withLock { $0.add(namespace, registries, names, limit: Self.limit) }
        guard let isTaken else { return }
        if isTaken { signal.fire() } else { metrics.hints.child("dropped").increment() }
    }

    /// Waits for hints and takes them; by one task at a time.
    func next() async -> [Batch] {
        await signal.wait()
        return state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
    }

    /// Something has changed: a hint that was taken in before may be news again.
    func forgetSettled() { state.withLock { $0.settled.byNamespace.removeAll(keepingCapacity: true) } }
}

extension HintQueue.State {
    /// - Returns: nil where the hint is known already, false where there is no room.
    fileprivate mutating func add(
        _ namespace: String,
        _ registries: RegistrySet,
        _ names: [String],
        limit: Int
    ) -> Bool? {
        // The webhook gives the same array with each hint, so that this compares one address; after a reload an equal one.
        if settled.names != names { settled = HintQueue.Batch(names: names) } else { settled.names = names }
        let before = settled.byNamespace[namespace] ?? RegistrySet()
        var known = before
        known.formUnion(registries)
        guard known != before else { return nil }
        let batch = waiting.firstIndex { $0.names == names }
        let isWaiting = batch.map { waiting[$0].byNamespace[namespace] != nil } ?? false
        guard isWaiting || waiting.reduce(0, { $0 + $1.byNamespace.count }) < limit else { return false }
        if batch == nil { waiting.append(HintQueue.Batch(names: names)) }
        waiting[batch ?? waiting.count - 1].byNamespace[namespace, default: RegistrySet()].formUnion(registries)
        if settled.byNamespace.count < limit || settled.byNamespace[namespace] != nil {
            settled.byNamespace[namespace] = known
        }
        return true
    }
}
