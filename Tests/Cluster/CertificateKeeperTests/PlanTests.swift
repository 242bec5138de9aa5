import EventLoop
import TestSupport
import Testing
import Text

@testable import CertificateKeeper

@Suite("Certificate plan")
struct PlanTests {
    static let steps: [PlanCase] = [
        PlanCase("all is well", .wait),
        PlanCase("a follower writes nothing", .wait) {
            $0.isLeader = false
            $0.secret = .absent
        },
        PlanCase("a follower without anything to serve leaves the making to the leader", .wait) {
            $0.startFresh()
            $0.isLeader = false
            $0.secret = .empty
            $0.idleSince = PlanCase.steady - .seconds(19)
        },
        PlanCase("but not for ever", .makeAnew) {
            $0.startFresh()
            $0.isLeader = false
            $0.secret = .empty
            $0.idleSince = PlanCase.steady - .seconds(20)
        },
        PlanCase("nothing is known yet", .wait) {
            $0.startFresh()
            $0.secret = .unknown
        },
        // The first start.
        PlanCase("no Secret, and the registration is not seen yet", .wait) {
            $0.startFresh()
            $0.secret = .absent
            $0.bundle = ObservedBundle()
        },
        PlanCase("no Secret", .makeAnew) {
            $0.startFresh()
            $0.secret = .absent
        },
        PlanCase("no Secret and no registration", .makeAnew) {
            $0.startFresh()
            $0.secret = .absent
            $0.publish([], ago: 10)
        },
        PlanCase("the chart's empty Secret", .makeAnew) {
            $0.startFresh()
            $0.secret = .empty
        },
        PlanCase("a broken Secret at a start", .makeAnew) {
            $0.startFresh()
            $0.secret = .broken
        },
        // What others do.
        PlanCase("the Secret is deleted", .restore(rotating: true)) { $0.secret = .absent },
        PlanCase("the Secret is emptied", .restore(rotating: false)) { $0.secret = .empty },
        PlanCase("the Secret is broken", .restore(rotating: false)) { $0.secret = .broken },
        PlanCase("the Secret is broken but steps are paused", .wait) {
            $0.secret = .broken
            $0.pausedUntil = $0.steady + .seconds(5)
        },
        PlanCase("the Secret holds another CA and leaf, without ours", .retain) { $0.served?.authority = "mine" },
        PlanCase("the Secret holds another CA, and what is served has expired", .wait, serves: true) {
            $0.served = .init(
                leaf: "mine",
                authority: "mine",
                life: .init(from: .distantPast, until: PlanCase.now - .seconds(1))
            )
        },
        PlanCase("caBundle is empty", .publish) { $0.publish([[]], ago: 10) },
        PlanCase("caBundle has another CA", .publish) { $0.publish([["other"]], ago: 10) },
        PlanCase("caBundle has one too many", .publish) { $0.publish([["ca", "other"]], ago: 1000) },
        PlanCase("caBundle is right in one webhook of two", .publish) { $0.publish([["ca"], []], ago: 10) },
        PlanCase("there is no registration", .wait) { $0.publish([], ago: 10) },
        // The leaf.
        PlanCase("a second before two thirds of the leaf's life", .wait) {
            $0.hold {
                $0.leafLife = .init(
                    from: PlanCase.now - PlanCase.day * 60 + .seconds(1),
                    until: PlanCase.now + PlanCase.day * 30 + .seconds(1)
                )
            }
        },
        PlanCase("two thirds of the leaf's life", .renewLeaf) {
            $0.hold {
                $0.leafLife = .init(from: PlanCase.now - PlanCase.day * 60, until: PlanCase.now + PlanCase.day * 30)
            }
        },
        PlanCase("the leaf has expired", .renewLeaf) {
            $0.hold {
                $0.leafLife = .init(from: PlanCase.now - PlanCase.day * 100, until: PlanCase.now - PlanCase.day * 10)
            }
        },
        PlanCase("the leaf is for other names", .renewLeaf) { $0.hold { $0.isForOurNames = false } },
        PlanCase("the leaf begins tomorrow: the clock was wrong", .renewLeaf) {
            $0.hold { $0.leafLife = .init(from: PlanCase.now + PlanCase.day, until: PlanCase.now + PlanCase.day * 91) }
        },
        PlanCase("the leaf is due, but ends with its CA already", .beginRotation) {
            $0.hold {
                $0.authorityLife.until = PlanCase.now + PlanCase.day
                $0.authorityLife.from = PlanCase.now - PlanCase.day * 3649
                $0.leafLife = .init(from: PlanCase.now - PlanCase.day * 60, until: PlanCase.now + PlanCase.day)
            }
        },
        PlanCase("the leaf is renewed even while a rotation cannot go on", .renewLeaf) {
            $0.hold {
                $0.next = "next"
                $0.leafLife = .init(from: PlanCase.now - PlanCase.day * 60, until: PlanCase.now + PlanCase.day * 30)
            }
            $0.publish([], ago: 10)
        },
        PlanCase("the leaf is renewed before caBundle is set, where its CA is believed", .renewLeaf) {
            $0.hold {
                $0.leafLife = .init(from: PlanCase.now - PlanCase.day * 60, until: PlanCase.now + PlanCase.day * 30)
            }
            $0.publish([["ca", "other"], ["other", "ca"]], ago: 10)
        },
        PlanCase("but not where its CA is not believed by one webhook", .publish) {
            $0.hold {
                $0.leafLife = .init(from: PlanCase.now - PlanCase.day * 60, until: PlanCase.now + PlanCase.day * 30)
            }
            $0.publish([["ca"], ["other"]], ago: 10)
        },
        PlanCase("the leaf is renewed before caBundle is read back, which may be refused", .renewLeaf) {
            $0.hold {
                $0.next = "next"
                $0.leafLife = .init(from: PlanCase.now - PlanCase.day * 60, until: PlanCase.now + PlanCase.day * 30)
            }
            $0.publish([["ca", "next"]], ago: 301, readAgo: 290)
        },
        // The CA.
        PlanCase("two thirds of the CA's life", .beginRotation) {
            $0.hold {
                $0.authorityLife = .init(
                    from: PlanCase.now - PlanCase.day * 2434,
                    until: PlanCase.now + PlanCase.day * 1216
                )
            }
        },
        PlanCase("the CA has no key", .beginRotation) { $0.hold { $0.canSign = false } },
        PlanCase("a person asks for another CA", .beginRotation) { $0.hold { $0.isRotationRequested = true } },
        PlanCase("a person asks again during a rotation", .wait) {
            $0.hold {
                $0.isRotationRequested = true
                $0.next = "next"
            }
            $0.publish([["ca", "next"]], ago: 10)
        },
        PlanCase("the next CA is not published", .publish) { $0.hold { $0.next = "next" } },
        PlanCase("the next CA is published for 299 s", .wait) {
            $0.hold { $0.next = "next" }
            $0.publish([["ca", "next"]], ago: 299, readAgo: 1)
        },
        PlanCase("the next CA is published for 300 s, and not read back", .readBack) {
            $0.hold { $0.next = "next" }
            $0.publish([["ca", "next"]], ago: 301, readAgo: 290)
        },
        PlanCase("the next CA is published for 300 s, and read back", .switchAuthority) {
            $0.hold { $0.next = "next" }
            $0.publish([["ca", "next"]], ago: 301, readAgo: 0)
        },
        PlanCase("the next CA is published, and the leaf is about to expire", .readBack) {
            $0.hold {
                $0.next = "next"
                $0.canSign = false
                $0.leafLife.until = PlanCase.now + .seconds(59)
            }
            $0.publish([["ca", "next"]], ago: 5)
        },
        PlanCase("the next CA is published and read back, and the CA has expired", .switchAuthority) {
            $0.hold {
                $0.next = "next"
                $0.authorityLife.until = PlanCase.now - .seconds(1)
            }
            $0.publish([["ca", "next"]], ago: 5, readAgo: 5)
        },
        PlanCase("a leaf of the old CA may still be served", .wait) {
            $0.hold {
                $0.retired = ["old"]
                $0.retiredUntil = PlanCase.now + .seconds(1)
            }
            $0.publish([["ca", "old"]], ago: 400)
        },
        PlanCase("the last leaf of the old CA has expired", .dropRetired) {
            $0.hold {
                $0.retired = ["old"]
                $0.retiredUntil = PlanCase.now
            }
            $0.publish([["ca", "old"]], ago: 400)
        },
    ]

    @Test("The next step", arguments: steps)
    func step(_ one: PlanCase) {
        let decision = CertificatePlan.decide(one.situation)
        #expect(decision.step == one.step)
        #expect(decision.serves == one.serves)
    }

    static let serving: [PlanCase] = [
        PlanCase("what is served already", .wait),
        PlanCase("the first certificate, published or not", .wait, serves: true) {
            $0.served = nil
            $0.bundle = ObservedBundle()
        },
        PlanCase("a renewed leaf of the same CA", .wait, serves: true) { $0.hold { $0.leaf = "new" } },
        PlanCase("a leaf of a CA that is published for 300 s", .wait, serves: true) {
            $0.hold { ($0.leaf, $0.authority, $0.retired) = ("new", "next", ["ca"]) }
            $0.publish([["next", "ca"]], ago: 300)
        },
        PlanCase("a leaf of a CA that is published for 299 s", .wait) {
            $0.hold { ($0.leaf, $0.authority, $0.retired) = ("new", "next", ["ca"]) }
            $0.publish([["next", "ca"]], ago: 299)
        },
        PlanCase("a leaf of a CA that is not published", .wait) {
            $0.hold { ($0.leaf, $0.authority, $0.retired) = ("new", "next", ["ca"]) }
            $0.publish([["ca"]], ago: 400)
        },
        PlanCase("the same, when what is served has expired", .wait, serves: true) {
            $0.hold { ($0.leaf, $0.authority, $0.retired) = ("new", "next", ["ca"]) }
            $0.publish([["ca"]], ago: 400)
            $0.served?.life.until = PlanCase.now
        },
        PlanCase("a leaf that has expired, while ours has not", .wait) {
            $0.hold {
                $0.leaf = "new"
                $0.leafLife.until = PlanCase.now - .seconds(1)
            }
        },
        PlanCase("a leaf that begins tomorrow, while ours is good", .wait) {
            $0.hold {
                $0.leaf = "new"
                $0.leafLife.from = PlanCase.now + PlanCase.day
            }
        },
        PlanCase("a leaf that begins in a second, while ours is good", .wait) {
            $0.hold {
                $0.leaf = "new"
                $0.leafLife.from = PlanCase.now + .seconds(1)
            }
        },
        PlanCase("a leaf that begins now", .wait, serves: true) {
            $0.hold {
                $0.leaf = "new"
                $0.leafLife.from = PlanCase.now
            }
        },
        PlanCase("a leaf that begins in a second, when ours has expired", .wait, serves: true) {
            $0.hold {
                $0.leaf = "new"
                $0.leafLife.from = PlanCase.now + .seconds(1)
            }
            $0.served?.life.until = PlanCase.now
        },
        PlanCase("nothing that is broken", .wait) { $0.secret = .broken },
        PlanCase("nothing that is deleted", .wait) { $0.secret = .absent },
    ]

    @Test("What a follower serves", arguments: serving)
    func serve(_ one: PlanCase) {
        var situation = one.situation
        situation.isLeader = false
        #expect(CertificatePlan.decide(situation).serves == one.serves)
        #expect(CertificatePlan.decide(situation).step == .wait)
    }

    @Test("It looks again when something is due, and within a minute, since the wall clock may jump")
    func lookAgain() {
        var situation = PlanCase.calm
        #expect(CertificatePlan.decide(situation).lookAgain == PlanCase.steady + .seconds(60))
        situation.hold { $0.next = "next" }
        situation.publish([["ca", "next"]], ago: 260)
        #expect(CertificatePlan.decide(situation).lookAgain == PlanCase.steady + .seconds(40))
        situation.pausedUntil = PlanCase.steady + .seconds(7)
        #expect(CertificatePlan.decide(situation).lookAgain == PlanCase.steady + .seconds(7))
        situation.hold {
            $0.leaf = "new"
            $0.leafLife.from = PlanCase.now + .seconds(3)
        }
        #expect(CertificatePlan.decide(situation).lookAgain == PlanCase.steady + .seconds(3))
    }

    @Test("A CA that leaves caBundle for a moment begins its five minutes anew")
    func gap() {
        var bundle = ObservedBundle()
        bundle.observe([["ca", "next"], ["next", "ca"]], at: .at(10), isRead: false)
        #expect(bundle.published("next") == .at(10))
        bundle.observe([["ca", "next"], ["ca"]], at: .at(20), isRead: false)
        #expect(bundle.published("next") == nil)
        #expect(bundle.published("ca") == .at(10))
        bundle.observe([["ca", "next"], ["next", "ca"]], at: .at(30), isRead: true)
        #expect(bundle.published("next") == .at(30))
        #expect(bundle.readAt == .at(30))
        bundle.observe([], at: .at(40), isRead: false)
        #expect(bundle.published("ca") == nil)
        #expect(bundle.state == .absent)
    }
}
