package import Admission

/// What the webhook does with one Pod, or with the Pods that an object makes, and why.
package struct PodVerdict: Sendable, Hashable {
    /// Where the object stands in the input.
    package var location: SourceLocation
    /// The object's apiVersion; empty where it has none.
    package var apiVersion: String
    /// The object's kind: `Deployment`, `Pod`, `AdmissionReview`.
    package var kind: String
    /// The namespace of the Pod.
    package var namespace: String
    /// The object's name; `prefix*` where it has only a generateName.
    package var name: String
    /// The webhook's answer.
    package var outcome: AdmissionAnswer.Outcome
    /// Why the API server does not ask the webhook about this Pod at all, whatever the rules say; nil where it may.
    package var notSeen: String?
    /// The webhook's own words on a review it does not understand.
    package var detail: String?
    /// The Secrets that are added, in order, but for ``anonymousSecret``.
    package var secretsAdded: [String]
    /// The Secret of the anonymous try where it is put at the end of the list, for the first time or from another place in it; nil where it
    /// is not.
    package var anonymousSecret: String?
    /// The Secrets that the Pod names already, in order; where it names none, those of its ServiceAccount as far as the input shows it.
    package var secretsPresent: [String]
    /// Registries that are for every Pod of the namespace, whatever its images.
    package var everyPodMatches: [Match]
    /// The containers and volumes that are made to pull always, as `container app`.
    package var pullPolicyForced: [String]
    /// The Pod's images: containers, init containers, image volumes.
    package var images: [ImageVerdict]
    /// The JSON Patch (RFC 6902) for the Pod as JSON text; nil where nothing changes.
    package var patch: String?
    /// The warnings that the webhook sends to the client.
    package var warnings: [String]
    /// What is known of the controller that makes the Pods; nil where the object is a Pod, or one of Kubernetes' own controllers makes them.
    package var controller: ControllerVerdict?

    /// What the kubelet does with the Secrets of the Pod that nobody would expect.
    package var keyring: [KeyringFinding] = []
    /// What is known of a Pod that is there already; nil for one that is yet to be made.
    package var existing: ExistingPod?
    /// Whether all labels of its namespace are known that have a part in what it gets; where not, they are taken as given.
    package var isNamespaceKnown = true
    /// What is made to pull always, with what it said before.
    package var policyChanges: [PolicyChange] = []

    /// Whether a Pod goes without a Secret that was most likely meant for it, see ``ImageVerdict/isLacking``, or loses one that it has.
    ///
    /// A Pod that opts out, or whose namespace does not opt in, lacks nothing; neither does a mirror Pod or a review of
    /// something other than a new Pod.
    package var isLacking: Bool {
        if notSeen != nil { return false }
        if lack != nil { return true }
        return switch outcome {
        case .notUnderstood, .malformed, .unchanged(.tooLarge): true
        case .unchanged(.optedOut), .unchanged(.mirrorPod), .unchanged(.notPodCreate): false
        case .injected, .unchanged: images.contains(where: \.isLacking) || keyring.contains(where: \.isLoss)
        }
    }

    /// The Pod's list after the webhook, in order.
    package var secretsAfter: [String] {
        secretsPresent.filter { $0 != anonymousSecret } + secretsAdded + [anonymousSecret].compactMap(\.self)
    }

    /// Whether the Pod will be other than its manifest says.
    package var isChanged: Bool { outcome == .injected && notSeen == nil && existing == nil }

    /// `Deployment team-a/web`.
    package var title: String { "\(kind) \(namespace)/\(name)" }
}
