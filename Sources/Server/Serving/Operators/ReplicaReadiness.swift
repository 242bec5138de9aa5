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
        /// The API server has never been asked with success which namespaces there are.
        case unread = "the namespaces have not been read from the API server yet"
        /// The listeners are not open yet.
        case starting = "starting"
    }

    /// Each counts for as long as its closure says so.
    private let obstacles = Mutex<[Obstacle: @Sendable () -> Bool]>([.starting: { true }])
    private let complaints = Mutex<[@Sendable () -> [String]]>([])

    /// Starts as not ready: ``Obstacle/starting``.
    package init() {}

    /// Adds an obstacle, until it is taken away or `counts` says no.
    package func block(_ obstacle: Obstacle, while counts: @escaping @Sendable () -> Bool = { true }) {
        obstacles.withLock { $0[obstacle] = counts }
    }

    /// Takes an obstacle away.
    package func unblock(_ obstacle: Obstacle) { obstacles.withLock { $0[obstacle] = nil } }

    /// Whether an obstacle has not been taken away, even if it does not count any more.
    package func holds(_ obstacle: Obstacle) -> Bool { obstacles.withLock { $0[obstacle] != nil } }

    /// Has `complaints` asked, too, for what does not work though this replica should get traffic.
    ///
    /// A watch that does not work is such a thing: the webhook answers by what it knows, every replica has the same API server, and without
    /// any of them Pods would get nothing at all.
    package func listen(to complaints: @escaping @Sendable () -> [String]) {
        self.complaints.withLock { $0.append(complaints) }
    }

    /// What does not work though this replica should get traffic: a line for each.
    package var shortcomings: [String] { complaints.withLock { $0 }.flatMap { $0() } }

    /// What stands in the way, in a fixed order; empty when ready.
    package var current: [Obstacle] {
        let all = obstacles.withLock { $0 }
        return Obstacle.allCases.filter { all[$0]?() ?? false }
    }
}
