internal import Synchronization

extension TestAPIServer {
    /// The number of requests so far, without those of ``perform(_:agent:)``; what is nil does not matter.
    package func requestCount(
        verb: String? = nil,
        resource: String? = nil,
        user: String? = nil,
        status: Int? = nil
    ) -> Int {
        requestCounts.reduce(0) { sum, entry in
            let key = entry.key
            let counts =
                (verb ?? key.verb) == key.verb && (resource ?? key.resource) == key.resource
                && (user ?? key.user) == key.user && (status ?? key.status) == key.status
            return counts ? sum + entry.value : sum
        }
    }

    /// The number of requests so far by verb, resource, user and status.
    package var requestCounts: [RequestKey: Int] { core.withLock { $0.counts } }

    /// Every request since ``ServerSettings/keepsJournal`` was set, in order.
    package var journal: [RequestRecord] { core.withLock { $0.journal } }

    /// Starts counting and recording anew.
    package func resetAccounting() {
        core.withLock { core in
            core.counts = [:]
            core.journal = []
        }
    }

    /// The number of watches that are open now.
    package func openWatches(of resource: String? = nil, user: String? = nil) -> Int {
        core.withLock { core in
            core.store.watchers.watchers.values.count {
                $0.ending == nil && (resource ?? $0.resource.name) == $0.resource.name && (user ?? $0.user) == $0.user
            }
        }
    }
}
