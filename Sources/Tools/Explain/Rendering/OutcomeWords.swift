internal import Admission
internal import Names

extension AdmissionAnswer.Outcome {
    /// One stable word for programs.
    var code: String {
        switch self {
        case .injected: "injected"
        case .unchanged: "unchanged"
        case .notUnderstood: "notUnderstood"
        case .malformed: "malformed"
        }
    }

    /// The reason of an unchanged Pod as one stable word for programs.
    var reasonCode: String? {
        if case .unchanged(let reason) = self { reason.rawValue } else { nil }
    }

    /// The reason of a Pod that stays as it is, as a clause for people.
    var sentence: String {
        switch self {
        case .injected: "is changed"
        case .unchanged(.notPodCreate): "not the creation of a Pod"
        case .unchanged(.noMatch): "no registry matches"
        case .unchanged(.namespaceNotSelected): "the registries that match are not for this namespace"
        case .unchanged(.alreadyPresent): "the Pod has what it needs"
        case .unchanged(.optedOut): "the Pod opts out by \(PullpassKey.inject)"
        case .unchanged(.mirrorPod): "a mirror Pod: the kubelet made it from a file, the Pod it runs does not change"
        case .unchanged(.noSpec): "the Pod has no spec"
        case .unchanged(.tooLarge): "the Pod is larger than any that can run, and is not looked at"
        case .notUnderstood: "the webhook cannot make sense of the Pod and lets it pass"
        case .malformed: "not an AdmissionReview: the webhook answers 400"
        }
    }
}
