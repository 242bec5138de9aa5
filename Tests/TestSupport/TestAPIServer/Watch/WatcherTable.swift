internal import EventLoop

/// The open watches, found by what they select, so that a change costs nothing for those that it does not concern.
final class WatcherTable {
    private struct Index {
        var byName: [String: [Int: Watcher]] = [:]
        var byNamespace: [String: [Int: Watcher]] = [:]
        var others: [Int: Watcher] = [:]

        mutating func set(_ value: Watcher?, for watcher: Watcher) {
            if let name = watcher.selector.name {
                byName[name, default: [:]][watcher.id] = value
                if byName[name]?.isEmpty == true { byName[name] = nil }
            } else if let namespace = watcher.selector.namespace {
                byNamespace[namespace, default: [:]][watcher.id] = value
                if byNamespace[namespace]?.isEmpty == true { byNamespace[namespace] = nil }
            } else {
                others[watcher.id] = value
            }
        }
    }

    private var indexes: [APIResource: Index] = [:]
    private(set) var watchers: [Int: Watcher] = [:]

    func add(_ watcher: Watcher) {
        watchers[watcher.id] = watcher
        indexes[watcher.resource.storage, default: Index()].set(watcher, for: watcher)
    }

    func remove(_ watcher: Watcher) {
        guard watchers.removeValue(forKey: watcher.id) != nil else { return }
        indexes[watcher.resource.storage]?.set(nil, for: watcher)
    }

    /// In the order in which they were opened.
    var all: [Watcher] { watchers.values.sorted { $0.id < $1.id } }

    func deliver(_ change: Change, of resource: APIResource) {
        guard let index = indexes[resource] else { return }
        var concerned = Array(index.others.values)
        if let more = index.byName[change.object.name] { concerned += more.values }
        if let more = index.byNamespace[change.object.namespace] { concerned += more.values }
        // In the order in which they were opened, so that every run is the same.
        if concerned.count > 1 { concerned.sort { $0.id < $1.id } }
        for watcher in concerned {
            if let frame = WatchFrame(change, seenThrough: watcher.selector) { watcher.send(frame) }
        }
    }
}
