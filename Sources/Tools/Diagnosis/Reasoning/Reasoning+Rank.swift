internal import Causes

extension Reasoning {
    /// All causes: in the order in which they hide one another, the worst weight first, each once.
    ///
    /// The order is that of a pull. What refuses the Pod comes before what is in it; a Secret that cannot be decoded before any image, since
    /// nothing is asked then; a name that cannot be read before its registry; what is known of a credential before what follows from the
    /// kubelet's words; and what is wrong elsewhere last.
    func ranked() -> [Cause] {
        var causes = ofCreation + unreadableSecrets
        for view in images { causes += ofImage(view) }
        causes += elsewhere + ofPlace
        causes += facts.unread.map { unread in
            Cause(.unreadableFacts, [.object: unread.object, .detail: unread.why])
        }
        let old = Set(facts.secrets.lazy.filter(\.isOldType).map(\.name))
        for index in causes.indices {
            causes[index].isOldType = causes[index].values[.secret].map(old.contains) ?? false
        }
        return Self.merged(causes).enumerated()
            .sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
            .map(\.element)
    }

    /// What is wrong with Pullpass itself, which mends no Pod that lacks nothing; of registries that are for none of its images, to be known.
    private var elsewhere: [Cause] {
        let used = Set(images.flatMap { $0.registries.map(\.registry) })
        return ofInstallation.map { cause in
            var cause = cause
            cause.needsNewPod = false
            let isUsed = cause.values[.registry].map(used.contains) ?? true
            return cause.weighing(at: isUsed ? .risk : .note)
        }
    }

    /// The same of several images becomes one.
    private static func merged(_ causes: [Cause]) -> [Cause] {
        var merged: [Cause] = []
        for cause in causes {
            // Of what is in its words; what somebody said of each image may differ.
            let slots = Cause.Slot.allCases.filter { slot in
                let isOfSecret = cause.values[.secret] != nil || cause.values[.registry] != nil
                return cause.kind.names(slot) && slot != .detail && !(slot == .image && isOfSecret)
            }
            func isSame(_ other: Cause) -> Bool {
                other.kind == cause.kind && slots.allSatisfy { other.values[$0] == cause.values[$0] }
            }
            guard let index = merged.firstIndex(where: isSame) else {
                merged.append(cause)
                continue
            }
            merged[index].weight = max(merged[index].weight, cause.weight)
            merged[index].needsNewPod = merged[index].needsNewPod || cause.needsNewPod
            if let image = cause.values[.image], image != merged[index].values[.image] {
                merged[index].proof.append("the same for \(Cause.cleaned(image))")
            } else {
                merged[index].proof += cause.proof.filter { !merged[index].proof.contains($0) }
            }
        }
        return merged
    }

    /// The next step for the first cause: its own, and then the Pod made again where nothing else helps it.
    func step(for cause: Cause) -> Cause.Step {
        let step = cause.step
        guard cause.needsNewPod, facts.pod.created != nil, !facts.pod.isMirror else { return step }
        let again = remake
        let isOnlyThat = cause.kind == .madeBefore || cause.kind == .accountLater || cause.kind == .backOff
        guard !isOnlyThat else { return Cause.Step(step.words, command: again.command) }
        // What has no command, or one that shows what is wrong, is done by a person first.
        let command =
            cause.kind.onlyLooks
            ? step.command : step.command.flatMap { first in again.command.map { "\(first) && \($0)" } }
        return Cause.Step("\(step.words); then \(again.words)", command: command)
    }

    /// How the Pod comes to be made again, with the list that one made now has.
    var remake: Cause.Step {
        guard facts.pod.isControlled || facts.pod.owner != nil else {
            return Cause(.remakeBare, common).step
        }
        return Cause(.remakeControlled, common).step
    }
}
