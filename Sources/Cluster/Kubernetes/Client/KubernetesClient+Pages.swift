internal import HTTP

/// Objects as the API server sends them, for those who read manifests.
package struct ObjectPages: Sendable, Hashable {
    /// Lists in JSON, or single objects.
    package var bodies: [[UInt8]] = []
    /// Whether there are more than were asked for.
    package var isCut = false

    /// None.
    package init() {}
}

extension KubernetesClient {
    /// Lists what a target selects, in pages that are not taken apart.
    ///
    /// - Parameters:
    ///   - target: what is listed.
    ///   - most: the most bytes of all pages together; once there are so many no further one is asked for.
    ///   - priority: in which order it goes out.
    /// - Returns: the pages, as they came.
    /// - Throws: ``KubernetesError`` where the API server cannot be asked or refuses.
    package func pages(
        _ target: WatchTarget,
        atMost most: Int,
        priority: RequestPriority = .reading
    ) async throws(KubernetesError) -> ObjectPages {
        var pages = ObjectPages()
        var size = timing.pageSize
        var position: String?
        var count = 0
        while true {
            let call = call(target, size, position, priority)
            let body: [UInt8]
            do throws(KubernetesError) { body = try await send(call).body } catch {
                guard error.isTooLong, size > 1 else { throw error }
                size = max(1, size / 5)
                continue
            }
            pages.bodies.append(body)
            count += body.count
            guard let page = try? ListPage<PartialObject>(body), !page.position.isEmpty, page.position != position
            else {
                return pages
            }
            guard count < most else {
                pages.isCut = true
                return pages
            }
            position = page.position
        }
    }

    /// Reads one object as the API server sends it; nil where there is none.
    package func body(at path: ResourcePath, priority: RequestPriority = .reading) async throws(KubernetesError)
        -> [UInt8]?
    {
        let call = KubernetesCall(
            verb: "get",
            request: KubernetesRequest(method: .get, path: path.path, accept: MediaType.json),
            priority: priority,
            repeats: .always
        )
        do throws(KubernetesError) { return try await send(call).body } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }
}
