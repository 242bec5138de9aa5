internal import Admission
internal import Kubernetes
internal import Text

/// What the API server's answer to a self test shows.
struct SelfTestVerdict: Sendable, Hashable {
    /// What is wrong; nil for nothing.
    var fault: SelfTestFault?
    /// The API server's words, where they say more than the fault.
    var detail = ""
    /// Whether the Pod would have been taken: there is no quota that forbids Pods.
    var isQuotaMissing = false

    /// A fault that needs no answer to be seen.
    init(fault: SelfTestFault) { self.fault = fault }

    /// Judges an answer.
    init(_ answer: DryRunAnswer, word: String) {
        switch answer.warnings.lazy.compactMap({ SelfTestMark.outcome(in: $0, for: word) }).first {
        case .injected: fault = nil
        case .unchanged: fault = .notInjected
        case nil:
            guard let refusal = answer.refusal else {
                fault = .notCalled
                break
            }
            fault = Self.fault(refusal)
            if fault != .notCalled { detail = Printable.line(refusal.message, limit: 300) }
        }
        isQuotaMissing = answer.refusal == nil
    }

    private static func fault(_ refusal: KubernetesStatus) -> SelfTestFault {
        switch refusal.code {
        case _ where refusal.isAdmissionRefusal: .refused
        case _ where refusal.isOurWebhookUncalled: .callFailed
        case 404: .namespaceMissing
        // Quota is the last word on a Pod: all webhooks were asked before.
        case 403 where refusal.message.contains("exceeded quota"): .notCalled
        case 403 where refusal.message.contains("cannot create resource"): .notPermitted
        default: .refused
        }
    }
}
