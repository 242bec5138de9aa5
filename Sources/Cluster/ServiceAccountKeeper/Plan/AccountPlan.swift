internal import Configuration
internal import Controllers
internal import EventLoop
internal import Injection
internal import Kubernetes

/// What has to be written into which ServiceAccount: a pure structure of rules, what the watches have shown, and the clock.
///
/// It does no I/O, reads no clock and draws no random numbers. Names go in at once; they go out after a grace, since a label may come back and a
/// configuration may be a mistake. Namespaces take turns, one write at a time each.
struct AccountPlan: Sendable {
    /// The longest time that a name which nobody wants stays.
    static let longestGrace = Duration.seconds(60)

    let owner: String
    private(set) var rules: AccountRules
    /// How long a name that nobody wants stays; nil for ever.
    private(set) var grace: Duration?
    /// Of the rules: a write that newer rules ask for is no repeat.
    private(set) var generation: UInt32 = 0
    var spaces: [String: AccountSpace] = [:]
    /// Namespaces that have work, in turn.
    var round = AccountRound()
    var delays = AccountDelays()
    /// How many accounts stand how.
    var counts: [AccountStanding: Int] = [:]
    var notices: [AccountNotice] = []

    /// Makes a plan that has seen nothing.
    init(owner: String, rules: AccountRules, grace: Duration?) {
        self.owner = owner
        self.rules = rules
        self.grace = grace
    }

    /// Takes what was noticed since the last time.
    mutating func takeNotices() -> [AccountNotice] {
        defer { notices = [] }
        return notices
    }

    /// When to look again, though nothing changes.
    var nextLook: LoopInstant { delays.next }

    // MARK: What is wanted

    /// Takes new rules.
    mutating func adopt(_ new: AccountRules, grace: Duration?, now: LoopInstant) {
        rules = new
        self.grace = grace
        generation &+= 1
        for name in spaces.keys {
            setWanted(in: name)
            reviewAll(in: name, now: now)
        }
    }

    /// Takes in what the watch of namespaces shows.
    mutating func namespaces(_ event: ReflectorEvent<NamespaceObject>, now: LoopInstant) {
        switch event {
        case .synced(let all, _):
            let names = Set(all.map(\.metadata.name))
            for name in Array(spaces.keys) where !names.contains(name) { forget(namespace: name, now: now) }
            for namespace in all { take(namespace, now: now) }
        case .applied(let namespace): take(namespace, now: now)
        case .deleted(let namespace): forget(namespace: namespace.metadata.name, now: now)
        }
    }

    private mutating func take(_ namespace: NamespaceObject, now: LoopInstant) {
        let name = namespace.metadata.name
        // Of one that cannot be read nobody knows what its labels forbid.
        let isKnown = !namespace.isTerminating && namespace.metadata.fault == nil
        let before = spaces[name]
        guard before?.isKnown != isKnown || before?.labels != namespace.metadata.labels else { return }
        spaces[name, default: AccountSpace()].isKnown = isKnown
        spaces[name]?.labels = namespace.metadata.labels
        // Most labels say nothing: who may write them in a namespace with very many accounts is not to have all looked at each time.
        guard setWanted(in: name) || before?.isKnown != isKnown else { return }
        reviewAll(in: name, now: now)
    }

    private mutating func forget(namespace name: String, now: LoopInstant) {
        guard spaces[name] != nil else { return }
        spaces[name]?.isKnown = false
        spaces[name]?.labels = [:]
        setWanted(in: name)
        reviewAll(in: name, now: now)
        dropIfForgotten(name)
    }

    /// Sets what the accounts of a namespace carry.
    ///
    /// - Returns: whether that is something else than before.
    @discardableResult
    private mutating func setWanted(in namespace: String) -> Bool {
        guard let labels = spaces[namespace]?.labels else { return false }
        let wanted = rules.names(in: LabelledNamespace(namespace, labels: labels))
        guard wanted != spaces[namespace]?.wanted else { return false }
        spaces[namespace]?.wanted = wanted
        return true
    }

    private mutating func reviewAll(in namespace: String, now: LoopInstant) {
        for name in spaces[namespace].map({ Array($0.accounts.keys) }) ?? [] {
            review(AccountKey(namespace: namespace, name: name), now: now)
        }
    }

    // MARK: What is there

    /// Takes in all accounts of the cluster, or of one namespace, as of a version.
    mutating func synced(
        _ all: [ServiceAccountObject],
        version: String,
        in namespace: String? = nil,
        now: LoopInstant
    ) {
        let seen = Set(all.map { AccountKey(namespace: $0.metadata.namespace, name: $0.metadata.name) })
        for (place, space) in spaces where namespace == nil || place == namespace {
            for name in space.accounts.keys {
                let key = AccountKey(namespace: place, name: name)
                guard !seen.contains(key) else { continue }
                spaces[place]?.accounts[name]?.observed.observe(nil, by: .list(version: version))
                gone(key)
            }
        }
        for account in all { observe(account, by: .list(version: version), now: now) }
    }

    /// Takes in an account that is new or has changed.
    mutating func observe(_ account: ServiceAccountObject, by observation: Observation = .event, now: LoopInstant) {
        let key = AccountKey(namespace: account.metadata.namespace, name: account.metadata.name)
        guard !key.namespace.isEmpty, !key.name.isEmpty else { return }
        var state = spaces[key.namespace]?.accounts[key.name] ?? AccountState()
        if account.metadata.fault != nil {
            state.observed.forget()
        } else if !state.observed.observe(account, by: observation) {
            return
        }
        spaces[key.namespace, default: AccountSpace()].accounts[key.name] = state
        review(key, now: now)
    }

    /// Takes in a deletion.
    mutating func deleted(_ account: ServiceAccountObject) {
        let key = AccountKey(namespace: account.metadata.namespace, name: account.metadata.name)
        guard spaces[key.namespace]?.accounts[key.name]?.observed.observeDeletion(account.metadata) ?? false else {
            return
        }
        gone(key)
    }

    mutating func gone(_ key: AccountKey) {
        guard let state = spaces[key.namespace]?.accounts[key.name] else { return }
        // The answer tells.
        guard !state.isBusy else { return }
        count(state.standing, -1)
        delays.forget(key)
        if state.isQueued { spaces[key.namespace]?.queue.removeAll { $0 == key.name } }
        spaces[key.namespace]?.accounts[key.name] = nil
        dropIfForgotten(key.namespace)
    }

    private mutating func dropIfForgotten(_ namespace: String) {
        if spaces[namespace]?.isForgotten ?? false { spaces[namespace] = nil }
    }

    /// Forgets all accounts, but not the namespaces: another replica leads.
    mutating func forgetAccounts() {
        for name in Array(spaces.keys) {
            spaces[name]?.accounts = [:]
            spaces[name]?.queue = []
            spaces[name]?.isBusy = false
            dropIfForgotten(name)
        }
        round = AccountRound()
        delays = AccountDelays()
        counts = [:]
        notices = []
    }
}
