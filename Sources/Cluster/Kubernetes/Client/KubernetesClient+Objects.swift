internal import HTTP

extension KubernetesClient {
    /// Reads one object; nil where there is none.
    ///
    /// - Throws: also where not all of it can be read.
    package func object<Object: KubernetesObject>(
        _ type: Object.Type,
        at path: ResourcePath,
        priority: RequestPriority = .reading
    ) async throws(KubernetesError) -> Object? {
        guard let (response, call) = try await get(type, at: path, priority) else { return nil }
        return try read(type, response, call)
    }

    /// Reads the metadata of an object, of which not everything need be readable; nil where there is none.
    func metadata(at path: ResourcePath, priority: RequestPriority) async throws(KubernetesError) -> ObjectMetadata? {
        guard let (response, call) = try await get(PartialObject.self, at: path, priority) else { return nil }
        return try readWhatCanBe(PartialObject.self, response, call).metadata
    }

    private func get<Object: KubernetesObject>(
        _ type: Object.Type,
        at path: ResourcePath,
        _ priority: RequestPriority
    ) async throws(KubernetesError) -> (KubernetesResponse, KubernetesCall)? {
        let accept = type == PartialObject.self ? MediaType.partialObject : MediaType.json
        let call = KubernetesCall(
            verb: "get",
            request: KubernetesRequest(method: .get, path: path.path, accept: accept),
            priority: priority,
            repeats: .always
        )
        do throws(KubernetesError) { return (try await send(call), call) } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }

    /// Reads a namespace; nil where there is none.
    package func namespace(
        _ name: String,
        priority: RequestPriority = .reading
    ) async throws(KubernetesError) -> NamespaceObject? {
        try await object(NamespaceObject.self, at: ResourcePath(resource: "namespaces", name: name), priority: priority)
    }

    /// Deletes one object, if it is still the one that was judged; that there is none is fine.
    func delete(
        _ path: ResourcePath,
        uid: String?,
        resourceVersion: String?,
        priority: RequestPriority
    ) async throws(KubernetesError) -> DeletionAnswer {
        let text = path.path
        let body = try encode(verb: "delete", path: text) {
            try JSONText.encode(DeleteOptions(preconditions: .init(uid: uid, resourceVersion: resourceVersion)))
        }
        let call = KubernetesCall(
            verb: "delete",
            request: KubernetesRequest(
                method: .delete,
                path: text,
                contentType: MediaType.json,
                // The answer has what is kept, and is not to carry a credential back.
                accept: MediaType.partialObject,
                body: body
            ),
            priority: priority,
            repeats: .always
        )
        do throws(KubernetesError) {
            // Of what is gone the answer is a Status.
            let answer = PartialObject.read(JSONCursor(try await send(call).body[...]))
            return answer?.metadata.isTerminating ?? false ? .kept : .gone
        } catch {
            guard error.isNotFound else { throw error }
            return .gone
        }
    }
}

private struct DeleteOptions: Encodable {
    struct Preconditions: Encodable {
        var uid: String?
        var resourceVersion: String?
    }

    let apiVersion = "v1"
    let kind = "DeleteOptions"
    var preconditions: Preconditions
}
