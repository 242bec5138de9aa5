package import Causes
package import Diagnosis

/// What doctor says: of a Pod, or of those of many that something is wrong with, and of Pullpass itself.
package struct DoctorReport: Sendable {
    /// One Pod.
    package struct PodPart: Sendable {
        /// What is known of it.
        package let facts: Facts
        /// What follows.
        package let diagnosis: Diagnosis

        /// Reasons about what was gathered.
        package init(_ pod: GatheredPod) {
            facts = pod.facts
            diagnosis = Diagnosis(pod.facts)
        }

        /// Its causes, without what could not be looked at, which the report has once.
        package var causes: [Cause] { diagnosis.causes.filter { $0.kind != .unreadableFacts } }
    }

    /// What the exit status says.
    package enum Conclusion: Int, Sendable, Hashable {
        /// Nothing keeps a Pod from its images, or will.
        case fine
        /// Something does.
        case wrong
        /// Nothing could be looked at.
        case unreadable
    }

    /// The Pods that are told of, in order: where many were looked at, those with something wrong.
    package var pods: [PodPart] = []
    /// How many Pods were looked at closely; nil where one was named.
    package var examined: Int?
    /// What is wrong with Pullpass itself, whatever the Pod; where a Pod was named its causes have it.
    package var installation: [Cause] = []
    /// What could not be looked at.
    package var unread: [Facts.Unread] = []
    /// What whoever reads this should know, each a sentence without a full stop.
    package var notes: [String] = []
    /// Whether anything could be looked at.
    package var isReadable = true

    /// Starts with nothing.
    package init() {}

    /// The exit status.
    package var conclusion: Conclusion {
        guard isReadable else { return .unreadable }
        return pods.contains { !$0.diagnosis.isFine } || installation.contains { $0.weight > .note } ? .wrong : .fine
    }

    /// Whether what is wrong with Pullpass is what keeps the Pods that are told of, as far as it is of one registry.
    private func isOfPods(_ cause: Cause) -> Bool {
        guard let registry = cause.values[.registry], !pods.isEmpty else { return true }
        return pods.contains { $0.causes.contains { $0.weight > .note && $0.values[.registry] == registry } }
    }

    /// The one next step: where many Pods lack something, that of the cause that most of them have.
    package var step: Cause.Step? {
        if let first = installation.first(where: { $0.weight == .fault && isOfPods($0) }) { return first.step }
        var counts: [String: Int] = [:]
        var best: PodPart?
        var most = 0
        for pod in pods {
            guard pod.diagnosis.step != nil, let cause = pod.diagnosis.causes.first(where: { $0.weight > .note }) else {
                continue
            }
            let key = "\(cause.weight.rawValue) \(pod.facts.namespace.name) \(cause.words)"
            let count = (counts[key] ?? 0) + (cause.weight == .fault ? 1000 : 1)
            counts[key] = count
            if count > most { (most, best) = (count, pod) }
        }
        return best?.diagnosis.step ?? installation.first { $0.weight > .note }?.step
    }
}
