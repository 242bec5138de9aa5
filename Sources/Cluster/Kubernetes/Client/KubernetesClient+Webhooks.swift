internal import HTTP
package import Text

extension KubernetesClient {
    /// Reads a MutatingWebhookConfiguration as it is now; nil where there is none.
    package func mutatingWebhookConfiguration(
        _ name: String,
        priority: RequestPriority = .reading
    ) async throws(KubernetesError) -> WebhookConfigurationObject? {
        try await object(
            WebhookConfigurationObject.self,
            at: .mutatingWebhookConfigurations(name: name),
            priority: priority
        )
    }

    /// Sets the `caBundle` of every webhook of a MutatingWebhookConfiguration, and nothing else, if it is still the one that was judged.
    ///
    /// A strategic merge patch: it finds the webhooks by their names, whatever their order, makes us the manager of these
    /// fields and of no list element (as an apply would, which then could not be taken out by those who manage the rest), and its
    /// resourceVersion makes a late one a conflict.
    ///
    /// - Returns: the configuration after it.
    /// - Throws: an error that ``KubernetesError/isConflict`` where it has changed, ``KubernetesError/isNotFound`` where it is gone.
    package func setCABundle(
        _ bundle: [UInt8],
        of configuration: WebhookConfigurationObject,
        fieldManager: String,
        priority: RequestPriority
    ) async throws(KubernetesError) -> WebhookConfigurationObject {
        let patch = CABundlePatch(
            bundle,
            webhooks: configuration.webhooks.map(\.name),
            resourceVersion: configuration.metadata.resourceVersion
        )
        return try await merge(patch, into: configuration.metadata.name, fieldManager, priority)
    }

    /// Sets the `matchConditions` of webhooks of a MutatingWebhookConfiguration, and nothing else, if it is still the one that was
    /// judged.
    ///
    /// In one write, as ``setCABundle(_:of:fieldManager:priority:)``; conditions that others have added go.
    ///
    /// - Parameters:
    ///   - conditions: a list.
    ///   - webhooks: the names of all its webhooks.
    ///   - judged: the configuration's metadata.
    ///   - fieldManager: who manages them from then on.
    ///   - priority: how urgent it is.
    /// - Returns: the configuration after it.
    /// - Throws: an error that ``KubernetesError/isConflict`` where it has changed, ``KubernetesError/isNotFound`` where it is gone.
    package func setMatchConditions(
        _ conditions: JSONValue,
        of webhooks: [String],
        judged: ObjectMetadata,
        fieldManager: String,
        priority: RequestPriority
    ) async throws(KubernetesError) -> WebhookConfigurationObject {
        let patch = MatchConditionsPatch.json(conditions, webhooks: webhooks, resourceVersion: judged.resourceVersion)
        return try await merge(patch, into: judged.name, fieldManager, priority)
    }

    private func merge(
        _ patch: some Encodable,
        into name: String,
        _ fieldManager: String,
        _ priority: RequestPriority
    ) async throws(KubernetesError) -> WebhookConfigurationObject {
        let path = ResourcePath.mutatingWebhookConfigurations(name: name).path
        let request = KubernetesRequest(
            method: .patch,
            path: path,
            query: [("fieldManager", fieldManager)],
            contentType: MediaType.strategicMergePatch,
            body: try encode(verb: "patch", path: path) { try JSONText.encode(patch) }
        )
        let call = KubernetesCall(verb: "patch", request: request, priority: priority, repeats: .always)
        return try read(WebhookConfigurationObject.self, try await send(call), call)
    }
}
