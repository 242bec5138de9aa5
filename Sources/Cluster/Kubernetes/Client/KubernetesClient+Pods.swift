internal import HTTP

extension KubernetesClient {
    /// One page of the Pods of a namespace that wait for something, as the API server sends it: a Pod whose image cannot be pulled is
    /// among them.
    ///
    /// - Parameters:
    ///   - namespace: where to look.
    ///   - position: where the page before it ended.
    ///   - limit: the most Pods of a page.
    ///   - priority: in which order it goes out.
    /// - Returns: A `PodList` in JSON, for ``PodPage``: reading it may take long, and is not the loop's work.
    /// - Throws: an error that ``KubernetesError/isForbidden`` where Pods may not be listed, and ``KubernetesError/isTooLong`` where fewer Pods
    ///   should be asked for at once.
    package func pendingPods(
        in namespace: String,
        after position: String? = nil,
        limit: Int,
        priority: RequestPriority
    ) async throws(KubernetesError) -> [UInt8] {
        var query = [("fieldSelector", "status.phase=Pending"), ("limit", String(limit))]
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
}
