internal import HTTP

extension KubernetesClient {
    /// Reads a Lease; nil where there is none.
    ///
    /// Neither this nor the two that write one are tried again: an election has its own timetable.
    package func lease(namespace: String, name: String) async throws(KubernetesError) -> LeaseObject? {
        let call = KubernetesCall(
            verb: "get",
            request: KubernetesRequest(method: .get, path: ResourcePath.leases(namespace: namespace, name: name).path),
            priority: .election,
            repeats: .never
        )
        do throws(KubernetesError) { return try read(LeaseObject.self, try await send(call), call) } catch {
            if error.isNotFound, !error.isNamespaceMissing { return nil }
            throw error
        }
    }

    /// Creates a Lease.
    ///
    /// - Throws: an error that ``KubernetesError/isAlreadyExists`` where somebody was faster.
    package func createLease(_ lease: LeaseObject) async throws(KubernetesError) -> LeaseObject {
        try await write(lease, "create", .post, .leases(namespace: lease.metadata.namespace))
    }

    /// Replaces a Lease of the resourceVersion that its metadata names.
    ///
    /// - Throws: an error that ``KubernetesError/isConflict`` where it has changed since.
    package func updateLease(_ lease: LeaseObject) async throws(KubernetesError) -> LeaseObject {
        let path = ResourcePath.leases(namespace: lease.metadata.namespace, name: lease.metadata.name)
        return try await write(lease, "update", .put, path)
    }

    /// Deletes a Lease of the uid and the resourceVersion that its metadata name; that there is none is fine.
    ///
    /// - Throws: an error that ``KubernetesError/isConflict`` where it has changed since.
    package func deleteLease(_ lease: LeaseObject) async throws(KubernetesError) {
        let metadata = lease.metadata
        _ = try await delete(
            .leases(namespace: metadata.namespace, name: metadata.name),
            uid: metadata.uid,
            resourceVersion: metadata.resourceVersion,
            priority: .election
        )
    }

    private func write(
        _ lease: LeaseObject,
        _ verb: String,
        _ method: HTTPMethod,
        _ path: ResourcePath
    ) async throws(KubernetesError) -> LeaseObject {
        let text = path.path
        let body = try encode(verb: verb, path: text, lease.json)
        let call = KubernetesCall(
            verb: verb,
            request: KubernetesRequest(method: method, path: text, contentType: MediaType.json, body: body),
            priority: .election,
            repeats: .never
        )
        return try read(LeaseObject.self, try await send(call), call)
    }
}
