internal import Status
internal import Text

/// What a PullRegistry is to say.
struct PullRegistryContent: Sendable {
    /// How far a next refresh may be from what an object says before it is written anew: jitter and a clock's steps are no news.
    static let tolerance = Duration.seconds(60)
    /// For how long what an object says of the next refresh stays while that is under way: as long as a fetch may take.
    static let patience = Duration.seconds(900)

    let state: RegistryStatus
    let now: Timestamp

    /// The whole of `spec`.
    var spec: JSONValue {
        .object([
            "name": .string(state.name), "secretName": .string(state.secretName),
            "matchImages": .array(state.matchImages.map { .string($0) }),
        ])
    }

    /// The members of `status` that may be there and are Pullpass'.
    private static let keys = [
        "revision", "expires", "nextRefresh", "lastError", "failingSince", "wanted", "present", "missing",
        "missingReasons",
    ]

    /// Our part of `status`, given what an object says now.
    func status(after former: JSONValue) -> JSONValue {
        let copies = state.copies ?? CopyNumbers(present: 0, missing: [])
        var members: [String: JSONValue] = [
            "wanted": .integer(Int64(copies.wanted)), "present": .integer(Int64(copies.present)),
            "missing": .integer(Int64(copies.missingTotal)),
            "conditions": .array(conditions(after: former).map(\.json)),
        ]
        members["revision"] = state.revision.map { .string($0) }
        members["expires"] = state.expiresAt.map { .string($0.whole) }
        members["nextRefresh"] = nextRefresh(after: former)
        members["lastError"] = state.shownError.map { .string($0) }
        members["failingSince"] = state.failingSince.map { .string($0.whole) }
        if !copies.missing.isEmpty {
            let reasons = copies.missing.map { ($0.reason.label, JSONValue.integer(Int64($0.count))) }
            members["missingReasons"] = .object(Dictionary(reasons) { $1 })
        }
        return .object(members)
    }

    private func nextRefresh(after former: JSONValue) -> JSONValue? {
        let shown = former["nextRefresh"]?.text.flatMap { Timestamp(rfc3339: $0) }
        guard let next = state.nextFetch else {
            guard state.expiresAt != nil || state.lastError != nil, let shown, now - shown < Self.patience else {
                return nil
            }
            return .string(shown.whole)
        }
        let isNear = shown.map { max($0, next) - min($0, next) < Self.tolerance } ?? false
        return .string((isNear ? shown ?? next : next).whole)
    }

    private func conditions(after former: JSONValue) -> [RegistryCondition] {
        let list = former["conditions"]
        var wanted = [state.ready, state.spread]
        wanted.append(state.probed ?? keptProbe(former) ?? RegistryStatus.unprobed)
        for index in wanted.indices {
            let before = RegistryCondition.find(wanted[index].type, in: list)
            let isSame = before?["status"] == .string(wanted[index].status.rawValue)
            let since = before?["lastTransitionTime"]?.text.flatMap { Timestamp(rfc3339: $0) }
            wanted[index].since = (isSame ? since ?? now : now).whole
        }
        return wanted
    }

    /// What was said of this very credential by a leader before: what is refused never was one that an object shows.
    private func keptProbe(_ former: JSONValue) -> RegistryCondition? {
        guard let revision = state.revision, former["revision"] == .string(revision),
            let shown = RegistryCondition.find("Probed", in: former["conditions"]),
            let status = shown["status"]?.text.flatMap(RegistryCondition.Status.init(rawValue:)), status != .no,
            let reason = shown["reason"]?.text, !reason.isEmpty, let message = shown["message"]?.text
        else { return nil }
        return RegistryCondition("Probed", status, reason, message)
    }

    /// How `status` of an object differs from what it is to be.
    enum Difference: Sendable, Hashable {
        case none
        /// Something of it is another value, or is not there.
        case value
        /// All is there, and beside it these members, which an apply takes away only where nobody else owns them.
        case surplus([String])
    }

    /// Compares what an object says with what it is to say; conditions and members that are not ours do not count.
    static func difference(_ shown: JSONValue, _ wanted: JSONValue) -> Difference {
        var surplus: [String] = []
        for key in keys where shown[key] != wanted[key] {
            guard wanted[key] == nil else { return .value }
            surplus.append(key)
        }
        guard case .array(let conditions)? = wanted["conditions"] else { return .value }
        for condition in conditions {
            guard let type = condition["type"]?.text,
                RegistryCondition.find(type, in: shown["conditions"]) == condition
            else { return .value }
        }
        return surplus.isEmpty ? .none : .surplus(surplus)
    }
}

extension JSONValue {
    /// The text that it is; nil for anything else.
    fileprivate var text: String? { if case .string(let text) = self { text } else { nil } }
}
