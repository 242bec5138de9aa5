internal import EventLoop
internal import Text

/// Which Events were written lately: decides whether the next one is new, counts an old one up, or is one too many.
struct EventLedger {
    /// What to do with an Event.
    enum Decision: Hashable {
        /// Create it under this name.
        case create(name: String)
        /// Count the one of this name up.
        case count(name: String, count: Int, first: Timestamp)
        /// Say nothing, but count it with the next one.
        case hold
    }

    private struct Key: Hashable {
        let object: ObjectReference
        let kind: EventManifest.Kind
        let reason: String
    }

    private struct Entry {
        let name: String
        let first: Timestamp
        var count: Int
        var last: LoopInstant
    }

    private struct Allowance {
        var tokens: Double
        var refilled: LoopInstant
    }

    private static let window = Duration.seconds(600)
    private static let burst = 10.0
    private static let perSecond = 1.0 / 60
    private static let maximumEntries = 2048

    private var entries: [Key: Entry] = [:]
    private var allowances: [ObjectReference: Allowance] = [:]

    /// Takes an Event in; it gets `newName` if it is new.
    mutating func decide(_ event: EventManifest, now: LoopInstant, wall: Timestamp, newName: String) -> Decision {
        let key = Key(object: event.regarding, kind: event.kind, reason: event.reason)
        if let entry = entries[key], now < entry.last.advanced(by: Self.window) {
            entries[key]?.count = min(entry.count, Int.max - 1) + 1
            entries[key]?.last = now
            guard isAllowed(event.regarding, now) else { return .hold }
            return .count(name: entry.name, count: entry.count + 1, first: entry.first)
        }
        guard isAllowed(event.regarding, now) else { return .hold }
        makeRoom(now)
        entries[key] = Entry(name: newName, first: wall, count: 1, last: now)
        return .create(name: newName)
    }

    /// An Event could not be written, or is not there any more: the next one is new.
    mutating func forget(_ event: EventManifest) {
        entries[Key(object: event.regarding, kind: event.kind, reason: event.reason)] = nil
    }

    private mutating func isAllowed(_ object: ObjectReference, _ now: LoopInstant) -> Bool {
        var allowance = allowances[object] ?? Allowance(tokens: Self.burst, refilled: now)
        let gained = max(.zero, now - allowance.refilled).inSeconds * Self.perSecond
        allowance.tokens = min(Self.burst, allowance.tokens + gained)
        allowance.refilled = now
        defer { allowances[object] = allowance }
        guard allowance.tokens >= 1 else { return false }
        allowance.tokens -= 1
        return true
    }

    /// Drops what is past its window, and the oldest quarter where that is not enough.
    private mutating func makeRoom(_ now: LoopInstant) {
        guard entries.count >= Self.maximumEntries || allowances.count >= Self.maximumEntries else { return }
        entries = entries.filter { now < $0.value.last.advanced(by: Self.window) }
        if entries.count > Self.maximumEntries * 3 / 4 {
            let kept = entries.sorted { $0.value.last > $1.value.last }.prefix(Self.maximumEntries * 3 / 4)
            entries = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
        }
        if allowances.count >= Self.maximumEntries {
            // One that has refilled is as good as none; where all are in use the oldest go.
            let kept = allowances.sorted { $0.value.refilled > $1.value.refilled }.prefix(Self.maximumEntries / 2)
            allowances = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
        }
    }
}
