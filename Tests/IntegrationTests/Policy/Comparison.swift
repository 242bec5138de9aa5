import Admission
import Configuration
import Policy
import PolicyTestSupport
import Testing

/// The same requests, decided by a policy and by the webhook.
struct Comparison {
    let configuration: Configuration
    /// The labels of every namespace, besides the one that opts in.
    var namespaceLabels: [String: String] = [:]

    /// Expects the policy to do what the webhook does, and the match conditions to let through what the webhook needs.
    ///
    /// - Returns: what the webhook does with each request.
    @discardableResult
    func expectAgreement(on requests: [JSON]) async throws -> [PodEffect] {
        let list = try JSON.parse(AdmissionPolicy(configuration).json)
        let results = try await CELRuntime.evaluate(
            policy: list["items"]?[0],
            matchConditions: try JSON.parse(WebhookMatchConditions(configuration).json),
            on: requests.map(bindings)
        )
        try #require(results.count == requests.count)
        let webhook = Webhook(configuration, namespaceLabels: namespaceLabels)
        var effects: [PodEffect] = []
        for (request, result) in zip(requests, results) {
            let answer = try webhook.answer(request)
            effects.append(answer.effect)
            let isUnderstood = answer.outcome != .notUnderstood
            if result.effect != answer.effect || (result.error != nil && isUnderstood) {
                Issue.record("\(request): the webhook \(answer.effect), the policy \(result)")
            }
            guard isUnderstood, let calls = result.calls else { continue }
            let hasWork =
                answer.outcome == .injected || answer.outcome == .unchanged(.alreadyPresent) || answer.hasWarnings
            #expect(calls == hasWork || (calls && !isExact(request)), "\(request)")
        }
        return effects
    }

    /// Whether match conditions call for nothing more than the webhook needs: they know no labels, no wrong addresses, and do
    /// not read what is very long.
    private func isExact(_ request: JSON) -> Bool {
        let image = request["object"]?["spec"]?["containers"]?.array.first?["image"]?.text ?? ""
        return configuration.registries.allSatisfy(\.namespaces.labels.isEmpty) && !image.hasPrefix("[")
            && image.unicodeScalars.count <= 256
    }

    func bindings(_ request: JSON) -> JSON {
        let namespace = request["namespace"] ?? .text("")
        var labels = namespaceLabels.mapValues { JSON.text($0) }
        labels["pullpass.dev/inject"] = .text("enabled")
        labels["kubernetes.io/metadata.name"] = namespace
        return .object([
            "request": request, "object": request["object"] ?? .object([:]),
            "namespaceObject": .object(["metadata": .object(["name": namespace, "labels": .object(labels)])]),
        ])
    }
}
