internal import Admission
package import Causes
internal import YAML

/// A Pod that is there already: what it names it names for ever.
package struct ExistingPod: Sendable, Hashable {
    /// Whether somebody makes another one when it is deleted.
    package var isControlled: Bool
    /// Whether nothing runs in it any more.
    package var hasEnded: Bool

    init(_ pod: YAMLNode) {
        let owners = pod["metadata"]?["ownerReferences"]?.sequence ?? []
        isControlled = owners.contains { $0["controller"]?.bool ?? false }
        hasEnded = ["Succeeded", "Failed"].contains(pod["status"]?["phase"]?.string)
    }
}

extension PodVerdict {
    /// Why a Pod that is there lacks Secrets which one made now would name, as it never changes; nil where it lacks none, or needs none any more.
    package var lack: Cause? {
        guard let existing, !existing.hasEnded, notSeen == nil, outcome == .injected, !secretsAdded.isEmpty else {
            return nil
        }
        let matches = images.flatMap { image in image.matches.map { ($0, image.image) } }
        let why =
            matches.first.map { "registry \($0.0.registry) is for its image \($0.1)" }
            ?? everyPodMatches.first.map { "registry \($0.registry) is for every Pod" } ?? "its namespace has them"
        return Cause(
            isNamespaceKnown ? .madeBefore : .namespaceUnseen,
            [
                .secret: secretsAdded.joined(separator: ", "), .detail: why, .namespace: namespace, .pod: name,
                .registry: matches.first?.0.registry ?? everyPodMatches.first?.registry ?? "",
            ]
        )
    }

    /// How it gets them.
    package var remedy: Cause.Step? {
        guard let lack, let existing else { return nil }
        // A Pod is not deleted for what may be.
        guard isNamespaceKnown else { return lack.step }
        return Cause(
            existing.isControlled ? .remakeControlled : .remakeBare,
            [.namespace: namespace, .pod: name]
        ).step
    }
}
