package import EventLoop
internal import Synchronization

/// Which watches of a process work, for metrics and for people; from any thread.
package final class WatchBoard: Sendable {
    /// A watch that does not work, and has not for a while.
    package struct Stalled: Sendable, Hashable {
        /// The resource: `secrets`.
        package let resource: String
        /// The one name that it is restricted to, of our configuration, never of a tenant's; empty where it is for all.
        package let name: String
        /// For how long.
        package let time: Duration
        /// Why, as it was last said; nil where nothing has failed.
        package var reason: String?
    }

    /// One that worked in between counts as stalled all the same while it failed less than this long ago and more than once.
    static let steadiness = Duration.seconds(60)

    fileprivate struct Entry: Sendable {
        let resource: String
        let name: String
        var isWorking = false
        /// Since when it does not work, or not for long enough at a time.
        var since: LoopInstant
        var failures = 0
        var lastFailure: LoopInstant?
        var reason: String?
    }

    private struct State: Sendable {
        var entries: [Int: Entry] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    /// Makes an empty board.
    package init() {}

    /// A watch begins, and does not work yet; returns how it is called from now on.
    func add(resource: String, name: String, at now: LoopInstant) -> Int {
        state.withLock { state in
            state.next += 1
            state.entries[state.next] = Entry(resource: resource, name: name, since: now)
            return state.next
        }
    }

    /// A watch is not wanted any more.
    func remove(_ watch: Int) { state.withLock { $0.entries[watch] = nil } }

    /// A watch works.
    func works(_ watch: Int) { state.withLock { $0.entries[watch]?.isWorking = true } }

    /// A watch does not work, for a reason that people may read.
    func fails(_ watch: Int, at now: LoopInstant, reason: String? = nil) {
        state.withLock { state in
            guard var entry = state.entries[watch] else { return }
            let isLater = entry.isWorking && entry.lastFailure.map { now - $0 >= Self.steadiness } ?? true
            if isLater {
                entry.failures = 0
                entry.since = now
            }
            entry.failures += 1
            entry.isWorking = false
            entry.lastFailure = now
            entry.reason = reason ?? entry.reason
            state.entries[watch] = entry
        }
    }

    /// All watches with the time for which they have not worked, 0 for those that do; the longest of those that have both labels in common.
    package func stallTimes(at now: LoopInstant) -> [Stalled] {
        struct Label: Hashable {
            let resource: String
            let name: String
        }
        var stalled: [Label: Stalled] = [:]
        for entry in state.withLock({ Array($0.entries.values) }) {
            let label = Label(resource: entry.resource, name: entry.name)
            let time = entry.stallTime(at: now)
            if let known = stalled[label], known.time >= time { continue }
            let reason = time > .zero ? entry.reason : nil
            stalled[label] = Stalled(resource: entry.resource, name: entry.name, time: time, reason: reason)
        }
        return stalled.values.sorted { ($0.resource, $0.name) < ($1.resource, $1.name) }
    }
}

extension WatchBoard.Entry {
    func stallTime(at now: LoopInstant) -> Duration {
        let isUnsteady = failures > 1 && lastFailure.map { now - $0 < WatchBoard.steadiness } ?? false
        return isWorking && !isUnsteady ? .zero : max(.zero, now - since)
    }
}

extension WatchBoard.Stalled: CustomStringConvertible {
    /// For people: `the watch of secrets named pullpass-hub has not worked for 90 s`.
    package var description: String {
        let what = name.isEmpty ? resource : "\(resource) named \(name)"
        let why = reason.map { ": \($0)" } ?? ""
        return "the watch of \(what) has not worked for \(time.components.seconds) s\(why)"
    }
}
