internal import HTTP
package import Text

extension KubernetesClient {
    /// Sets fields of an object, or of one of its subresources, by a server-side apply with force, if it is still the one that was judged.
    ///
    /// Fields of ours that are not named any more go, unless somebody else owns them too.
    ///
    /// - Parameters:
    ///   - fields: the apply configuration: `apiVersion`, `kind`, and what is ours; uid and version are added.
    ///   - path: the object's.
    ///   - subresource: `status`; nil for the object itself.
    ///   - judged: the object's metadata.
    ///   - type: what the answer is read as.
    ///   - fieldManager: who owns the fields from then on.
    ///   - priority: how urgent it is.
    /// - Returns: the object after it.
    /// - Throws: an error that ``KubernetesError/isConflict`` where it has changed, and one that ``KubernetesError/isNotFound`` or
    ///   ``KubernetesError/isUIDMismatch`` where it is gone.
    package func apply<Object: KubernetesObject>(
        _ fields: [String: JSONValue],
        to path: ResourcePath,
        subresource: String? = nil,
        judged: ObjectMetadata,
        as type: Object.Type,
        fieldManager: String,
        priority: RequestPriority
    ) async throws(KubernetesError) -> Object {
        try await patchObject(
            fields,
            path,
            subresource,
            judged,
            query: [("fieldManager", fieldManager), ("force", "true")],
            type: MediaType.apply,
            as: Object.self,
            priority
        )
    }

    /// Changes an object, or one of its subresources, by a merge patch, if it is still the one that was judged: null takes a field away whoever
    /// put it there, which an apply cannot.
    ///
    /// Parameters, answer and errors are those of ``apply(_:to:subresource:judged:as:fieldManager:priority:)``.
    package func merge<Object: KubernetesObject>(
        _ fields: [String: JSONValue],
        into path: ResourcePath,
        subresource: String? = nil,
        judged: ObjectMetadata,
        as type: Object.Type,
        fieldManager: String,
        priority: RequestPriority
    ) async throws(KubernetesError) -> Object {
        try await patchObject(
            fields,
            path,
            subresource,
            judged,
            query: [("fieldManager", fieldManager)],
            type: MediaType.mergePatch,
            as: Object.self,
            priority
        )
    }

    private func patchObject<Object: KubernetesObject>(
        _ fields: [String: JSONValue],
        _ path: ResourcePath,
        _ subresource: String?,
        _ judged: ObjectMetadata,
        query: [(name: String, value: String)],
        type: String,
        as: Object.Type,
        _ priority: RequestPriority
    ) async throws(KubernetesError) -> Object {
        var metadata: [String: JSONValue] = [:]
        if case .object(let members) = fields["metadata"] { metadata = members }
        metadata["name"] = .string(judged.name)
        metadata["uid"] = .string(judged.uid)
        metadata["resourceVersion"] = .string(judged.resourceVersion)
        let body = JSONValue.object(fields.merging(["metadata": .object(metadata)]) { $1 })
        let text = path.path + (subresource.map { "/\($0)" } ?? "")
        let request = KubernetesRequest(
            method: .patch,
            path: text,
            query: query,
            contentType: type,
            body: try encode(verb: "patch", path: text) { try JSONText.encode(body) }
        )
        let call = KubernetesCall(verb: "patch", request: request, priority: priority, repeats: .always)
        return try read(Object.self, try await send(call), call)
    }
}
