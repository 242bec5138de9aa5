internal import HTTP

extension KubernetesClient {
    /// Lists everything that a target selects, in pages.
    ///
    /// Objects of which not everything could be read are among them, with their fault.
    package func list<Object: KubernetesObject>(
        _ type: Object.Type,
        _ target: WatchTarget,
        priority: RequestPriority = .reading
    ) async throws(KubernetesError) -> ObjectList<Object> {
        do throws(KubernetesError) { return try await list(type, target, pageSize: timing.pageSize, priority) } catch {
            // The position is too old: once more, and in one piece, which cannot expire on the way.
            guard error.isGone else { throw error }
            return try await list(type, target, pageSize: nil, priority)
        }
    }

    /// Lists the first of what a target selects, in pages, for somebody who looks and has no use for all.
    ///
    /// - Parameters:
    ///   - type: what they are read as; of whom not everything could be read has a fault.
    ///   - target: what is listed.
    ///   - limit: the most objects; no more are asked for.
    ///   - priority: in which order it goes out.
    /// - Returns: the objects, and whether there are more.
    /// - Throws: ``KubernetesError`` where the API server cannot be asked or refuses.
    package func first<Object: KubernetesObject>(
        _ type: Object.Type,
        _ target: WatchTarget,
        atMost limit: Int,
        priority: RequestPriority = .reading
    ) async throws(KubernetesError) -> (objects: [Object], isCut: Bool) {
        var objects: [Object] = []
        var position: String?
        var size = min(limit, timing.pageSize)
        while true {
            let call = call(target, min(size, limit - objects.count), position, priority)
            let page: ListPage<Object>
            do throws(KubernetesError) { page = try read(type, try await send(call), call) } catch {
                guard error.isTooLong, size > 1 else { throw error }
                size = max(1, size / 5)
                continue
            }
            objects += page.items.prefix(limit - objects.count)
            guard !page.position.isEmpty, page.position != position else { return (objects, false) }
            guard objects.count < limit else { return (objects, true) }
            position = page.position
        }
    }

    /// A page whose objects are so large that it has more bytes than an answer may is asked for again with fewer of them, and the next ones
    /// are larger again.
    private func list<Object: KubernetesObject>(
        _ type: Object.Type,
        _ target: WatchTarget,
        pageSize: Int?,
        _ priority: RequestPriority
    ) async throws(KubernetesError) -> ObjectList<Object> {
        var objects: [Object] = []
        var position: String?
        var size = pageSize
        while true {
            let call = call(target, size, position, priority)
            let page: ListPage<Object>
            do throws(KubernetesError) { page = try read(type, try await send(call), call) } catch {
                guard error.isTooLong, let larger = size, larger > 1 else { throw error }
                size = max(1, larger / 5)
                continue
            }
            objects += page.items
            // A few that are large must not have all others come one by one.
            if let pageSize, let taken = size { size = min(taken * 2, pageSize) }
            guard !page.position.isEmpty else {
                return ObjectList(items: objects, resourceVersion: page.resourceVersion)
            }
            guard page.position != position else {
                throw call.error(.malformed("the list does not move on: the same page twice"))
            }
            position = page.position
        }
    }

    /// The request for one page of at most so many objects, or for all in one piece.
    func call(
        _ target: WatchTarget,
        _ size: Int?,
        _ position: String?,
        _ priority: RequestPriority
    ) -> KubernetesCall {
        var query = target.selectors
        if let size { query.append(("limit", String(size))) }
        if let position { query.append(("continue", position)) }
        let accept = target.metadataOnly ? MediaType.partialObjectList : MediaType.json
        var request = KubernetesRequest(method: .get, path: target.path, query: query, accept: accept)
        switch size {
        case nil: request.maximumAnswerBytes = Self.maximumBytesInOnePiece
        // Several collections may be listed at once; a single object must always fit, though.
        case let size? where size > 1: request.maximumAnswerBytes = Self.maximumPageBytes
        default: break
        }
        return KubernetesCall(
            verb: "list",
            request: request,
            priority: priority,
            repeats: .always,
            selectedName: target.selectedName
        )
    }

    /// The most bytes of a page of more than one object.
    static let maximumPageBytes = 4 << 20
    /// The most bytes of a list in one piece.
    private static let maximumBytesInOnePiece = 64 << 20

    private func read<Object: KubernetesObject>(
        _ type: Object.Type,
        _ response: KubernetesResponse,
        _ call: KubernetesCall
    ) throws(KubernetesError) -> ListPage<Object> {
        let page: ListPage<Object>
        do throws(JSONFault) { page = try ListPage(response.body) } catch {
            throw call.error(.malformed("the answer cannot be read: \(error.reason)"))
        }
        for object in page.items + page.nameless where object.metadata.fault != nil {
            unreadable(object.metadata, call.resource)
        }
        return page
    }
}
