internal import HTTP

extension KubernetesClient {
    /// Reads one object; nil where there is none.
    package func object<Object: KubernetesObject>(
        _ type: Object.Type,
        at path: ResourcePath,
        priority: RequestPriority = .reading
    ) async throws(KubernetesError) -> Object? {
        let accept = type == PartialObject.self ? MediaType.partialObject : MediaType.json
        let call = KubernetesCall(
            verb: "get",
            request: KubernetesRequest(method: .get, path: path.path, accept: accept),
            priority: priority,
            repeats: .always
        )
        do throws(KubernetesError) { return try decode(type, try await send(call), call) } catch {
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

    /// Lists everything that a target selects, in pages.
    package func list<Object: KubernetesObject>(
        _ type: Object.Type,
        _ target: WatchTarget,
        priority: RequestPriority = .reading
    ) async throws(KubernetesError) -> ObjectList<Object> {
        var pageSize: Int? = timing.pageSize
        while true {
            do throws(KubernetesError) { return try await list(type, target, pageSize: pageSize, priority) } catch {
                // The position is too old: once more, and in one piece, which cannot expire on the way.
                guard error.isGone, pageSize != nil else { throw error }
                pageSize = nil
            }
        }
    }

    private struct Page<Object: KubernetesObject>: Decodable {
        struct Metadata: Decodable {
            var resourceVersion: String?
            var `continue`: String?
        }
        var metadata: Metadata
        var items: [Object]?
    }

    private func list<Object: KubernetesObject>(
        _ type: Object.Type,
        _ target: WatchTarget,
        pageSize: Int?,
        _ priority: RequestPriority
    ) async throws(KubernetesError) -> ObjectList<Object> {
        var objects: [Object] = []
        var position: String?
        while true {
            var query = target.selectors
            if let pageSize { query.append(("limit", String(pageSize))) }
            if let position { query.append(("continue", position)) }
            let accept = target.metadataOnly ? MediaType.partialObjectList : MediaType.json
            let request = KubernetesRequest(method: .get, path: target.path, query: query, accept: accept)
            let call = KubernetesCall(
                verb: "list",
                request: request,
                priority: priority,
                repeats: .always,
                selectedName: target.selectedName
            )
            let page = try decode(Page<Object>.self, try await send(call), call)
            objects += page.items ?? []
            guard let next = page.metadata.continue, !next.isEmpty else {
                return ObjectList(items: objects, resourceVersion: page.metadata.resourceVersion ?? "")
            }
            guard next != position else {
                throw call.error(.malformed("the list does not move on: the same page twice"))
            }
            position = next
        }
    }

    /// Deletes one object, if it is still the one that was judged.
    func delete(
        _ path: ResourcePath,
        uid: String?,
        resourceVersion: String?,
        priority: RequestPriority
    ) async throws(KubernetesError) {
        let text = path.path
        let body = try encode(verb: "delete", path: text) {
            try JSONText.encode(DeleteOptions(preconditions: .init(uid: uid, resourceVersion: resourceVersion)))
        }
        let call = KubernetesCall(
            verb: "delete",
            request: KubernetesRequest(method: .delete, path: text, contentType: MediaType.json, body: body),
            priority: priority,
            repeats: .always
        )
        do throws(KubernetesError) { _ = try await send(call) } catch {
            if !error.isNotFound { throw error }
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
