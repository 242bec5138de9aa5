internal import Synchronization

/// Whether this replica should get traffic.
package final class ReplicaReadiness: Sendable {
    /// Why it should not.
    package enum Obstacle: String, Sendable, Hashable, CaseIterable {
        /// SIGTERM has come.
        case draining = "shutting down"
        /// There is no certificate to serve yet.
        case noCertificate = "no certificate yet"
        /// The admission policy or its binding is not there, or not ours.
        case noPolicy = "no admission policy in force yet"
        /// The API server is too old for admission policies that change Pods.
        case policyUnserved = "no MutatingAdmissionPolicy v1 in this cluster, which needs Kubernetes 1.36"
        /// The keeper's own namespace is not there: `--namespace` is wrong.
        case noNamespace = "its own namespace does not exist"
        /// The listeners are not open yet.
        case starting = "starting"
    }

    private let obstacles = Mutex<Set<Obstacle>>([.starting])
    private let complaints = Mutex<(@Sendable () -> [String])?>(nil)

    /// Starts as not ready: ``Obstacle/starting``.
    package init() {}

    /// Adds an obstacle.
    package func block(_ obstacle: Obstacle) { _ = obstacles.withLock { $0.insert(obstacle) } }

    /// Takes an obstacle away.
    package func unblock(_ obstacle: Obstacle) { _ = obstacles.withLock { $0.remove(obstacle) } }

    /// Has `complaints` asked for what does not work though this replica should get traffic.
    ///
    /// A watch that does not work is such a thing: the webhook answers by what it knows, every replica has the same API server, and without
    /// any of them Pods would get nothing at all.
    package func listen(to complaints: @escaping @Sendable () -> [String]) {
        self.complaints.withLock { $0 = complaints }
    }

    /// What does not work though this replica should get traffic: a line for each.
    package var shortcomings: [String] { complaints.withLock { $0 }?() ?? [] }

    /// What stands in the way, in a fixed order; empty when ready.
    package var current: [Obstacle] {
        let set = obstacles.withLock { $0 }
        return Obstacle.allCases.filter(set.contains)
    }
}
