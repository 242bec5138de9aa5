import EventLoop
import TestSupport
import Testing
import Text

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

    static let now = Timestamp(seconds: 1_800_000_000)
    static let day = Duration.seconds(86_400)
    static let steady = LoopInstant.at(10_000)

    /// A CA and a leaf, both fresh, published long ago and served.
    static var calm: CertificateSituation {
        var situation = CertificateSituation(wall: now, steady: steady)
        situation.secret = .holds(holding)
        situation.hasMemory = true
        situation.served = .init(leaf: "leaf", authority: "ca", life: holding.leafLife)
        situation.bundle.observe([["ca"]], at: .start, isRead: false)
        situation.isLeader = true
        return situation
    }

    static var holding: CertificateSituation.Holding {
        .init(
            authority: "ca",
            authorityLife: .init(from: now - day * 10, until: now + day * 3640),
            leaf: "leaf",
            leafLife: .init(from: now - day * 10, until: now + day * 80)
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
    mutating func publish(_ webhooks: [[String]], ago seconds: Int, readAgo: Int? = nil) {
        bundle = ObservedBundle()
        bundle.observe(webhooks, at: steady - .seconds(seconds), isRead: false)
        if let readAgo { bundle.observe(webhooks, at: steady - .seconds(readAgo), isRead: true) }
    }

    /// A process that has just started.
    mutating func startFresh() {
        hasMemory = false
        served = nil
    }
}
