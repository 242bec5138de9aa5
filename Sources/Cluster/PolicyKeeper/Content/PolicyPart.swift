internal import Kubernetes

/// The objects that hold the rules.
enum PolicyPart: Sendable, Hashable {
    /// The MutatingAdmissionPolicy.
    case policy
    /// Its binding, which puts it in force.
    case binding
    /// The webhook's MutatingWebhookConfiguration, which others make; its `matchConditions` are ours.
    case registration

    /// Whether it is made where it is absent.
    var isMade: Bool { self != .registration }

    static let apiVersion = "admissionregistration.k8s.io/v1"

    var kind: String {
        switch self {
        case .policy: "MutatingAdmissionPolicy"
        case .binding: "MutatingAdmissionPolicyBinding"
        case .registration: "MutatingWebhookConfiguration"
        }
    }

    func path(name: String) -> ResourcePath {
        switch self {
        case .policy: .mutatingAdmissionPolicies(name: name)
        case .binding: .mutatingAdmissionPolicyBindings(name: name)
        case .registration: .mutatingWebhookConfigurations(name: name)
        }
    }
}
