/// `heal:`, what is done about Pods whose images a registry refuses to give out.
package struct HealSettings: Sendable, Hashable {
    /// What happens to Pods that were made without the Secret that they would get today.
    package enum Recreation: String, Sendable, Hashable, CaseIterable {
        /// They are told, and stay.
        case never
        /// They stay as well; it is told which would be made again.
        case report
        /// Those of a Deployment, StatefulSet or DaemonSet are evicted, so that it makes them again.
        case evict
    }

    /// The shortest and the longest ``period``.
    package static let periods = Duration.seconds(15)...Duration.seconds(3600)
    /// The fewest and the most ``recreationsPerMinute``.
    package static let rates = 1...60

    /// The time from one look at the Pods that wait to the next, at least.
    package var period = Duration.seconds(30)
    /// What happens to Pods that missed admission.
    package var recreation = Recreation.never
    /// The most Pods that are evicted in a minute, of all namespaces together.
    package var recreationsPerMinute = 6

    /// The defaults.
    package init() {}
}
