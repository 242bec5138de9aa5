import Controllers
import EventLoop
import Kubernetes
import TestSupport
import Text

@testable import PolicyKeeper

/// What a model's object says.
struct PolicyWords: Sendable, Hashable {
    var isOurs = true
    var isRight = true
}

typealias PolicyPlace = ModelPlace<PolicyWords>

/// A replica of the model: what it has observed, what it was not told yet, and its request under way.
struct PolicyReplica: Sendable {
    /// A request, and what the API server says to it.
    struct Request: Sendable {
        enum Answer: Sendable {
            case written(PolicyPlace.Stored?)
            case conflict
            case failed
            case read([PolicyPart: PolicyPlace.News])
        }

        /// What it is for; nil for the reading after a conflict.
        var step: PolicyStep?
        /// Uid and version of the object that was judged.
        var judged: (uid: UInt64, version: UInt64)?
        /// How much was told of each object when it was asked for.
        var reports: [PolicyPart: Int] = [:]
        var answer: Answer?
    }

    static let parts: [PolicyPart] = [.policy, .binding]

    var objects: [PolicyPart: ObservedPolicyObject] = [:]
    /// What was said by the objects that were observed, by version.
    var news: [PolicyPart: [PolicyPlace.News]] = [:]
    var term = LeaderTerm()
    var gate = WriteGate()
    var recentWrites: [LoopInstant] = []
    var request: Request?

    /// An object as a watch or an answer brings it.
    static func object(_ stored: PolicyPlace.Stored) -> PolicyObject {
        let metadata = ObjectMetadata(name: "p", uid: "\(stored.uid)", resourceVersion: "\(stored.version)")
        return PolicyObject(metadata: metadata, value: .array([.bool(stored.content.isOurs), .bool(stored.content.isRight)]))
    }

    mutating func observe(_ part: PolicyPart, _ news: PolicyPlace.News, now: LoopInstant) {
        switch news {
        case .listed(let stored, let version):
            let object = stored.map(Self.object)
            objects[part, default: ObservedPolicyObject()].observe(object, by: .list(version: "\(version)"), at: now)
        case .applied(let stored):
            objects[part, default: ObservedPolicyObject()].observe(Self.object(stored), by: .event, at: now)
        case .deleted(let stored):
            _ = objects[part, default: ObservedPolicyObject()].observeDeletion(Self.object(stored).metadata, at: now)
        }
    }

    /// As `PolicyKeeper` judges an object.
    func status(of part: PolicyPart) -> PolicySituation.Status {
        guard let observed = objects[part], observed.isKnown else { return .unknown }
        guard let object = observed.object else {
            return .absent(since: observed.absentSince, wasThere: observed.wasThere)
        }
        return object.value == .array([.bool(false), .bool(false)])
            ? .foreign : .ours(isRight: object.value == .array([.bool(true), .bool(true)]))
    }

    func decision(now: LoopInstant) -> PolicyDecision {
        PolicyPlan.decide(
            PolicySituation(
                parts: Self.parts.map { ($0, status(of: $0)) },
                isLeader: term.isLeader,
                hasFailed: gate.hasFailed,
                pausedUntil: gate.pausedUntil,
                steady: now
            )
        )
    }
}
