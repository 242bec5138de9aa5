package import EventLoop
internal import HTTP
package import Kubernetes
internal import Synchronization

/// A small Kubernetes API server for tests: strict about what it implements, deterministic, in memory.
///
/// It has Secrets, namespaces, Pods, ServiceAccounts, Events (both groups), Leases, MutatingWebhookConfigurations (which it does not
/// call), evictions of Pods (which are deleted at once), MutatingAdmissionPolicies with their bindings (which it does not evaluate) and ClusterRoles (which grant nothing); get, list, watch, create, update, merge
/// patch, server-side apply and delete; RBAC, quotas, and faults on demand. As a ``KubernetesTransport`` it answers in-process
/// as an administrator; ``transport(as:)`` gives the transport of somebody else, and ``makeHTTPServer(address:credentials:limits:observer:)`` the
/// same over HTTP. Everything but the waits of transports is synchronous and may be called from anywhere.
package final class TestAPIServer: Sendable {
    let loop: EventLoop
    let core: Mutex<ServerCore>
    private let wallClock: @Sendable () -> Double

    /// The administrator's name, as which the server itself answers.
    package static let administrator = AccessControl.administrator

    /// Makes a server without objects, but for the namespaces `default` and `kube-system`.
    ///
    /// - Parameters:
    ///   - loop: the loop of its clients, whose clock is the server's.
    ///   - wallClock: seconds since 1970 for timestamps; by default the loop's clock, counted from 2026-01-01.
    package init(loop: EventLoop, wallClock: (@Sendable () -> Double)? = nil) {
        self.loop = loop
        self.wallClock = wallClock ?? { 1_767_225_600 + Double(loop.preciseNow().nanoseconds) / 1_000_000_000 }
        core = Mutex(ServerCore())
        for name in ["default", "kube-system"] { try? createNamespace(name) }
    }

    deinit { core.withLock { $0.ticker }?.cancel() }

    /// How it behaves; changes count for what comes later.
    package var settings: ServerSettings {
        get { core.withLock { $0.settings } }
        set { core.withLock { $0.settings = newValue } }
    }

    /// The version of the last change.
    package var resourceVersion: Int { core.withLock { $0.store.version } }

    // MARK: Users

    /// Adds a user, or gives one other rules; the token is the one by which HTTP and ``transport(token:agent:)`` know it.
    package func setUser(_ name: String, token: String? = nil, rules: [AccessRule]) {
        core.withLock { $0.access.setUser(name, token: token, rules: rules) }
    }

    /// Makes a token unknown: 401.
    package func revoke(token: String) { core.withLock { $0.access.revoke(token: token) } }

    // MARK: Requests

    /// Does a request as an administrator, at once, uncounted and without faults; the agent is the field manager of last resort.
    package func perform(_ request: KubernetesRequest, agent: String = "test") -> KubernetesResponse {
        let time = timestamp
        let outcome = core.withLock { core in
            do {
                let parsed = try APIRequest(request)
                return core.perform(parsed, user: Self.administrator, agent: agent, at: loop.preciseNow(), time: time)
            } catch {
                return .answer(.refusal(error))
            }
        }
        switch outcome {
        case .answer(let answer): return answer
        case .watch(let watcher):
            close(watcher)
            return .refusal(APIStatus.badRequest("a watch must be opened"))
        default: return .refusal(APIStatus.badRequest("not answered"))
        }
    }

    func handle(_ request: KubernetesRequest, from caller: Caller) -> Outcome {
        let time = timestamp
        let now = loop.preciseNow()
        let outcome = core.withLock { $0.handle(request, from: caller, at: now, time: time) }
        if case .watch(let watcher) = outcome { schedule(min(watcher.deadline, watcher.nextBookmark)) }
        return outcome
    }

    private var timestamp: String { Timestamp.text(wallClock()) }

    /// What an answer says of when it was made.
    var date: String { Timestamp.httpDate(wallClock()) }

    // MARK: Watches

    func take(_ watcher: Watcher) -> Watcher.Piece { core.withLock { _ in watcher.take() } }

    /// Waits until a watch has something, or the task is cancelled.
    func wait(for watcher: Watcher) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                core.withLock { _ in
                    watcher.wait(continuation)
                    // The handler may have run before there was anybody to wake.
                    if Task.isCancelled { watcher.wake() }
                }
            }
        } onCancel: {
            core.withLock { _ in watcher.wake() }
        }
    }

    func close(_ watcher: Watcher) {
        let idleTicker = core.withLock { core in
            core.store.watchers.remove(watcher)
            guard core.store.watchers.watchers.isEmpty else { return nil as Task<Void, Never>? }
            core.nextTick = .never
            return core.ticker.take()
        }
        idleTicker?.cancel()
    }

    /// Waits until faults are removed, or the task is cancelled.
    func stall() async {
        let id = core.withLock { $0.makeID() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                core.withLock { core in
                    if Task.isCancelled { continuation.resume() } else { core.stalled[id] = continuation }
                }
            }
        } onCancel: {
            core.withLock { $0.stalled.removeValue(forKey: id) }?.resume()
        }
    }

    // MARK: Time

    /// Sees to it that somebody looks at the watches by `deadline`.
    private func schedule(_ deadline: LoopInstant) {
        let replaced = core.withLock { core -> Task<Void, Never>? in
            guard deadline < core.nextTick else { return nil }
            core.nextTick = deadline
            let old = core.ticker
            core.ticker = Task(executorPreference: loop) { [weak self, loop] in
                await loop.sleep(until: deadline)
                guard !Task.isCancelled else { return }
                self?.tick()
            }
            return old
        }
        replaced?.cancel()
    }

    private func tick() {
        let now = loop.preciseNow()
        let next = core.withLock { core in
            core.nextTick = .never
            core.ticker = nil
            return core.tick(at: now)
        }
        if next != .never { schedule(next) }
    }
}
