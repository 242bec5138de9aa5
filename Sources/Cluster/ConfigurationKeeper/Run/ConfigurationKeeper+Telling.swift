internal import Controllers
internal import Kubernetes
internal import Text

extension ConfigurationKeeper {
    /// The most characters of a reason: an Event has 1,024 bytes.
    private static let longestReason = 600

    /// Tells in an Event on the Lease that the file is not in force, or that it is again.
    func tell(_ state: ConfigurationInForce, after before: ConfigurationInForce) {
        guard let reason = state.reason else {
            guard before != .file else { return }
            return add(.normal, "ConfigurationInForce", "The configuration file is in force again.")
        }
        let said = state.remedy.prefix(1).uppercased() + state.remedy.dropFirst()
        add(
            .warning,
            "ConfigurationRefused",
            "\(said). What is wrong: \(Printable.line(reason, limit: Self.longestReason))"
        )
    }

    private func add(_ kind: EventManifest.Kind, _ reason: String, _ message: String) {
        let lease = ObjectReference.lease(options.leaseName, in: options.namespace)
        events.add(EventManifest(regarding: lease, kind: kind, reason: reason, message: message))
    }
}
