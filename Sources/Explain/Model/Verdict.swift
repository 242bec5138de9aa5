public import Admission

/// What the webhook does with one Pod, or with the Pods that an object makes, and why.
public struct Verdict: Sendable, Hashable {
    /// Where the object stands in the input.
    public var location: SourceLocation
    /// The object's apiVersion; empty where it has none.
    public var apiVersion: String
    /// The object's kind: `Deployment`, `Pod`, `AdmissionReview`.
    public var kind: String
    /// The namespace of the Pod.
    public var namespace: String
    /// The object's name; `prefix*` where it has only a generateName.
    public var name: String
    /// The webhook's answer.
    public var outcome: AdmissionAnswer.Outcome
    /// Why the API server does not ask the webhook about this Pod at all, whatever the rules say; nil where it may.
    public var notSeen: String?
    /// The webhook's own words on a review it does not understand.
    public var detail: String?
    /// The Secrets that are added, in order.
    public var secretsAdded: [String]
    /// The Secrets that the Pod names already, in order.
    public var secretsPresent: [String]
    /// Registries that are for every Pod of the namespace, whatever its images.
    public var everyPodMatches: [Match]
    /// The containers and volumes that are made to pull always, as `container app`.
    public var pullPolicyForced: [String]
    /// The Pod's images: containers, init containers, image volumes.
    public var images: [ImageVerdict]
    /// The JSON Patch (RFC 6902) for the Pod as JSON text; nil where nothing changes.
    public var patch: String?
    /// The warnings that the webhook sends to the client.
    public var warnings: [String]

    /// Whether a Pod goes without a Secret that was most likely meant for it; see ``ImageVerdict/isLacking``.
    ///
    /// A Pod that opts out, or whose namespace does not opt in, lacks nothing; neither does a mirror Pod or a review of
    /// something other than a new Pod.
    public var isLacking: Bool {
        if notSeen != nil { return false }
        return switch outcome {
        case .notUnderstood, .malformed: true
        case .unchanged(.optedOut), .unchanged(.mirrorPod), .unchanged(.notPodCreate): false
        case .injected, .unchanged: images.contains(where: \.isLacking)
        }
    }

    /// Whether the Pod will be other than its manifest says.
    public var isChanged: Bool { outcome == .injected && notSeen == nil }

    /// `Deployment team-a/web`.
    public var title: String { "\(kind) \(namespace)/\(name)" }
}
