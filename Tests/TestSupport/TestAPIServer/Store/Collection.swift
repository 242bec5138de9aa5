/// All objects of one resource in the order of their keys, and what happened to them.
struct Collection {
    private(set) var objects: [StoredObject] = []
    private var byKey: [String: StoredObject] = [:]
    private(set) var changes: [Change] = []
    /// Changes up to this version are forgotten.
    private(set) var compactedVersion = 0

    subscript(namespace: String, name: String) -> StoredObject? {
        byKey[StoredObject.key(namespace: namespace, name: name)]
    }

    /// Takes in a change and forgets the oldest half of the history where it is longer than twice the limit.
    mutating func record(_ change: Change, historyLimit: Int) {
        let key = change.object.key
        let index = Self.index(of: key, in: objects)
        if change.isDeletion {
            byKey[key] = nil
            objects.remove(at: index)
        } else {
            byKey[key] = change.object
            if change.previous == nil {
                objects.insert(change.object, at: index)
            } else {
                objects[index] = change.object
            }
        }
        changes.append(change)
        guard changes.count > 2 * historyLimit else { return }
        compactedVersion = changes[changes.count - historyLimit - 1].version
        changes.removeFirst(changes.count - historyLimit)
    }

    /// Forgets all that happened up to a version.
    mutating func compact(through version: Int) {
        changes.removeFirst(firstChange(after: version))
        compactedVersion = max(compactedVersion, version)
    }

    /// The changes after a version; nil where they are forgotten.
    func changes(after version: Int) -> ArraySlice<Change>? {
        guard version >= compactedVersion else { return nil }
        return changes[firstChange(after: version)...]
    }

    /// The objects as they were at a version, in the order of their keys; nil where that is forgotten.
    func snapshot(at version: Int) -> [StoredObject]? {
        guard let later = changes(after: version) else { return nil }
        guard !later.isEmpty else { return objects }
        var before: [String: StoredObject?] = [:]
        // The oldest of several changes tells what was before all of them.
        for change in later.reversed() { before[change.object.key] = .some(change.previous) }
        var result = objects.filter { before[$0.key] == nil }
        result += before.values.compactMap { $0 }
        return result.sorted { $0.key < $1.key }
    }

    /// The index of the first object whose key is not less.
    static func index(of key: String, in objects: [StoredObject]) -> Int {
        var lower = 0
        var upper = objects.count
        while lower < upper {
            let middle = (lower + upper) / 2
            if objects[middle].key < key { lower = middle + 1 } else { upper = middle }
        }
        return lower
    }

    private func firstChange(after version: Int) -> Int {
        var lower = 0
        var upper = changes.count
        while lower < upper {
            let middle = (lower + upper) / 2
            if changes[middle].version <= version { lower = middle + 1 } else { upper = middle }
        }
        return lower
    }
}
