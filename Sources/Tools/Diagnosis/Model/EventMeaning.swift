internal import Causes

/// An Event with what it means.
package struct EventMeaning: Sendable {
    /// The Event.
    package let event: Facts.Event
    /// What it means, as a clause.
    package let meaning: String

    /// The most that are shown.
    static let limit = 12

    /// Those of a Pod and of its namespace that are about pulls or by Pullpass, each meaning once.
    static func all(in facts: Facts) -> [EventMeaning] {
        var known: Set<String> = []
        var found: [EventMeaning] = []
        for event in facts.pod.events + facts.namespace.events where found.count < limit {
            guard let meaning = meaning(of: event), known.insert("\(event.kind)/\(event.name) \(meaning)").inserted
            else {
                continue
            }
            found.append(EventMeaning(event: event, meaning: meaning))
        }
        return found
    }

    private static func meaning(of event: Facts.Event) -> String? {
        if event.isOurs { return OurEvent(event.reason)?.meaning }
        let missing = PullFailure.missingSecrets(eventReason: event.reason, message: event.message)
        if !missing.isEmpty {
            return "the kubelet did not find \(missing.joined(separator: ", ")) and went on without"
        }
        guard let failure = PullFailure(eventReason: event.reason, message: event.message) else { return nil }
        return [failure.kind.words, failure.hides].compactMap(\.self).joined(separator: "; ")
    }
}
