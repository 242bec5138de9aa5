/// Secrets of tenants for which there is room, but whose content was not kept: namespaces take turns, so that nobody's few wait behind
/// somebody's many.
struct MissingTenants: Sendable {
    /// The Secrets of each namespace, the oldest first; empty where none is missing any more and the turn has not come yet.
    private var names: [String: ArraySlice<String>] = [:]
    /// The namespaces whose turn comes, each once; those from `head` on.
    private var turns: [String] = []
    private var head = 0

    /// Takes in which Secrets of a namespace are missing now, all of them.
    mutating func set(_ missing: [String], of namespace: String) {
        if names[namespace] == nil {
            guard !missing.isEmpty else { return }
            turns.append(namespace)
        }
        names[namespace] = missing[...]
    }

    /// Takes the next one.
    mutating func popFirst() -> MissingTenant? {
        while head < turns.count {
            let namespace = turns[head]
            head += 1
            if head * 2 > turns.count {
                turns.removeFirst(head)
                head = 0
            }
            guard var rest = names.removeValue(forKey: namespace), let name = rest.popFirst() else { continue }
            if !rest.isEmpty {
                names[namespace] = rest
                turns.append(namespace)
            }
            return MissingTenant(namespace: namespace, name: name)
        }
        return nil
    }
}

/// A Secret of a tenant whose content is to be read.
struct MissingTenant: Sendable, Hashable {
    let namespace: String
    let name: String
}
