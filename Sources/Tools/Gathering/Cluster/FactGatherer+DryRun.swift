internal import Admission
internal import Configuration
internal import Diagnosis
internal import Kubernetes
internal import Names
internal import Text

/// A Pod like the one in question, which is never kept.
extension FactGatherer {
    /// Asks the API server what it would make of such a Pod; nil where that says nothing.
    mutating func dryRun(like pod: WholeObject, _ facts: Facts) async -> Facts.Webhook.DryRun? {
        guard options.triesPods, let configuration, facts.webhook?.exists == true else { return nil }
        let namespace = facts.namespace.name
        let body = Self.probe(pod)
        let reading = await reads.read("what the API server makes of a Pod in namespace \(namespace)") {
            (client) throws(KubernetesError) -> Facts.Webhook.DryRun? in
            let answer = try await client.tryToCreate(pod: body, in: namespace, priority: .reading)
            guard let refusal = answer.refusal else {
                return Self.verdict(answer, configuration, listed: facts.account?.secrets ?? [])
            }
            // Who may not make Pods learns nothing.
            if !refusal.isAdmissionRefusal, refusal.message.contains("cannot create resource") {
                throw KubernetesError(
                    verb: "create",
                    path: ResourcePath(resource: "pods", namespace: namespace).path,
                    cause: .status(refusal)
                )
            }
            let words = Printable.line(refusal.message, limit: 300)
            return refusal.isOurWebhookUncalled ? .callFailed(words) : .refused(words)
        }
        return reading.value
    }

    private static func verdict(_ answer: DryRunAnswer, _ configuration: Configuration, listed: [String])
        -> Facts.Webhook.DryRun?
    {
        guard let names = answer.pullSecrets else { return nil }
        let ours = Set(configuration.registries.map(\.secretName) + [configuration.injection.anonymousSecretName])
        let given = names.filter { ours.contains($0) && !listed.contains($0) }
        // In the namespace of the self test it says so itself.
        let said = answer.warnings.lazy.compactMap { SelfTestMark.outcome(in: $0, for: word) }.first
        return given.isEmpty ? .nothing(wasCalled: said == nil ? nil : true) : .given(given)
    }

    private static let word = "doctor"

    /// As small as it can be: what decides about Secrets, and what the Pod Security Standard `restricted` and quotas ask for.
    private static func probe(_ pod: WholeObject) -> JSONValue {
        let spec = pod["spec"] ?? .null
        var annotations: [String: JSONValue] = [PullpassKey.selfTest: .string(word)]
        if let value = pod.metadata.annotations[PullpassKey.inject] { annotations[PullpassKey.inject] = .string(value) }
        let resources: JSONValue = .object(["cpu": .string("1m"), "memory": .string("1Mi")])
        // Each image that is looked at, but for those of ephemeral containers: no Pod is made with one.
        let images =
            (spec.list("initContainers") + spec.list("containers")).compactMap { $0.text("image") }
            + spec.list("volumes").compactMap { $0["image"]?.text("reference") }
        let containers = images.prefix(Facts.Pod.mostImages).enumerated().map { index, image -> JSONValue in
            .object([
                "name": .string("c\(index)"), "image": .string(image),
                "resources": .object(["requests": resources, "limits": resources]),
                "securityContext": .object([
                    "allowPrivilegeEscalation": .bool(false),
                    "capabilities": .object(["drop": .array([.string("ALL")])]),
                ]),
            ])
        }
        return .object([
            "apiVersion": .string("v1"), "kind": .string("Pod"),
            "metadata": .object([
                "generateName": .string("pullpass-doctor-"),
                "labels": .object(pod.metadata.labels.mapValues(JSONValue.string)),
                "annotations": .object(annotations),
            ]),
            "spec": .object([
                "serviceAccountName": .string(spec.text("serviceAccountName") ?? "default"),
                "automountServiceAccountToken": .bool(false), "restartPolicy": .string("Never"),
                "securityContext": .object([
                    "runAsNonRoot": .bool(true), "runAsUser": .integer(65532),
                    "seccompProfile": .object(["type": .string("RuntimeDefault")]),
                ]),
                "containers": .array(containers),
            ]),
        ])
    }
}
