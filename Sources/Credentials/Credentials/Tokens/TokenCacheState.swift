internal import EventLoop
internal import Text

/// What is in a ``TokenCache`` and which calls are under way; does nothing itself.
struct TokenCacheState {
    typealias Waiter = CheckedContinuation<TokenCache.Outcome?, Never>

    /// What to do about a wish.
    enum Step {
        case take(TokenCache.Outcome)
        case join(UInt64)
        case begin(UInt64)
    }

    private struct Call {
        let id: UInt64
        let startedAt: LoopInstant
        var waiters: [UInt64: Waiter] = [:]
    }

    private struct Found {
        let outcome: TokenCache.Outcome
        let startedAt: LoopInstant
        let endedAt: LoopInstant

        func isFresh(wall: Timestamp, steady: LoopInstant) -> Bool {
            switch outcome {
            case .success(let token):
                let all = [token.credential] + token.byAccount.values
                // By the clock that nobody sets, too: where the wall clock was set back a token would be new once more.
                return all.allSatisfy { TokenFreshness.isFresh($0, now: wall, heldFor: steady - endedAt) }
            case .failure: return steady - endedAt < TokenFreshness.moment
            }
        }
    }

    private var lastID: UInt64 = 0
    private var found: [CredentialScope: Found] = [:]
    /// Seldom more than one a scope: a second one where the source has changed since the first began.
    private var calls: [CredentialScope: [Call]] = [:]

    var waiting: Int { calls.values.joined().reduce(0) { $0 + $1.waiters.count } }

    mutating func makeID() -> UInt64 {
        lastID += 1
        return lastID
    }

    mutating func next(_ scope: CredentialScope, since: LoopInstant?, wall: Timestamp, steady: LoopInstant) -> Step {
        func counts(_ start: LoopInstant) -> Bool { since.map { start > $0 } ?? true }
        if let call = calls[scope]?.last(where: { counts($0.startedAt) }) { return .join(call.id) }
        if let found = found[scope], counts(found.startedAt), found.isFresh(wall: wall, steady: steady) {
            return .take(found.outcome)
        }
        let call = Call(id: makeID(), startedAt: steady)
        calls[scope, default: []].append(call)
        return .begin(call.id)
    }

    /// Ends a call and gives back who waited for it; without an outcome nothing is put in the cache.
    mutating func end(
        _ id: UInt64,
        _ scope: CredentialScope,
        _ outcome: TokenCache.Outcome?,
        steady: LoopInstant
    ) -> [Waiter] {
        guard let index = calls[scope]?.firstIndex(where: { $0.id == id }), let call = calls[scope]?.remove(at: index)
        else { return [] }
        if calls[scope]?.isEmpty == true { calls[scope] = nil }
        // A call that began later knows better, even if it was answered sooner.
        if let outcome, found[scope].map({ $0.startedAt <= call.startedAt }) ?? true {
            found[scope] = Found(outcome: outcome, startedAt: call.startedAt, endedAt: steady)
        }
        return Array(call.waiters.values)
    }

    /// Adds somebody who waits; false when the call has ended.
    mutating func add(_ waiter: Waiter, _ id: UInt64, to call: UInt64, _ scope: CredentialScope) -> Bool {
        guard let index = calls[scope]?.firstIndex(where: { $0.id == call }) else { return false }
        calls[scope]?[index].waiters[id] = waiter
        return true
    }

    mutating func remove(_ id: UInt64, from call: UInt64, _ scope: CredentialScope) -> Waiter? {
        guard let index = calls[scope]?.firstIndex(where: { $0.id == call }) else { return nil }
        return calls[scope]?[index].waiters.removeValue(forKey: id)
    }

    mutating func keep(_ scopes: Set<CredentialScope>) { found = found.filter { scopes.contains($0.key) } }
}
