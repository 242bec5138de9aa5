internal import HTTP
package import Text

extension KubernetesClient {
    /// Creates an object where there is none, with a server-side apply.
    ///
    /// As ``createSecret(_:fieldManager:priority:)``: an apply carries the name, which RBAC can allow, and its resourceVersion, which no object
    /// has, makes it a conflict where there is one.
    ///
    /// - Returns: the new object.
    /// - Throws: an error that ``KubernetesError/isConflict`` where there is one already.
    package func create(
        _ manifest: SpecManifest,
        at path: ResourcePath,
        fieldManager: String,
        priority: RequestPriority
    ) async throws(KubernetesError) -> SpecObject {
        var manifest = manifest
        manifest.metadata.uid = ""
        manifest.metadata.resourceVersion = ObjectMetadata.versionOfNone
        return try await patch(
            path,
            query: [("fieldManager", fieldManager), ("force", "true")],
            type: MediaType.apply,
            manifest,
            priority
        )
    }

    /// Changes an object by a merge patch, if it is still the one that was judged.
    ///
    /// Unlike an apply it takes away what others have added.
    ///
    /// - Returns: the object after it.
    /// - Throws: an error that ``KubernetesError/isConflict`` where it has changed, ``KubernetesError/isNotFound`` where it is gone.
    package func change(
        _ path: ResourcePath,
        judged: ObjectMetadata,
        by changes: [String: JSONValue],
        fieldManager: String,
        priority: RequestPriority
    ) async throws(KubernetesError) -> SpecObject {
        var metadata: [String: JSONValue] = [:]
        if case .object(let members) = changes["metadata"] { metadata = members }
        metadata["resourceVersion"] = .string(judged.resourceVersion)
        let body = JSONValue.object(changes.merging(["metadata": .object(metadata)]) { $1 })
        let query = [(name: "fieldManager", value: fieldManager)]
        return try await patch(path, query: query, type: MediaType.mergePatch, body, priority)
    }

    /// Deletes an object if it is still the one that was judged; that there is none is fine.
    package func delete(
        _ path: ResourcePath,
        judged: ObjectMetadata,
        priority: RequestPriority
    ) async throws(KubernetesError) {
        _ = try await delete(path, uid: judged.uid, resourceVersion: nil, priority: priority)
    }

    private func patch(
        _ path: ResourcePath,
        query: [(name: String, value: String)],
        type: String,
        _ body: some Encodable,
        _ priority: RequestPriority
    ) async throws(KubernetesError) -> SpecObject {
        let request = KubernetesRequest(
            method: .patch,
            path: path.path,
            query: query,
            contentType: type,
            body: try encode(verb: "patch", path: path.path) { try JSONText.encode(body) }
        )
        let call = KubernetesCall(verb: "patch", request: request, priority: priority, repeats: .always)
        return try read(SpecObject.self, try await send(call), call)
    }
}
