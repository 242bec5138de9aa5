internal import Admission
internal import EventLoop
internal import Injection

/// What the watches show of namespaces, until it is compiled: which namespaces wait, and for how long.
///
/// Each namespace is compiled at most every so often, with what is the latest then, so that one that changes without end costs no more than
/// any other. What a namespace brings itself may be large, and is compiled a little at a time; labels never wait for that.
struct NamespaceDesk: Sendable {
    /// The least time between two compilations of one namespace.
    static let interval = Duration.seconds(1)
    /// So many bytes of Secrets are compiled at once, or those of one namespace.
    static let batchBytes = 1 << 20

    /// One namespace.
    struct Entry: Sendable {
        /// Registries whose labels do not fit.
        var excluded: Set<String> = []
        var tenants = NamespaceTenants()
        /// The rules that its Secrets make, as they were compiled last.
        var rules = TenantRules.none
        /// Whether its Secrets have changed since.
        var areTenantsNew = false
        var isWaiting = false
        var earliest = LoopInstant.start
        var voice = TenantVoice()
        var counts = TenantCounts()
    }

    /// What is compiled of one namespace.
    struct Job: Sendable {
        let namespace: String
        let excluded: Set<String>
        /// Nil where its Secrets have not changed.
        let tenants: NamespaceTenants?
        let rules: TenantRules
    }

    private(set) var entries: [String: Entry] = [:]
    private var waiting: [String] = []
    /// Namespaces that may be forgotten from a time on, if nothing is known of them then; by time.
    private var fading: [(namespace: String, at: LoopInstant)] = []
    /// The same, of those whose owners were told something lately.
    private var spoken: [(namespace: String, at: LoopInstant)] = []
    /// Bytes of Secrets that wait, in all namespaces.
    private(set) var unreadBytes = 0

    /// When the next namespace may be compiled; nil where none waits.
    var nextDue: LoopInstant? { waiting.lazy.compactMap { entries[$0]?.earliest }.min() }

    /// Notes which registries are not for a namespace.
    mutating func exclude(_ registries: Set<String>, from namespace: String) {
        guard entries[namespace]?.excluded ?? [] != registries else { return }
        entries[namespace, default: Entry()].excluded = registries
        wait(namespace)
    }

    /// Changes what is known of a namespace's Secrets; `change` tells whether it did.
    mutating func change(_ namespace: String, _ change: (inout NamespaceTenants) -> Bool) {
        let isKnown = entries[namespace] != nil
        var entry = entries[namespace] ?? Entry()
        // Taken out, so that it is changed in place.
        entries[namespace] = nil
        let before = entry.tenants.unreadBytes
        let hasChanged = change(&entry.tenants)
        if hasChanged { entry.areTenantsNew = true }
        unreadBytes += entry.tenants.unreadBytes - before
        // An empty one has its pace and its voice still: only time ends them.
        if hasChanged || isKnown { entries[namespace] = entry }
        if hasChanged { wait(namespace) }
    }

    /// Takes what may be compiled now; whoever waits longest comes first.
    mutating func take(at now: LoopInstant) -> [Job] {
        forgetFaded(now)
        var jobs: [Job] = []
        var bytes = 0
        var still: [String] = []
        for namespace in waiting {
            guard let entry = entries[namespace] else { continue }
            let size = entry.areTenantsNew ? entry.tenants.unreadBytes : 0
            guard entry.earliest <= now, size == 0 || bytes == 0 || bytes + size <= Self.batchBytes else {
                still.append(namespace)
                continue
            }
            bytes += size
            jobs.append(
                Job(
                    namespace: namespace,
                    excluded: entry.excluded,
                    tenants: entry.areTenantsNew ? entry.tenants : nil,
                    rules: entry.rules
                )
            )
            entries[namespace]?.isWaiting = false
            entries[namespace]?.areTenantsNew = false
            entries[namespace]?.earliest = now + Self.interval
            fading.append((namespace, now + Self.interval))
        }
        waiting = still
        return jobs
    }

    /// Takes in what was compiled of a namespace.
    mutating func finish(_ namespace: String, _ compiled: CompiledTenants) {
        guard var entry = entries.removeValue(forKey: namespace) else { return }
        unreadBytes -= entry.tenants.unreadBytes
        entry.tenants.note(compiled.readings)
        unreadBytes += entry.tenants.unreadBytes
        entry.rules = compiled.rules
        entry.counts = TenantCounts(compiled)
        entries[namespace] = entry
    }

    /// What is to be told of a namespace's Secrets now, and how many other things there were.
    mutating func reports(_ namespace: String, _ all: [TenantReport], now: LoopInstant) -> [TenantReport] {
        entries[namespace]?.voice.take(all, now: now) ?? all
    }

    /// Lets all faults be told once more: only a leader tells them to their owners, and it may lead since now.
    mutating func tellAgain() {
        for (namespace, entry) in entries where entry.counts.flawed > 0 {
            entries[namespace]?.voice = TenantVoice()
            entries[namespace]?.areTenantsNew = true
            wait(namespace)
        }
    }

    private mutating func wait(_ namespace: String) {
        guard entries[namespace]?.isWaiting == false else { return }
        entries[namespace]?.isWaiting = true
        waiting.append(namespace)
    }

    /// Forgets namespaces of which nothing is known any more; not at once, since how often they are compiled and told of must not depend on
    /// that.
    private mutating func forgetFaded(_ now: LoopInstant) {
        let due = fading.prefix { $0.at <= now }
        guard !due.isEmpty else { return }
        var later: [(namespace: String, at: LoopInstant)] = []
        for (namespace, _) in due {
            guard let entry = entries[namespace], entry.isEmpty else { continue }
            if entry.voice.isSilent(at: now) {
                entries[namespace] = nil
            } else {
                later.append((namespace, now + TenantVoice.window))
            }
        }
        fading.removeFirst(due.count)
        spoken.append(contentsOf: later)
        let silent = spoken.prefix { $0.at <= now }
        for (namespace, _) in silent where entries[namespace]?.isEmpty ?? false { entries[namespace] = nil }
        spoken.removeFirst(silent.count)
    }
}

extension NamespaceDesk.Entry {
    /// Whether nothing is known of the namespace, and nothing waits.
    fileprivate var isEmpty: Bool {
        !isWaiting && excluded.isEmpty && tenants.secrets.isEmpty && rules.rules.isEmpty
    }
}

/// How many of a namespace's Secrets are used, and how many are not.
struct TenantCounts: Sendable, Hashable {
    var used = 0
    var unusable = 0
    var beyond = 0
    /// Those of which something is to be told, those that are used in part among them.
    var flawed = 0

    init() {}

    init(_ compiled: CompiledTenants) {
        used = compiled.used
        flawed = compiled.reports.count
        beyond = compiled.reports.count { $0.flaw == .beyondSecrets }
        unusable = compiled.reports.count { !$0.flaw.isPartial && $0.flaw != .beyondSecrets }
    }
}
