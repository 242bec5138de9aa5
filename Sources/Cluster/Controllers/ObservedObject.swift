package import Kubernetes

/// How somebody came to know an object's state.
package enum Observation: Sendable, Hashable {
    /// By a watch or the answer to a write: it may be older than what was seen meanwhile.
    case event
    /// By a read: it holds in any case, since the versions of an API server that was restored start anew.
    case read
    /// By a read beside the watch that was asked for after so many ``ObservedObject/reports``.
    ///
    /// Where others have come meanwhile it may be older than they are: it counts as an event then, and not at all that there is nothing.
    case readAfter(Int)
    /// By the watch's list of this version: it holds in any case, and what is older than the list is past, though there be nothing in it.
    case list(version: String)
}

/// One object as it was last observed: what is older than what was seen is dropped.
package struct ObservedObject<Object: HasMetadata>: Sendable {
    /// The object; nil where there is none, or nobody knows.
    package private(set) var object: Object?
    /// Whether it is known what there is.
    package private(set) var isKnown = false
    /// The greatest resourceVersion that was seen: a watch may show what is older than what was read or written.
    private var version: UInt64 = 0
    /// How many observations have counted so far.
    package private(set) var reports = 0

    /// Starts without knowing anything.
    package init() {}

    /// Takes in what was observed, with nil that there is no such object.
    ///
    /// - Returns: false where it is older than what was seen, so that nothing has changed.
    @discardableResult
    package mutating func observe(_ object: Object?, by observation: Observation) -> Bool {
        let new = object.flatMap { UInt64($0.metadata.resourceVersion) }
        switch observation {
        case .readAfter(let count) where count != reports && object == nil: return false
        case .readAfter(let count) where count == reports: version = new ?? version
        case .event, .readAfter:
            if let new, new < version { return false }
            version = new ?? version
        case .read: version = new ?? version
        case .list(let listed): version = UInt64(listed) ?? new ?? version
        }
        self.object = object
        isKnown = true
        reports += 1
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
    /// Takes in what a watch of this one object shows.
    ///
    /// - Returns: false where nothing has changed by it.
    @discardableResult
    package mutating func take(_ event: ReflectorEvent<Object>) -> Bool {
        switch event {
        case .synced(let all, let version): observe(all.first, by: .list(version: version))
        case .applied(let object): observe(object, by: .event)
        case .deleted(let object): observeDeletion(object.metadata)
        }
    }
}
