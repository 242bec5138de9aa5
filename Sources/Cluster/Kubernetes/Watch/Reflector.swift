internal import EventLoop
internal import HTTP

/// Keeps a consumer informed of all objects that a target selects: lists, watches, resumes, and lists again when it must.
///
/// Used on its client's loop only.
package final class Reflector<Object: KubernetesObject>: Sendable {
    /// Told of the events.
    package typealias Handler = @Sendable (ReflectorEvent<Object>) async -> Void

    let client: KubernetesClient
    let target: WatchTarget
    let timing: ReflectorTiming

    /// Makes a reflector.
    ///
    /// It does nothing until it is run.
    package init(client: KubernetesClient, target: WatchTarget, timing: ReflectorTiming = ReflectorTiming()) {
        self.client = client
        self.target = target
        self.timing = timing
    }

    /// Reports until the task is cancelled; failures are reported and tried again, for ever.
    ///
    /// - Parameters:
    ///   - handle: gets the events in order, one at a time. The first is a `synced`; before each later `synced` some events
    ///     may be missing, which is why it holds the complete state.
    ///   - report: told whenever the state changes.
    package func run(
        _ handle: @escaping Handler,
        report: @escaping @Sendable (ReflectorState) -> Void = { _ in }
    ) async {
        let session = ReflectorSession<Object>(timing: timing, report: report)
        while !Task.isCancelled {
            let start = client.loop.preciseNow()
            let end = await round(session, handle)
            if Task.isCancelled { return }
            client.observer.watchRestarts(resource: target.resourceName, cause: end.cause)
            let lived = client.loop.preciseNow() - start
            let wait = session.ended(end, after: lived, random: client.random())
            if wait > .zero { await client.loop.sleep(until: client.loop.preciseNow().advanced(by: wait)) }
        }
    }

    /// One watch, with what must come before it.
    private func round(_ session: ReflectorSession<Object>, _ handle: @escaping Handler) async -> WatchEnd {
        if session.reading.version == nil, session.mustList {
            do throws(KubernetesError) {
                let list = try await client.list(Object.self, target)
                await handle(.synced(list.items, version: list.resourceVersion))
                session.reading.listed(at: list.resourceVersion)
            } catch {
                return .init(error.isGone ? .expired : .refused, error)
            }
        }
        guard await client.limiter.acquire(.reading) else { return .init(.ended, nil) }
        let activity = WatchActivity(at: client.loop.preciseNow(), limit: client.timing.requestTimeout)
        return await withTaskGroup(of: WatchEnd.self) { group in
            group.addTask { await self.read(session, activity, handle) }
            group.addTask { await self.watchForSilence(activity) }
            let end = await group.next()
            group.cancelAll()
            return end ?? .init(.ended, nil)
        }
    }

    private func watchForSilence(_ activity: WatchActivity) async -> WatchEnd {
        let loop = client.loop
        while !Task.isCancelled {
            let now = loop.preciseNow()
            // A consumer that takes its time is not the server's silence.
            let deadline = (activity.isHandling ? now : activity.last).advanced(by: activity.limit)
            if deadline <= now { return .init(.silent, error(.timedOut(after: activity.limit))) }
            await loop.sleep(until: deadline)
        }
        return .init(.ended, nil)
    }

    private func error(_ cause: KubernetesError.Cause) -> KubernetesError {
        KubernetesError(verb: "watch", path: target.path, selectedName: target.selectedName, cause: cause)
    }

    // MARK: Reading

    private func read(
        _ session: ReflectorSession<Object>,
        _ activity: WatchActivity,
        _ handle: Handler
    ) async -> WatchEnd {
        let withInitialEvents = session.reading.version == nil
        let stream: any KubernetesByteStream
        switch await open(version: session.reading.version) {
        case .success(let opened): stream = opened
        case .failure(let end):
            if withInitialEvents, let code = end.error?.status?.code, code == 400 || code == 422 {
                session.fallBackToLists()
                return .init(.refused, nil)
            }
            return end
        }
        if withInitialEvents { session.reading.beginInitialEvents() } else { session.isWatching() }
        activity.limit = timing.idleLimit
        var lines = EventLines(maximumBytes: timing.maximumEventBytes)
        while true {
            activity.last = client.loop.preciseNow()
            let chunk: [UInt8]?
            do { chunk = try await stream.next() } catch { return .init(.broken, self.error(.transport("\(error)"))) }
            // Nothing may be handled by a task that was cancelled: the consumer's own waits would fail.
            guard !Task.isCancelled else { return .init(.ended, nil) }
            guard let chunk else { return .init(.ended, nil) }
            lines.append(chunk)
            activity.isHandling = true
            while let line = lines.next() {
                do throws(WatchFault) {
                    if let event = try session.reading.take(line) { await handle(event) }
                    session.hasProgressed()
                } catch {
                    if error == .noInitialEvents { session.fallBackToLists() }
                    return end(of: error)
                }
            }
            activity.isHandling = false
            if lines.isTooLong {
                return .init(.malformed, error(.malformed("an event has more than \(timing.maximumEventBytes) bytes")))
            }
        }
    }

    private func end(of fault: WatchFault) -> WatchEnd {
        switch fault {
        case .status(let status):
            let error = error(.status(status))
            return .init(error.isGone ? .expired : .refused, error)
        case .malformed(let reason): return .init(.malformed, error(.malformed("an event cannot be read: " + reason)))
        case .noInitialEvents:
            return .init(.malformed, error(.malformed("the server does not mark the end of the initial events")))
        }
    }

    private enum Opening {
        case success(any KubernetesByteStream)
        case failure(WatchEnd)
    }

    private func open(version: String?) async -> Opening {
        let start = client.loop.preciseNow()
        var code = 0
        defer {
            let time = client.loop.preciseNow() - start
            client.observer.requestEnded(verb: "watch", resource: target.resourceName, code: code, after: time)
        }
        do {
            let stream = try await client.transport.open(request(version: version))
            code = stream.status
            if (200..<300).contains(code) { return .success(stream) }
            var body: [UInt8] = []
            while body.count < 1 << 16, let chunk = try await stream.next() { body += chunk }
            let answer = KubernetesResponse(status: stream.status, fields: stream.fields, body: body)
            let status = KubernetesStatus(answer: answer)
            if status.code == 429 {
                client.limiter.pause(for: min(status.retryAfter ?? .seconds(1), client.timing.retryAfterLimit))
            }
            let error = error(.status(status))
            return .failure(.init(error.isGone ? .expired : .refused, error))
        } catch {
            return .failure(.init(.broken, self.error(.transport("\(error)"))))
        }
    }

    private func request(version: String?) -> KubernetesRequest {
        let factor = 1 + min(max(client.random(), 0), 1)
        let seconds = Int((timing.watchTime * factor).components.seconds)
        var query = [(name: "watch", value: "true")] + target.selectors
        query += [("allowWatchBookmarks", "true"), ("timeoutSeconds", String(max(1, seconds)))]
        if let version {
            query.append(("resourceVersion", version))
        } else {
            query += [("sendInitialEvents", "true"), ("resourceVersionMatch", "NotOlderThan")]
        }
        let accept = target.metadataOnly ? MediaType.partialObject : MediaType.json
        return KubernetesRequest(method: .get, path: target.path, query: query, accept: accept)
    }
}
