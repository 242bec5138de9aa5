internal import EventLoop

extension KubernetesClient {
    /// Why a try failed.
    private struct Failure: Error {
        let cause: KubernetesError.Cause
        /// The server did not carry it out for sure.
        let wasNotProcessed: Bool
    }

    /// Sends a request, waits for the rate limit, and tries again where that is right; the one place that does.
    func send(_ call: KubernetesCall) async throws(KubernetesError) -> KubernetesResponse {
        var backoff = Backoff(first: timing.retryBase, limit: timing.retryLimit)
        var tries = 0
        while true {
            guard await limiter.acquire(call.priority), !Task.isCancelled else { throw call.error(.cancelled) }
            tries += 1
            switch await tryOnce(call) {
            case .success(let response): return response
            case .failure(let failure):
                if Task.isCancelled { throw call.error(.cancelled) }
                guard tries < timing.maximumTries, let wait = wait(after: failure, call, &backoff) else {
                    throw call.error(failure.cause)
                }
                await loop.sleep(until: loop.preciseNow().advanced(by: wait))
                if Task.isCancelled { throw call.error(.cancelled) }
            }
        }
    }

    private func tryOnce(_ call: KubernetesCall) async -> Result<KubernetesResponse, Failure> {
        let start = loop.preciseNow()
        let transport = transport
        let timeout = call.timeout ?? timing.requestTimeout
        let answer: Result<KubernetesResponse, any Error>? = await withDeadline(
            start.advanced(by: timeout),
            on: loop
        ) {
            do { return .success(try await transport.send(call.request)) } catch { return .failure(error) }
        }
        var code = 0
        if case .success(let response) = answer { code = response.status }
        if !Task.isCancelled {
            let time = loop.preciseNow() - start
            observer.requestEnded(verb: call.verb, resource: call.resource, code: code, after: time)
        }
        return switch answer {
        case .success(let response) where call.isAnswer(response): .success(response)
        case .success(let response): .failure(refusal(response, call))
        case .failure(let error): .failure(failure(of: error, limit: call.request.maximumAnswerBytes))
        case nil: .failure(Failure(cause: .timedOut(after: timeout), wasNotProcessed: false))
        }
    }

    private func refusal(_ response: KubernetesResponse, _ call: KubernetesCall) -> Failure {
        let status = KubernetesStatus(answer: response)
        // Events may have a limit of their own, of a namespace even (EventRateLimit), which somebody who makes many keeps reached: that says
        // nothing about other calls.
        if status.code == 429, call.priority != .election, call.priority != .events, !call.isRefusedAlone,
            !status.isAdmissionRefusal
        {
            limiter.pause(for: min(status.retryAfter ?? .seconds(1), timing.retryAfterLimit))
        }
        return Failure(cause: .status(status), wasNotProcessed: status.code == 429)
    }

    private func failure(of error: any Error, limit: Int) -> Failure {
        if error is CancellationError { return Failure(cause: .cancelled, wasNotProcessed: false) }
        guard let error = error as? KubernetesTransportError else {
            // Errors of other modules are written for operators and never hold a credential.
            return Failure(cause: .transport("\(error)"), wasNotProcessed: false)
        }
        if error.isTooLong { return Failure(cause: .tooLong(limit: limit), wasNotProcessed: false) }
        return Failure(cause: .transport(error.reason), wasNotProcessed: error.wasNeverSent)
    }

    /// How long to wait before the next try; nil where there must be none.
    private func wait(after failure: Failure, _ call: KubernetesCall, _ backoff: inout Backoff) -> Duration? {
        let mayRepeat =
            switch call.repeats {
            case .always: true
            case .ifUnprocessed: failure.wasNotProcessed
            case .never: false
            }
        guard mayRepeat else { return nil }
        let own = backoff.next(random: random())
        switch failure.cause {
        // Webhooks in series may take that long each time: who writes comes back to it.
        case .timedOut where call.isWrite: return nil
        case .status(let status) where status.code == 504 && call.isWrite: return nil
        case .transport, .timedOut: return own
        // A decision, which the next try would meet again.
        case .status(let status) where status.isAdmissionRefusal: return nil
        // Somebody's webhook, of one namespace as likely as not, that may take half a minute each time: who writes comes back to it.
        case .status(let status) where status.isWebhookFailure: return nil
        // The limit may be of one namespace, and others' Events wait behind.
        case .status(let status) where status.code == 429 && call.priority == .events: return nil
        case .status(let status) where [429, 500, 502, 503, 504].contains(status.code) && !status.isTooLarge:
            return max(own, min(status.retryAfter ?? .zero, timing.retryAfterLimit))
        case .status, .tooLong, .malformed, .cancelled: return nil
        }
    }

    /// Reads the object that is the answer to a call.
    ///
    /// - Throws: where it cannot be read, or not all of it.
    func read<Object: KubernetesObject>(
        _ type: Object.Type,
        _ response: KubernetesResponse,
        _ call: KubernetesCall
    ) throws(KubernetesError) -> Object {
        let object = try readWhatCanBe(type, response, call)
        if let fault = object.metadata.fault {
            throw call.error(.malformed("the object cannot be read: \(fault)"))
        }
        return object
    }

    /// Reads the object that is the answer to a call, with its fault where not all of it can be read.
    ///
    /// - Throws: where it is no object at all.
    func readWhatCanBe<Object: KubernetesObject>(
        _ type: Object.Type,
        _ response: KubernetesResponse,
        _ call: KubernetesCall
    ) throws(KubernetesError) -> Object {
        guard let object = Object.read(JSONCursor(response.body[...])) else {
            throw call.error(.malformed("the answer is no object"))
        }
        if let fault = object.metadata.fault {
            unreadable(object.metadata, call.resource)
            guard !object.metadata.name.isEmpty else {
                throw call.error(.malformed("the answer cannot be read: \(fault)"))
            }
        }
        return object
    }

    /// Tells of an object that could not be read.
    func unreadable(_ metadata: ObjectMetadata, _ resource: String) {
        guard let fault = metadata.fault else { return }
        observer.objectUnreadable(
            UnreadableObject(
                resource: resource,
                namespace: metadata.namespace,
                name: metadata.name,
                uid: metadata.uid,
                fault: fault
            )
        )
    }

    /// Encodes what is to be sent with a call.
    func encode(verb: String, path: String, _ body: () throws -> [UInt8]) throws(KubernetesError) -> [UInt8] {
        do { return try body() } catch {
            throw KubernetesError(verb: verb, path: path, cause: .malformed("the object cannot be written as JSON"))
        }
    }
}
