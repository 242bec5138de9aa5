package import Admission
package import Configuration
internal import FoundationEssentials
internal import Injection

/// The webhook's own code, for comparison.
package struct Webhook {
    private let rules: AdmissionRules

    /// The rules that hold in a namespace with these labels.
    package init(_ configuration: Configuration, namespaceLabels: [String: String] = [:]) {
        rules = AdmissionRules(configuration, inNamespaceLabelled: namespaceLabels)
    }

    package struct Answer {
        package var effect: PodEffect
        package var outcome: AdmissionAnswer.Outcome
        package var hasWarnings: Bool
    }

    /// What the webhook does with the request of a review.
    package func answer(_ request: JSON) throws -> Answer {
        let review = JSON.object([
            "apiVersion": .text("admission.k8s.io/v1"), "kind": .text("AdmissionReview"), "request": request,
        ])
        let answer = rules.answer(toReview: review.bytes.span)
        let response = try JSON.parse(answer.body)["response"]
        let patch = try response?["patch"]?.text.flatMap { Data(base64Encoded: $0) }.map { try JSON.parse(Array($0)) }
        let operations = (patch?.array ?? []).map {
            (op: $0["op"]?.text ?? "", path: $0["path"]?.text ?? "", value: $0["value"] ?? .null)
        }
        return Answer(
            effect: PodEffect(operations: operations),
            outcome: answer.outcome,
            hasWarnings: response?["warnings"] != nil
        )
    }
}
