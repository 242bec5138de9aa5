internal import HTTP

extension KubernetesClient {
    /// The most bytes of what is read as a text.
    private static let maximumTextBytes = 4 << 20

    /// What the API server answers to a GET of any path, as it is: an object of which something is wanted that is kept of no other, or what a Pod
    /// says behind `proxy`.
    ///
    /// - Parameters:
    ///   - path: an object's, or a subresource's: its name may be `pod:8080`, its resource `pods`.
    ///   - rest: what follows the object's path: `/proxy/metrics`.
    ///   - priority: in which order it goes out.
    ///   - timeout: how long it may take; nil for as long as any request. What a Pod says may never come.
    /// - Returns: nil where there is none.
    /// - Throws: ``KubernetesError`` where the API server cannot be asked or refuses.
    package func text(
        at path: ResourcePath,
        rest: String = "",
        priority: RequestPriority = .reading,
        within timeout: Duration? = nil
    ) async throws(KubernetesError) -> [UInt8]? {
        var request = KubernetesRequest(
            method: .get,
            path: path.path + rest,
            accept: rest.isEmpty ? MediaType.json : "*/*"
        )
        request.maximumAnswerBytes = Self.maximumTextBytes
        var call = KubernetesCall(verb: "get", request: request, priority: priority, repeats: .ifUnprocessed)
        call.timeout = timeout
        do throws(KubernetesError) { return try await send(call).body } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }
}
