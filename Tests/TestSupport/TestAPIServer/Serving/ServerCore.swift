internal import EventLoop
internal import HTTP
internal import Kubernetes

/// Who asks, and with which program.
struct Caller: Sendable {
    enum Identity: Sendable {
        case user(String)
        case token(String)
        case anonymous
    }

    var identity: Identity
    var agent: String
}

/// What comes of a request.
enum Outcome: Sendable {
    case answer(KubernetesResponse)
    case watch(Watcher)
    case stall
    case broken(KubernetesTransportError)
}

/// The server without its lock and its clock.
///
/// `@unchecked Sendable`: used under the server's lock only.
final class ServerCore: @unchecked Sendable {
    let store = ObjectStore()
    var access = AccessControl()
    var quotas: [String: SecretQuota] = [:]
    var podAdmission: PodAdmission?
    var faults = FaultPlan()
    var settings = ServerSettings()
    var isDown = false
    var counts: [RequestKey: Int] = [:]
    var journal: [RequestRecord] = []
    var stalled: [Int: CheckedContinuation<Void, Never>] = [:]
    /// When the next bookmark or end of a watch is due, and the task that waits for it.
    var nextTick = LoopInstant.never
    var ticker: Task<Void, Never>?
    private var lastID = 0

    func makeID() -> Int {
        lastID += 1
        return lastID
    }

    /// Does a request, counted, and with the faults that meet it.
    func handle(_ request: KubernetesRequest, from caller: Caller, at now: LoopInstant, time: String) -> Outcome {
        if isDown { return .broken(KubernetesTransportError("connection refused", wasNeverSent: true)) }
        let user: String
        do {
            switch caller.identity {
            case .user(let name): user = name
            case .anonymous: user = "system:anonymous"
            case .token(let token): user = try access.user(ofToken: token)
            }
        } catch {
            return .answer(.refusal(error))
        }
        let parsed: APIRequest
        do { parsed = try APIRequest(request) } catch {
            return .answer(Self.unversioned(request) ?? .refusal(error))
        }
        guard !settings.unserved.contains(parsed.resource.name) else { return .answer(.refusal(APIStatus.unknownPath)) }
        let fault = faults.take(for: parsed, user: user)
        var outcome: Outcome
        switch fault {
        case .stall: outcome = .stall
        case .drop: outcome = .broken(KubernetesTransportError("connection reset by peer"))
        case .refuse(let code, let seconds):
            outcome = .answer(.refusal(APIStatus.injected(code, retryAfter: seconds, parsed)))
        case .failWebhook: outcome = .answer(.refusal(APIStatus.webhookFailure))
        case .denyByWebhook(let code, let seconds):
            outcome = .answer(.refusal(APIStatus.deniedByWebhook(code, retryAfter: seconds)))
        case .denyByPolicy(let code): outcome = .answer(.refusal(APIStatus.deniedByPolicy(code, parsed)))
        case .denyByAuthorizer: outcome = .answer(.refusal(APIStatus.deniedByAuthorizer(parsed, user: user)))
        case .misfitPatch: outcome = .answer(.refusal(APIStatus.misfitPatch))
        case .refuseAsTooLarge: outcome = .answer(.refusal(APIStatus.tooLarge))
        default: outcome = perform(parsed, user: user, agent: caller.agent, at: now, time: time)
        }
        switch (fault, outcome) {
        case (.loseAnswer, .answer):
            outcome = .broken(KubernetesTransportError("connection closed before the answer was complete"))
        case (.cutWatch(let bytes), .watch(let watcher)): watcher.bytesUntilCut = max(0, bytes)
        case (.silenceWatch, .watch(let watcher)): watcher.isSilent = true
        default: break
        }
        count(parsed, user, outcome, now)
        return outcome
    }

    /// Does a request without faults and uncounted.
    func perform(_ request: APIRequest, user: String, agent: String, at now: LoopInstant, time: String) -> Outcome {
        do {
            try access.check(
                user,
                verb: request.verb,
                request.resource,
                resourceName: request.resourceName,
                namespace: request.authorizedNamespace,
                name: request.name
            )
            if request.resource == .serviceAccountTokens {
                return .answer(
                    .json(201, try TokenIssue(store: store, request: request, settings: settings).perform(time))
                )
            }
            if request.resource == .podEvictions {
                return .answer(
                    .json(201, try PodEviction(store: store, request: request, settings: settings).perform())
                )
            }
            let reading = Reading(store: store, request: request)
            switch request.verb {
            case "get": return .answer(.json(200, try reading.get()))
            case "list": return .answer(.json(200, try reading.list()))
            case "watch": return try watch(reading, user: user, at: now)
            default: return .answer(try write(request, user: user, agent: agent, time: time))
            }
        } catch let gone as Reading.Gone {
            return gone.asOutcome(settings: settings) { self.errorWatch(gone.status, request, user: user) }
        } catch {
            return .answer(.refusal(error))
        }
    }

    private func write(_ request: APIRequest, user: String, agent: String, time: String) throws -> KubernetesResponse {
        let context = WriteContext(
            user: user,
            agent: agent,
            time: time,
            access: access,
            quotas: quotas,
            schema: request.resource == .pullRegistries ? settings.pullRegistrySchema : nil,
            podAdmission: podAdmission
        )
        var form = try request.form(ofList: false)
        let result = try Writing(store: store, request: request, context: context).perform()
        if let text = result.text { return .json(result.status, text.text) }
        if request.verb == "delete" { form.content = .whole }
        var output: [UInt8] = []
        result.object?.append(to: &output, as: form)
        var answer = KubernetesResponse.json(result.status, output)
        for warning in result.warnings { answer.fields.append(name: "Warning", value: "299 - \"\(warning)\"") }
        return answer
    }

    private func watch(_ reading: Reading, user: String, at now: LoopInstant) throws -> Outcome {
        let request = reading.request
        if request.query["sendInitialEvents"] != nil, !settings.supportsWatchList {
            var errors = FieldErrors()
            errors.forbidden(
                "sendInitialEvents",
                "sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled"
            )
            try errors.check(.listOptions, "")
        }
        let start = try reading.watch()
        // Without a wish the server holds a watch for half an hour to an hour.
        let deadline = now.advanced(by: .seconds(start.seconds.flatMap { $0 > 0 ? $0 : nil } ?? 2700))
        guard let selector = request.selector else { throw APIStatus.methodNotAllowed(request.resource) }
        let watcher = Watcher(
            id: makeID(),
            resource: request.resource,
            selector: selector,
            form: start.form,
            user: user,
            allowsBookmarks: start.allowsBookmarks,
            deadline: deadline,
            nextBookmark: start.allowsBookmarks ? now.advanced(by: settings.bookmarkInterval) : .never
        )
        for frame in start.frames { watcher.send(frame) }
        store.watchers.add(watcher)
        return .watch(watcher)
    }

    private func errorWatch(_ status: APIStatus, _ request: APIRequest, user: String) -> Outcome {
        guard let selector = request.selector, let form = try? request.form(ofList: false) else {
            return .answer(.refusal(status))
        }
        let watcher = Watcher(
            id: makeID(),
            resource: request.resource,
            selector: selector,
            form: form,
            user: user,
            allowsBookmarks: false,
            deadline: .never,
            nextBookmark: .never
        )
        watcher.send(.error(status))
        watcher.end(.finished)
        return .watch(watcher)
    }

    private static func unversioned(_ request: KubernetesRequest) -> KubernetesResponse? {
        switch request.path {
        case "/version":
            .json(200, Array(#"{"major":"1","minor":"36","gitVersion":"v1.36.2-test","platform":"linux/amd64"}"#.utf8))
        case "/healthz", "/livez", "/readyz": KubernetesResponse(status: 200, body: Array("ok".utf8))
        default: nil
        }
    }

    private func count(_ request: APIRequest, _ user: String, _ outcome: Outcome, _ now: LoopInstant) {
        var status = 0
        var bytes = 0
        switch outcome {
        case .answer(let answer):
            status = answer.status
            bytes = answer.body.count
        case .watch: status = 200
        case .stall, .broken: break
        }
        let key = RequestKey(verb: request.verb, resource: request.resourceName, user: user, status: status)
        counts[key, default: 0] += 1
        guard settings.keepsJournal else { return }
        journal.append(
            RequestRecord(
                time: now,
                verb: request.verb,
                group: request.resource.group,
                resource: request.resourceName,
                namespace: request.namespace,
                name: request.name,
                user: user,
                status: status,
                requestBytes: request.body.count,
                answerBytes: bytes
            )
        )
    }
}

extension Reading.Gone {
    /// A real server refuses within the watch, or, where it does not keep a cache, with the status code.
    func asOutcome(settings: ServerSettings, _ errorWatch: () -> Outcome) -> Outcome {
        settings.refusesOldWatchesByStatus ? .answer(.refusal(status)) : errorWatch()
    }
}

extension KubernetesResponse {
    static func json(_ status: Int, _ body: [UInt8]) -> KubernetesResponse {
        var fields = HTTPFields()
        fields.append(name: "Content-Type", value: "application/json")
        return KubernetesResponse(status: status, fields: fields, body: body)
    }

    static func refusal(_ error: any Error) -> KubernetesResponse {
        let status = error as? APIStatus ?? .internalError("\(error)")
        var answer = json(status.code, status.json.text)
        if let seconds = status.retryAfterSeconds { answer.fields.append(name: "Retry-After", value: String(seconds)) }
        return answer
    }
}
