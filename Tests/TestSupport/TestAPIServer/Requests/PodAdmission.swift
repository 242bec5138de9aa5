/// Who is asked about new Pods, as the API server asks its webhooks: of dry runs as of others.
package typealias PodAdmission = @Sendable (PodAdmissionCall) -> PodAdmissionAnswer

/// A new Pod and what decides who is asked about it.
package struct PodAdmissionCall: Sendable {
    /// The namespace.
    package let namespace: String
    /// Its labels.
    package let namespaceLabels: [String: String]
    /// The Pod, as JSON; the pull Secrets of its ServiceAccount are in it already where it has none itself.
    package let pod: [UInt8]
    /// All MutatingWebhookConfigurations, as JSON.
    package let registrations: [[UInt8]]
    /// All EndpointSlices, as JSON.
    package let endpointSlices: [[UInt8]]
}

/// What became of it.
package struct PodAdmissionAnswer: Sendable {
    /// What is appended to `imagePullSecrets`.
    package var pullSecrets: [String]
    /// What the client is told.
    package var warnings: [String]
    /// The words with which the Pod is refused, as a server does that cannot call a webhook whose policy is `Fail`; nil to take it.
    package var failure: String?

    /// Makes an answer.
    package init(pullSecrets: [String] = [], warnings: [String] = [], failure: String? = nil) {
        (self.pullSecrets, self.warnings, self.failure) = (pullSecrets, warnings, failure)
    }
}

extension Writing {
    /// Gives a new Pod what its ServiceAccount has, asks admission about it, and does as that says; the warnings are for the client.
    func admitPod(_ pod: inout JSON) throws -> [String] {
        guard let admission = context.podAdmission else { return [] }
        let account = pod["spec"]?["serviceAccountName"]?.string ?? "default"
        if (pod["spec"]?["imagePullSecrets"]?.array ?? []).isEmpty,
            let listed = store.object(.serviceAccounts, namespace: request.namespace, name: account)?
                .json["imagePullSecrets"]?.array, !listed.isEmpty
        {
            pod["spec"]?["imagePullSecrets"] = .array(listed)
        }
        let answer = admission(
            PodAdmissionCall(
                namespace: request.namespace,
                namespaceLabels: store.object(.namespaces, namespace: "", name: request.namespace)?.labels ?? [:],
                pod: pod.text,
                registrations: store[.mutatingWebhookConfigurations].objects.map(\.bytes),
                endpointSlices: store[.endpointSlices].objects.map(\.bytes)
            )
        )
        if let failure = answer.failure { throw APIStatus.internalError(failure) }
        if !answer.pullSecrets.isEmpty {
            let listed = pod["spec"]?["imagePullSecrets"]?.array ?? []
            pod["spec"]?["imagePullSecrets"] = .array(listed + answer.pullSecrets.map { ["name": .string($0)] })
        }
        return answer.warnings
    }
}
