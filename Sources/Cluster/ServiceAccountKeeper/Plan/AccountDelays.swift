internal import EventLoop

/// Accounts that are looked at again later.
///
/// Looked through once a second at most: there may be as many as there are accounts, where the right to write is missing.
struct AccountDelays: Sendable {
    private var times: [AccountKey: LoopInstant] = [:]
    /// When the next one is due, or a little later; never where none waits.
    private(set) var next = LoopInstant.never
    private var lookedAt = LoopInstant.start

    /// Has an account looked at again at a time, or earlier if it was to be already.
    mutating func set(_ key: AccountKey, at time: LoopInstant) {
        guard time < times[key] ?? .never else { return }
        times[key] = time
        next = min(next, max(time, lookedAt + .seconds(1)))
    }

    /// Forgets an account.
    mutating func forget(_ key: AccountKey) { times[key] = nil }

    /// Takes those that are due.
    mutating func take(by now: LoopInstant) -> [AccountKey] {
        guard next <= now else { return [] }
        let due = times.filter { $0.value <= now }.map(\.key)
        for key in due { times[key] = nil }
        lookedAt = now
        next = times.values.min().map { max($0, now + .seconds(1)) } ?? .never
        return due
    }
}

/// Namespaces that have work, in turn: who makes many accounts waits behind everybody else's first.
struct AccountRound: Sendable {
    private var names: [String] = []
    private var first = 0
    private var members: Set<String> = []

    var isEmpty: Bool { members.isEmpty }

    /// Adds a namespace at the end, once.
    mutating func add(_ name: String) {
        if members.insert(name).inserted { names.append(name) }
    }

    /// Takes the first one.
    mutating func next() -> String? {
        guard first < names.count else { return nil }
        let name = names[first]
        first += 1
        if first > 512, first * 2 > names.count {
            names.removeFirst(first)
            first = 0
        }
        members.remove(name)
        return name
    }
}
