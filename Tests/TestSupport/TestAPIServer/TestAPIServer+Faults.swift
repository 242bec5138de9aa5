internal import Synchronization

extension TestAPIServer {
    /// Lets something go wrong with the next requests that match.
    ///
    /// Faults are looked at in the order in which they were injected; the first that matches counts, and is gone after so
    /// many times (nil: never).
    package func inject(_ fault: Fault, on match: RequestMatch = .any, times: Int? = 1) {
        core.withLock { $0.faults.add(fault, match, times: times) }
    }

    /// Forgets all injected faults; requests that were stalled end with a broken connection, and silent watches speak again.
    package func removeFaults() {
        core.withLock { core in
            core.faults.removeAll()
            for watcher in core.store.watchers.all where watcher.isSilent {
                watcher.isSilent = false
                watcher.wake()
            }
            core.releaseStalled()
        }
    }

    /// Whether nobody answers: every request finds its connection refused.
    ///
    /// Setting it breaks all watches.
    package var isDown: Bool {
        get { core.withLock { $0.isDown } }
        set {
            core.withLock { core in
                core.isDown = newValue
                guard newValue else { return }
                for watcher in core.store.watchers.all { watcher.end(.broken("connection reset by peer")) }
                core.releaseStalled()
            }
        }
    }

    /// Breaks the connections of all open watches of a resource, or of all; `inOrder` ends them as at their time-out.
    package func cutWatches(of resource: String? = nil, inOrder: Bool = false) {
        core.withLock { core in
            for watcher in core.store.watchers.all where resource == nil || resource == watcher.resource.name {
                watcher.end(inOrder ? .finished : .broken("connection reset by peer"))
            }
        }
    }

    /// Cuts all open watches of a resource, or of all, after so many more bytes.
    package func cutWatches(of resource: String? = nil, afterBytes bytes: Int) {
        core.withLock { core in
            for watcher in core.store.watchers.all where resource == nil || resource == watcher.resource.name {
                watcher.bytesUntilCut = bytes
                if bytes == 0 { watcher.wake() }
            }
        }
    }

    /// Makes all open watches silent: nothing comes any more, no bookmark and no end, until ``removeFaults()``.
    package func silenceWatches() {
        core.withLock { core in
            for watcher in core.store.watchers.all { watcher.isSilent = true }
        }
    }

    /// Ends all open watches with the ERROR event of an expired version, as a server does to one that cannot follow.
    package func expireWatches() {
        core.withLock { core in
            for watcher in core.store.watchers.all {
                watcher.send(.error(.expired("The resourceVersion for the provided watch is too old.")))
                watcher.end(.finished)
            }
        }
    }

    /// Forgets the history: watches from an older version get 410, and so do lists that are under way.
    package func expireHistory() { core.withLock { $0.store.compact() } }

    /// How many changes of each resource can be watched from the past.
    package var historyLimit: Int {
        get { core.withLock { $0.store.historyLimit } }
        set { core.withLock { $0.store.historyLimit = max(1, newValue) } }
    }

    /// Sends a bookmark on all open watches that want them, now.
    package func sendBookmarks() {
        core.withLock { core in
            for watcher in core.store.watchers.all where watcher.allowsBookmarks {
                watcher.send(.bookmark(version: core.store.version, endsInitialEvents: false))
            }
        }
    }
}

extension ServerCore {
    func releaseStalled() {
        for continuation in stalled.values { continuation.resume() }
        stalled = [:]
    }
}
