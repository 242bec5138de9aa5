/// Sees every request, for metrics.
///
/// Called on the client's loop; must not block.
package protocol KubernetesObserver: Sendable {
    /// A request has ended.
    ///
    /// - Parameters:
    ///   - verb: `get`, `list`, `watch`, `create`, `update`, `patch` or `delete`; of a watch, its opening.
    ///   - resource: the resource: `secrets`.
    ///   - code: the HTTP status code; 0 where there was no answer.
    ///   - time: from sending to the whole answer, by the loop's clock, without the wait for the rate limit.
    func requestEnded(verb: String, resource: String, code: Int, after time: Duration)

    /// A watch is about to be opened again.
    func watchRestarts(resource: String, cause: WatchRestart)

    /// An object was seen of which not everything could be read; told each time that it is seen.
    func objectUnreadable(_ object: UnreadableObject)
}

extension KubernetesObserver {
    /// Looks away.
    package func objectUnreadable(_ object: UnreadableObject) {}
}

/// Why a watch is opened again.
package enum WatchRestart: String, Sendable, Hashable, CaseIterable {
    /// The server ended it at its time.
    case ended
    /// The connection broke.
    case broken
    /// Nothing came for long, not even a bookmark, which no server promises: no fault as long as it answers the next one.
    case silent
    /// The version is too old (410): everything is listed again.
    case expired
    /// The server refused or failed.
    case refused
    /// What came could not be understood.
    case malformed
}

/// An observer that looks away.
package struct NoObserver: KubernetesObserver {
    /// Makes one.
    package init() {}
    /// Does nothing.
    package func requestEnded(verb: String, resource: String, code: Int, after time: Duration) {}
    /// Does nothing.
    package func watchRestarts(resource: String, cause: WatchRestart) {}
}
