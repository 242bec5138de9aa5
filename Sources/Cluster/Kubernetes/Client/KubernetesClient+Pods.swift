internal import HTTP
internal import HTTPClient
package import Text

extension KubernetesClient {
    /// One page of the Pods that wait for something, as the API server sends it: a Pod whose image cannot be pulled is among them.
    ///
    /// - Parameters:
    ///   - namespace: where to look; nil for all namespaces.
    ///   - phase: the Pods' `status.phase`.
    ///   - position: where the page before it ended.
    ///   - limit: the most Pods of a page.
    ///   - priority: in which order it goes out.
    /// - Returns: A `PodList` in JSON, for ``PodPage`` or ``WaitingPodPage``: reading it may take long, and is not the loop's work.
    /// - Throws: an error that ``KubernetesError/isForbidden`` where Pods may not be listed, and ``KubernetesError/isTooLong`` where fewer Pods
    ///   should be asked for at once.
    package func pods(
        in namespace: String?,
        phase: String = "Pending",
        after position: String? = nil,
        limit: Int,
        priority: RequestPriority
    ) async throws(KubernetesError) -> [UInt8] {
        var query = [("fieldSelector", "status.phase=\(phase)"), ("limit", String(limit))]
        if let position { query.append(("continue", position)) }
        let path = ResourcePath(resource: "pods", namespace: namespace).path
        var request = KubernetesRequest(method: .get, path: path, query: query, accept: MediaType.json)
        // A single Pod must always fit.
        if limit > 1 { request.maximumAnswerBytes = Self.maximumPageBytes }
        let call = KubernetesCall(
            verb: "list",
            request: request,
            priority: priority,
            repeats: .always
        )
        return try await send(call).body
    }

    /// One Pod as it is now; nil where there is none, or another one of its name.
    ///
    /// A list, so that the right to list Pods is enough.
    package func pod(like metadata: ObjectMetadata) async throws(KubernetesError) -> WaitingPod? {
        var path = ResourcePath(resource: "pods", namespace: metadata.namespace)
        path.name = metadata.name
        let list = try await list(WaitingPod.self, WatchTarget.object(at: path))
        return list.items.first { $0.metadata.uid == metadata.uid && $0.metadata.fault == nil }
    }

    /// Asks the API server to evict a Pod, if it is still the one that was judged, in the state in which it was.
    ///
    /// Not sent again by itself: the caller looks at the Pod before.
    ///
    /// - Returns: When the API server answered, by its own clock, which is that of `creationTimestamp`; nil where it does not say.
    /// - Throws: an error that ``KubernetesError/isThrottled`` where a PodDisruptionBudget forbids it now, ``KubernetesError/isNotFound`` where it
    ///   is gone, and ``KubernetesError/isConflict`` where it has changed.
    package func evict(_ pod: ObjectMetadata) async throws(KubernetesError) -> Timestamp? {
        let path = ResourcePath(resource: "pods", namespace: pod.namespace, name: pod.name).path + "/eviction"
        let body = try encode(verb: "create", path: path) { try JSONText.encode(Eviction(of: pod)) }
        var call = KubernetesCall(
            verb: "create",
            request: KubernetesRequest(method: .post, path: path, contentType: MediaType.json, body: body),
            priority: .cleanUp,
            repeats: .never
        )
        call.isRefusedAlone = true
        return try await send(call).fields.moment("date")
    }
}

/// The body of an eviction (`policy/v1`).
private struct Eviction: Encodable {
    struct Options: Encodable {
        let preconditions: [String: String]
    }

    let apiVersion = "policy/v1"
    let kind = "Eviction"
    let metadata: [String: String]
    let deleteOptions: Options

    init(of pod: ObjectMetadata) {
        metadata = ["name": pod.name, "namespace": pod.namespace]
        deleteOptions = Options(preconditions: ["uid": pod.uid, "resourceVersion": pod.resourceVersion])
    }
}
