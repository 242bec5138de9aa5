import Testing

@testable import CertificateKeeper

/// A situation in words.
struct PlanCase: Sendable, CustomTestStringConvertible {
    let name: String
    let situation: CertificateSituation
    let step: CertificateStep
    var serves = false

    init(
        _ name: String,
        _ step: CertificateStep,
        serves: Bool = false,
        _ change: (inout CertificateSituation) -> Void = { _ in }
    ) {
        self.name = name
        self.step = step
        self.serves = serves
        var situation = Self.calm
        change(&situation)
        self.situation = situation
    }

    var testDescription: String { name }

    static let now = 1_800_000_000.0
    static let day = 86_400.0
    static let steady = 10_000.0

    /// A CA and a leaf, both fresh, published long ago and served.
    static var calm: CertificateSituation {
        var situation = CertificateSituation(wall: now, steady: steady)
        situation.secret = .holds(holding)
        situation.hasMemory = true
        situation.served = .init(leaf: "leaf", authority: "ca", life: holding.leafLife)
        situation.bundle.observe([["ca"]], at: 0, isRead: false)
        situation.isLeader = true
        return situation
    }

    static var holding: CertificateSituation.Holding {
        .init(
            authority: "ca",
            authorityLife: .init(from: now - 10 * day, until: now + 3640 * day),
            leaf: "leaf",
            leafLife: .init(from: now - 10 * day, until: now + 80 * day)
        )
    }
}

extension CertificateSituation {
    /// What the Secret holds, to be changed.
    mutating func hold(_ change: (inout Holding) -> Void) {
        var holding = PlanCase.holding
        change(&holding)
        secret = .holds(holding)
    }

    /// What `caBundle` of each webhook was seen to hold, and when.
    mutating func publish(_ webhooks: [[String]], ago seconds: Double, readAgo: Double? = nil) {
        bundle = ObservedBundle()
        bundle.observe(webhooks, at: steady - seconds, isRead: false)
        if let readAgo { bundle.observe(webhooks, at: steady - readAgo, isRead: true) }
    }

    /// A process that has just started.
    mutating func startFresh() {
        hasMemory = false
        served = nil
    }
}
