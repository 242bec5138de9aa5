import Controllers
import EventLoop
import Kubernetes
import TestSupport
import Text

@testable import CertificateKeeper

extension CertificateReplica {
    /// All certificates live long, so that time alone changes nothing.
    static let life = CertificateSituation.Life(
        from: PlanCase.now - PlanCase.day,
        until: PlanCase.now + PlanCase.day * 80
    )

    private var status: CertificateSituation.SecretStatus {
        guard secret.isKnown else { return .unknown }
        guard let words = secret.object?.content else { return .absent }
        switch words.state {
        case .broken: return .broken
        case .empty: return .empty
        case .good:
            return .holds(
                CertificateSituation.Holding(
                    authority: "\(words.authority)",
                    authorityLife: Self.life,
                    leaf: "\(words.leaf)",
                    leafLife: Self.life,
                    next: words.next == 0 ? nil : "\(words.next)",
                    retired: words.retired.map { "\($0)" },
                    retiredUntil: words.retired.isEmpty ? nil : Self.life.until,
                    isRotationRequested: words.request != 0 && words.request != words.metRequest
                )
            )
        }
    }

    func decision(now: LoopInstant, startedAt: LoopInstant) -> CertificateDecision {
        CertificatePlan.decide(
            CertificateSituation(
                secret: status,
                hasMemory: content != nil,
                served: served.map { .init(leaf: "\($0.leaf)", authority: "\($0.authority)", life: Self.life) },
                bundle: bundle,
                isLeader: term.mayJudge,
                idleSince: served == nil ? startedAt : nil,
                pausedUntil: gate.pausedUntil,
                wall: PlanCase.now,
                steady: now
            )
        )
    }

    /// Whether it reads before it judges.
    func mustRead(now: LoopInstant) -> Bool { term.isLeader && term.mustRead && now >= gate.pausedUntil }

    /// The request of a step; nil where the step is none.
    ///
    /// `number` is that of the last certificate that was made.
    func request(for step: CertificateStep, number: inout UInt64) -> Request? {
        func made() -> UInt64 {
            number += 1
            return number
        }
        guard var words = content ?? (step == .makeAnew ? CertificateWords() : nil) else { return nil }
        switch step {
        case .wait: return nil
        case .readBack: return reading(.readBack)
        case .publish:
            guard let judged = registration.object?.judged else { return nil }
            return Request(kind: .publish(words.trusted), registrationJudged: judged)
        case .makeAnew:
            words = CertificateWords(authority: made(), leaf: made(), retired: registration.object?.content ?? [])
        case .restore(let rotating): if rotating, words.next == 0 { words.next = made() }
        case .retain: if let served { words.retire(served.authority) }
        case .renewLeaf: words.leaf = made()
        case .beginRotation:
            words.next = made()
            words.metRequest = secret.object?.content.request ?? 0
        case .switchAuthority:
            words.retire(words.authority)
            words.authority = words.next
            words.leaf = made()
            words.next = 0
        case .dropRetired: words.retired = []
        }
        guard let old = secret.object else {
            words.request = 0
            return Request(kind: .create(words))
        }
        words.request = old.content.request
        return Request(kind: .patch(words), secretJudged: old.judged)
    }

    func reading(_ kind: Request.Kind) -> Request {
        Request(kind: kind, secretReports: secret.reports, registrationReports: registration.reports)
    }
}
