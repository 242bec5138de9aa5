internal import HTTP

extension KubernetesClient {
    /// Reads a Secret; nil where there is none.
    package func secret(
        namespace: String,
        name: String,
        priority: RequestPriority = .reading
    ) async throws(KubernetesError) -> SecretObject? {
        try await object(SecretObject.self, at: .secrets(namespace: namespace, name: name), priority: priority)
    }

    /// Reads the metadata of a Secret, without its data; nil where there is none.
    ///
    /// Not everything of it need be readable: a fault says so.
    package func secretMetadata(
        namespace: String,
        name: String,
        priority: RequestPriority = .reading
    ) async throws(KubernetesError) -> ObjectMetadata? {
        try await metadata(at: .secrets(namespace: namespace, name: name), priority: priority)
    }

    /// Creates or changes a Secret with server-side apply.
    ///
    /// Sent again after a failure that may pass, since it has the same effect twice; with a resourceVersion the second may then
    /// be a conflict that the first one caused.
    ///
    /// With `force` the fields of other managers are taken over; give the uid and the version that were judged then.
    ///
    /// - Returns: the metadata after the apply.
    /// - Throws: an error that ``KubernetesError/isConflict`` where another manager owns fields, or uid or version are others.
    package func applySecret(
        _ secret: SecretManifest,
        fieldManager: String,
        force: Bool,
        priority: RequestPriority
    ) async throws(KubernetesError) -> ObjectMetadata {
        try await applySecret(
            secret,
            reading: PartialObject.self,
            fieldManager: fieldManager,
            force: force,
            priority: priority
        ).metadata
    }

    /// The same, with as much of the metadata as a type keeps.
    package func applySecret<Answer: KubernetesObject>(
        _ secret: SecretManifest,
        reading type: Answer.Type,
        fieldManager: String,
        force: Bool,
        priority: RequestPriority
    ) async throws(KubernetesError) -> Answer {
        let path = ResourcePath.secrets(namespace: secret.namespace, name: secret.name).path
        var query = [(name: "fieldManager", value: fieldManager)]
        if force { query.append(("force", "true")) }
        let request = KubernetesRequest(
            method: .patch,
            path: path,
            query: query,
            contentType: MediaType.apply,
            // The answer is not to carry the credential back.
            accept: MediaType.partialObject,
            body: try encode(verb: "patch", path: path, secret.json)
        )
        let call = KubernetesCall(verb: "patch", request: request, priority: priority, repeats: .always)
        return try readWhatCanBe(type, try await send(call), call)
    }

    /// Creates a Secret where there is none, with a server-side apply.
    ///
    /// An apply carries the name, so that a rule with `resourceNames` can allow it; RBAC cannot allow a POST by name. It names
    /// the resourceVersion `1`, which no object has: the apply creates what is absent, and is a conflict where there is one.
    /// Uid and resourceVersion of the manifest do not matter.
    ///
    /// - Returns: the metadata of the new Secret.
    /// - Throws: an error that ``KubernetesError/isConflict`` where there is one already.
    package func createSecret(
        _ secret: SecretManifest,
        fieldManager: String,
        priority: RequestPriority
    ) async throws(KubernetesError) -> ObjectMetadata {
        var secret = secret
        secret.uid = nil
        secret.resourceVersion = ObjectMetadata.versionOfNone
        // With force, since the fields of another manager would be reported before the version.
        return try await applySecret(secret, fieldManager: fieldManager, force: true, priority: priority)
    }

    /// Sets and removes some values and annotations of a Secret, if it is still the one that was judged.
    ///
    /// A merge patch: nil takes a value away whoever put it there, which an apply cannot, and everything else stays. Of an
    /// existing Secret only.
    ///
    /// - Returns: the metadata after it.
    /// - Throws: an error that ``KubernetesError/isConflict`` where it has changed, ``KubernetesError/isNotFound`` where it is gone.
    package func patchSecret(
        _ secret: ObjectMetadata,
        data: [String: [UInt8]?],
        annotations: [String: String?],
        fieldManager: String,
        priority: RequestPriority
    ) async throws(KubernetesError) -> ObjectMetadata {
        let path = ResourcePath.secrets(namespace: secret.namespace, name: secret.name).path
        let patch = SecretPatch(of: secret, data: data, annotations: annotations)
        let request = KubernetesRequest(
            method: .patch,
            path: path,
            query: [("fieldManager", fieldManager)],
            contentType: MediaType.mergePatch,
            accept: MediaType.partialObject,
            body: try encode(verb: "patch", path: path) { try JSONText.encode(patch) }
        )
        let call = KubernetesCall(verb: "patch", request: request, priority: priority, repeats: .always)
        return try readWhatCanBe(PartialObject.self, try await send(call), call).metadata
    }

    /// Deletes a Secret if it is still the one that was judged; that there is none is fine.
    package func deleteSecret(
        namespace: String,
        name: String,
        uid: String?,
        resourceVersion: String?,
        priority: RequestPriority
    ) async throws(KubernetesError) -> DeletionAnswer {
        try await delete(
            .secrets(namespace: namespace, name: name),
            uid: uid,
            resourceVersion: resourceVersion,
            priority: priority
        )
    }
}
