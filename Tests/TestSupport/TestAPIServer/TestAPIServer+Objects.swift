internal import FoundationEssentials
internal import HTTP
package import Kubernetes
internal import Synchronization

/// Why the server refused what a test itself asked for.
package struct TestAPIServerError: Error, CustomStringConvertible {
    /// The status code and the server's sentence.
    package let description: String
}

/// Short ways for tests to prepare and look at objects: as an administrator, uncounted, without faults.
extension TestAPIServer {
    // MARK: Namespaces

    /// Creates a namespace.
    package func createNamespace(_ name: String, labels: [String: String] = [:]) throws {
        try write(
            "POST",
            ResourcePath(resource: "namespaces"),
            ["metadata": ["name": .string(name), "labels": JSON(labels)]],
            agent: "kubectl-create"
        )
    }

    /// Changes labels of a namespace; nil takes one away.
    package func setLabels(_ labels: [String: String?], ofNamespace name: String) throws {
        let values = JSON.object(labels.mapValues { $0.map { .string($0) } ?? .null })
        try write(
            "PATCH",
            ResourcePath(resource: "namespaces", name: name),
            ["metadata": ["labels": values]],
            agent: "kubectl-label"
        )
    }

    /// Asks for a namespace's deletion: it is Terminating until ``finishTermination(ofNamespace:)``.
    package func terminateNamespace(_ name: String) throws {
        try write("DELETE", ResourcePath(resource: "namespaces", name: name), nil)
    }

    /// Deletes everything in a Terminating namespace, and then the namespace.
    package func finishTermination(ofNamespace name: String) {
        core.withLock { core in
            for resource in APIResource.all where resource.isNamespaced && !resource.isView {
                for object in core.store[resource].objects where object.namespace == name { core.store.remove(object) }
            }
            if let namespace = core.store.object(.namespaces, namespace: "", name: name) {
                core.store.remove(namespace)
            }
        }
    }

    /// Limits the number of Secrets in a namespace by a ResourceQuota of that name; nil takes it away.
    package func setQuota(secrets limit: Int?, name: String = "q", inNamespace namespace: String) {
        core.withLock { $0.quotas[namespace] = limit.map { SecretQuota(name: name, limit: $0) } }
    }

    /// Who is asked about new Pods from now on; nil for nobody.
    ///
    /// With somebody the server also gives Pods the pull Secrets of their ServiceAccounts.
    package func setPodAdmission(_ admission: PodAdmission?) { core.withLock { $0.podAdmission = admission } }

    // MARK: Secrets

    /// Creates a Secret, as somebody with `kubectl create` does.
    package func createSecret(
        _ namespace: String,
        _ name: String,
        type: String = "Opaque",
        data: [String: String] = [:],
        labels: [String: String] = [:],
        annotations: [String: String] = [:],
        immutable: Bool = false,
        agent: String = "kubectl-create"
    ) throws {
        let values = data.mapValues { Data($0.utf8).base64EncodedString() }
        var secret: JSON = [
            "metadata": ["name": .string(name), "labels": JSON(labels), "annotations": JSON(annotations)],
            "type": .string(type), "data": JSON(values),
        ]
        if immutable { secret["immutable"] = true }
        try write("POST", .secrets(namespace: namespace), secret, agent: agent)
    }

    /// Changes a Secret's data, as somebody with `kubectl edit` does; nil takes a key away.
    package func editSecret(
        _ namespace: String,
        _ name: String,
        data: [String: String?],
        agent: String = "kubectl-edit"
    ) throws {
        let values = data.mapValues { $0.map { .string(Data($0.utf8).base64EncodedString()) } ?? JSON.null }
        try write("PATCH", .secrets(namespace: namespace, name: name), ["data": .object(values)], agent: agent)
    }

    /// Deletes a Secret.
    package func deleteSecret(_ namespace: String, _ name: String) throws {
        try write("DELETE", .secrets(namespace: namespace, name: name), nil)
    }

    /// A Secret, or nil.
    package func secret(_ namespace: String, _ name: String) -> SecretObject? {
        stored(SecretObject.self, .secrets) { $0.namespace == namespace && $0.name == name }.first
    }

    /// All Secrets of a name, by namespace.
    package func secrets(named name: String) -> [SecretObject] {
        stored(SecretObject.self, .secrets) { $0.name == name }
    }

    /// All Secrets of a namespace, by name.
    package func secrets(in namespace: String) -> [SecretObject] {
        stored(SecretObject.self, .secrets) { $0.namespace == namespace }
    }

    // MARK: Webhooks

    /// Registers webhooks without a `caBundle`, as the chart does.
    package func createWebhookConfiguration(_ name: String, webhooks: [String] = ["inject.pullpass.dev"]) throws {
        let entries = webhooks.map { webhook -> JSON in
            [
                "name": .string(webhook), "admissionReviewVersions": .array(["v1"]), "sideEffects": "NoneOnDryRun",
                "clientConfig": ["service": ["namespace": "pullpass", "name": "pullpass-webhook", "path": "/mutate"]],
                "failurePolicy": "Ignore",
            ]
        }
        try write(
            "POST",
            .mutatingWebhookConfigurations(),
            ["metadata": ["name": .string(name)], "webhooks": .array(entries)],
            agent: "helm"
        )
    }

    /// A MutatingWebhookConfiguration, or nil.
    package func webhookConfiguration(_ name: String) -> WebhookConfigurationObject? {
        stored(WebhookConfigurationObject.self, .mutatingWebhookConfigurations) { $0.name == name }.first
    }

    /// Sets the `caBundle` of one webhook, as somebody with `kubectl patch` does; empty takes it away.
    package func setCABundle(_ bundle: [UInt8], of configuration: String, webhook: String = "inject.pullpass.dev")
        throws
    {
        let text = bundle.isEmpty ? JSON.null : .string(Data(bundle).base64EncodedString())
        let patch: JSON = ["webhooks": .array([["name": .string(webhook), "clientConfig": ["caBundle": text]]])]
        let request = KubernetesRequest(
            method: .patch,
            path: ResourcePath.mutatingWebhookConfigurations(name: configuration).path,
            contentType: "application/strategic-merge-patch+json",
            body: patch.text
        )
        try check(perform(request, agent: "kubectl-patch"))
    }

    /// Sets the `matchConditions` (a list, JSON text) of one webhook, as somebody with `kubectl edit` does.
    package func setMatchConditions(
        _ conditions: String,
        of configuration: String,
        webhook: String = "inject.pullpass.dev"
    ) throws {
        let list = try JSONReader.read(Array(conditions.utf8)).array ?? []
        let entry: JSON = ["name": .string(webhook), "matchConditions": .array([["$patch": "replace"]] + list)]
        let request = KubernetesRequest(
            method: .patch,
            path: ResourcePath.mutatingWebhookConfigurations(name: configuration).path,
            contentType: "application/strategic-merge-patch+json",
            body: (["webhooks": .array([entry])] as JSON).text
        )
        try check(perform(request, agent: "kubectl-edit"))
    }

    /// Deletes a MutatingWebhookConfiguration.
    package func deleteWebhookConfiguration(_ name: String) throws {
        try write("DELETE", .mutatingWebhookConfigurations(name: name), nil)
    }

    // MARK: ServiceAccounts

    /// Creates a ServiceAccount.
    package func createServiceAccount(
        _ namespace: String,
        _ name: String,
        annotations: [String: String] = [:]
    ) throws {
        try write(
            "POST",
            .serviceAccounts(namespace: namespace),
            ["metadata": ["name": .string(name), "annotations": JSON(annotations)]],
            agent: "kubectl-create"
        )
    }

    /// Changes annotations of a ServiceAccount; nil takes one away.
    package func annotateServiceAccount(_ namespace: String, _ name: String, _ annotations: [String: String?]) throws {
        let values = JSON.object(annotations.mapValues { $0.map { .string($0) } ?? .null })
        try write(
            "PATCH",
            .serviceAccounts(namespace: namespace, name: name),
            ["metadata": ["annotations": values]],
            agent: "kubectl-annotate"
        )
    }

    /// A ServiceAccount, or nil.
    package func serviceAccount(_ namespace: String, _ name: String) -> ServiceAccountObject? {
        stored(ServiceAccountObject.self, .serviceAccounts) { $0.namespace == namespace && $0.name == name }.first
    }

    /// Sets `imagePullSecrets` of a ServiceAccount, as who owns the whole list does.
    package func setPullSecrets(_ namespace: String, _ name: String, _ names: [String], agent: String) throws {
        let list = JSON.array(names.map { ["name": .string($0)] })
        try write("PATCH", .serviceAccounts(namespace: namespace, name: name), ["imagePullSecrets": list], agent: agent)
    }

    /// Deletes a ServiceAccount.
    package func deleteServiceAccount(_ namespace: String, _ name: String) throws {
        try write("DELETE", .serviceAccounts(namespace: namespace, name: name), nil)
    }

    // MARK: Others

    /// A Lease, or nil.
    package func lease(_ namespace: String, _ name: String) -> LeaseObject? {
        stored(LeaseObject.self, .leases) { $0.namespace == namespace && $0.name == name }.first
    }

    /// The Events of a namespace, or of all, whichever group they were written to.
    package func events(in namespace: String? = nil) -> [RecordedEvent] {
        core.withLock { core in
            core.store[.events].objects.filter { namespace == nil || $0.namespace == namespace }
                .map { RecordedEvent($0.json) }
        }
    }

    /// The number of objects of a resource such as `secrets`.
    package func objectCount(_ resource: String) -> Int {
        core.withLock { core in
            APIResource.all.first { $0.name == resource }.map { core.store[$0].objects.count } ?? 0
        }
    }

    /// Creates a Pod that lists pull Secrets.
    package func createPod(
        _ namespace: String,
        _ name: String,
        pullSecrets: [String],
        phase: String = "Pending"
    ) throws {
        let secrets = JSON.array(pullSecrets.map { ["name": .string($0)] })
        try write(
            "POST",
            ResourcePath(resource: "pods", namespace: namespace),
            [
                "metadata": ["name": .string(name), "namespace": .string(namespace)],
                "spec": ["imagePullSecrets": secrets], "status": ["phase": .string(phase)],
            ]
        )
    }

    /// Creates any object of its JSON text, as somebody with `kubectl create` does.
    package func create(_ collection: ResourcePath, _ json: String, agent: String = "kubectl-create") throws {
        try write("POST", collection, try JSONReader.read(Array(json.utf8)), agent: agent)
    }

    /// Deletes any object.
    package func delete(_ path: ResourcePath) throws { try write("DELETE", path, nil) }

    /// Metadata and `spec` of any object, or nil.
    package func object(_ path: ResourcePath) -> SpecObject? { read(SpecObject.self, path) }

    /// Any object, or nil.
    package func read<Object: KubernetesObject>(_ type: Object.Type, _ path: ResourcePath) -> Object? {
        APIResource.all.first { $0.group == path.group && $0.name == path.resource }.flatMap { resource in
            stored(type, resource) { $0.namespace == path.namespace ?? "" && $0.name == path.name }.first
        }
    }

    /// Changes the status of any object that has a subresource for it, with a merge patch (JSON text).
    package func editStatus(_ path: ResourcePath, mergePatch patch: String, agent: String = "kubectl-edit") throws {
        let request = KubernetesRequest(
            method: .patch,
            path: path.path + "/status",
            contentType: "application/merge-patch+json",
            body: try JSONReader.read(Array(patch.utf8)).text
        )
        try check(perform(request, agent: agent))
    }

    /// Gives any object `managedFields` of this JSON, whatever it is, as a real server takes and keeps nearly anything.
    package func poison(_ path: ResourcePath, managedFields json: String) {
        core.withLock { core in
            guard let resource = APIResource.all.first(where: { $0.group == path.group && $0.name == path.resource }),
                let stored = core.store.object(resource, namespace: path.namespace ?? "", name: path.name ?? "")
            else { return }
            var object = stored.json
            // Numbers are written as they were read.
            object["metadata"]?["managedFields"] = .number(json)
            _ = core.store.keep(object, resource, replacing: stored)
        }
    }

    /// Changes any object with a merge patch (JSON text), as somebody with `kubectl edit` does.
    package func edit(_ path: ResourcePath, mergePatch patch: String, agent: String = "kubectl-edit") throws {
        try write("PATCH", path, try JSONReader.read(Array(patch.utf8)), agent: agent)
    }

    private func write(_ method: String, _ path: ResourcePath, _ body: JSON?, agent: String = "test") throws {
        let request = KubernetesRequest(
            method: HTTPMethod(method),
            path: path.path,
            contentType: method == "PATCH" ? "application/merge-patch+json" : "application/json",
            body: body?.text
        )
        try check(perform(request, agent: agent))
    }

    private func check(_ answer: KubernetesResponse) throws {
        guard answer.status < 300 else {
            let message = (try? JSONReader.read(answer.body))?["message"]?.string ?? ""
            throw TestAPIServerError(description: "\(answer.status): \(message)")
        }
    }

    private func stored<Object: KubernetesObject>(
        _ type: Object.Type,
        _ resource: APIResource,
        _ isWanted: (StoredObject) -> Bool
    ) -> [Object] {
        let bytes = core.withLock { core in core.store[resource].objects.filter(isWanted).map(\.bytes) }
        return bytes.compactMap { try? Object(parsing: Array($0)) }
    }
}

/// An Event, as a person sees it.
package struct RecordedEvent: Sendable, Hashable {
    /// The object's kind.
    package let kind: String
    /// The object's namespace; empty for one of the cluster.
    package let namespace: String
    /// The object's name.
    package let name: String
    /// `Normal` or `Warning`.
    package let type: String
    /// One word.
    package let reason: String
    /// The sentence.
    package let message: String
    /// How often it happened; of a series its count.
    package let count: Int

    init(_ event: JSON) {
        let object = event["involvedObject"]
        kind = object?["kind"]?.string ?? ""
        namespace = object?["namespace"]?.string ?? ""
        name = object?["name"]?.string ?? ""
        type = event["type"]?.string ?? ""
        reason = event["reason"]?.string ?? ""
        message = event["message"]?.string ?? ""
        count = event["series"]?["count"]?.int ?? event["count"]?.int ?? 1
    }
}
