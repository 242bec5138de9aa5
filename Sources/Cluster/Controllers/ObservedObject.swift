package import Kubernetes

/// How somebody came to know an object's state.
package enum Observation: Sendable, Hashable {
    /// By a watch or the answer to a write: it may be older than what was seen meanwhile.
    case event
    /// By a list or a read: it holds in any case, since the versions of an API server that was restored start anew.
    case read
}

/// One object as it was last observed: what is older than what was seen is dropped.
package struct ObservedObject<Object: HasMetadata>: Sendable {
    /// The object; nil where there is none, or nobody knows.
    package private(set) var object: Object?
    /// Whether it is known what there is.
    package private(set) var isKnown = false
    /// The greatest resourceVersion that was seen: a watch may show what is older than what was read or written.
    private var version: UInt64 = 0

    /// Starts without knowing anything.
    package init() {}

    /// Takes in what was observed, with nil that there is no such object.
    ///
    /// - Returns: false where it is older than what was seen, so that nothing has changed.
    @discardableResult
    package mutating func observe(_ object: Object?, by observation: Observation) -> Bool {
        if let object {
            let new = UInt64(object.metadata.resourceVersion)
            if let new, new < version, observation != .read { return false }
            version = new ?? version
        }
        self.object = object
        isKnown = true
        return true
    }

    /// Takes a deletion in; `metadata` is the last state of what was deleted.
    ///
    /// - Returns: false where it was an earlier object of that name.
    @discardableResult
    package mutating func observeDeletion(_ metadata: ObjectMetadata) -> Bool {
        guard object == nil || object?.metadata.uid == metadata.uid else { return false }
        version = max(version, UInt64(metadata.resourceVersion) ?? 0)
        return observe(nil, by: .event)
    }

    /// Nobody knows any more what there is; versions still count.
    package mutating func forget() {
        object = nil
        isKnown = false
    }
}

extension ObservedObject where Object: KubernetesObject {
    /// There is one, but nobody knows what it says.
    private mutating func isUnreadable() -> Bool {
        forget()
        return true
    }

    /// Takes in what a watch of this one object shows.
    ///
    /// - Returns: false where nothing has changed by it.
    @discardableResult
    package mutating func take(_ event: ReflectorEvent<Object>) -> Bool {
        switch event {
        case .synced(let all):
            if let object = all.first, object.metadata.fault != nil { return isUnreadable() }
            return observe(all.first, by: .read)
        case .applied(let object):
            if object.metadata.fault != nil { return isUnreadable() }
            return observe(object, by: .event)
        case .deleted(let object): return observeDeletion(object.metadata)
        }
    }
}
