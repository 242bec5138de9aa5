internal import Configuration
internal import EventLoop

/// Where the Secrets of an entry of `also` are, by namespace: they are watched and written one by one, since nothing gives us a right to the
/// name everywhere.
struct AlsoPlaces: Sendable, Hashable {
    /// What the configuration says of them; nil where it has the entry no more.
    private(set) var secret: AlsoSecret?
    /// The namespaces where there should be one.
    private(set) var wanted: Set<String> = []
    /// Those where there may be one: the wanted ones, and those that a master remembers or that are retired.
    private(set) var known: Set<String> = []
    /// Those that the watch has told once.
    private(set) var listed: Set<String> = []
    /// Those that are wanted no more, up to which steady time a write may come to light that was on its way.
    private(set) var settling: [String: LoopInstant] = [:]
    /// What a Secret's revision ends in that is made as the configuration says.
    private(set) var fingerprint = ""
    /// How often what is made of a credential has changed; what is written is known by it.
    private(set) var number: UInt32 = 0

    /// Whether each place was told once.
    var areListed: Bool { known.isSubset(of: listed) }

    /// Takes in what the configuration says; the own namespace gets nothing.
    ///
    /// `now` is nil at the start, when nothing was wanted before.
    mutating func set(_ secret: AlsoSecret?, ownNamespace: String, now: LoopInstant?) {
        self.secret = secret
        let before = wanted
        wanted = Set(secret?.namespaces ?? []).subtracting([ownNamespace])
        if let now {
            for namespace in before.subtracting(wanted) { settle(namespace, now: now) }
        }
        for namespace in wanted { settling[namespace] = nil }
        known.formUnion(wanted)
        let new = secret?.fingerprint ?? fingerprint
        if new != fingerprint { number &+= 1 }
        fingerprint = new
    }

    /// Takes in that one may have been left there.
    mutating func remember(_ namespaces: some Sequence<String>, ownNamespace: String) {
        known.formUnion(namespaces)
        known.remove(ownNamespace)
    }

    /// From now on a write may come to light in a place that is not wanted.
    mutating func settle(_ namespace: String, now: LoopInstant) {
        settling[namespace] = now + SecretNameState.settlingTime
    }

    /// From now on a write may come to light in each place that is not wanted any more.
    mutating func settleDropped(now: LoopInstant) {
        for namespace in known.subtracting(wanted) { settle(namespace, now: now) }
    }

    /// Lets time pass.
    mutating func settle(now: LoopInstant) { settling = settling.filter { $0.value > now } }

    /// The watch has told what is there.
    mutating func list(_ namespace: String) { listed.insert(namespace) }
}

/// One Secret of `also`, as masters remember it and watches are called: `namespace/name`.
struct AlsoPlace: Sendable, Hashable {
    var namespace: String
    var name: String

    init(namespace: String, name: String) {
        self.namespace = namespace
        self.name = name
    }

    /// Reads it; nil for what has no two names in it, as the names of other Secrets.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, NameRules.isLabel(parts[0]), NameRules.isSubdomain(parts[1]) else { return nil }
        (namespace, name) = (parts[0], parts[1])
    }

    var text: String { "\(namespace)/\(name)" }
}
