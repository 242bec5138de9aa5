@testable import Kubernetes
import EventLoop
import TestSupport
import Testing
import Text

struct LeaderElectionTests {
    private static func election(_ identity: String = "a") -> LeaderElection {
        LeaderElection(namespace: "n", name: "l", identity: identity, timing: LeaderTiming())
    }

    private static func lease(_ holder: String?, renewed: String, version: String = "1", seconds: Int? = 15)
        -> LeaseObject
    {
        LeaseObject(
            metadata: ObjectMetadata(name: "l", namespace: "n", resourceVersion: version),
            spec: LeaseSpec(
                holderIdentity: holder,
                leaseDurationSeconds: seconds,
                acquireTime: "2026-11-21T00:00:00.000000Z",
                renewTime: renewed,
                leaseTransitions: 3
            )
        )
    }

    @Test func `a Lease that is not there is created`() {
        var election = Self.election()
        #expect(election.begin(now: .at(1), wall: Timestamp(seconds: 0)) == .read)
        guard case .create(let lease) = election.saw(nil, now: .at(1), wall: Timestamp(seconds: 0)) else {
            Issue.record("not created")
            return
        }
        #expect(lease.spec.holderIdentity == "a" && lease.spec.leaseTransitions == 0)
        #expect(lease.spec.leaseDurationSeconds == 15)
        #expect(lease.spec.renewTime == "1970-01-01T00:00:00.000000Z" && lease.spec.acquireTime == lease.spec.renewTime)
    }

    @Test func `another's Lease is taken its duration after it was last seen to change`() {
        var election = Self.election()
        let lease = Self.lease("b", renewed: "x")
        #expect(election.saw(lease, now: .at(100), wall: Timestamp(seconds: 0)) == .rest)
        #expect(election.saw(lease, now: .at(114.9), wall: Timestamp(seconds: 0)) == .rest)
        #expect(election.saw(Self.lease("b", renewed: "y"), now: .at(114.95), wall: Timestamp(seconds: 0)) == .rest)
        #expect(election.saw(Self.lease("b", renewed: "y"), now: .at(129.9), wall: Timestamp(seconds: 0)) == .rest)
        guard
            case .update(let claim) = election.saw(
                Self.lease("b", renewed: "y"),
                now: .at(130),
                wall: Timestamp(seconds: 7)
            )
        else {
            Issue.record("not taken")
            return
        }
        #expect(claim.metadata.resourceVersion == "1")
        #expect(claim.spec.holderIdentity == "a" && claim.spec.leaseTransitions == 4)
        #expect(claim.spec.acquireTime == "1970-01-01T00:00:07.000000Z")
        #expect(!election.leads(at: .at(130)))
    }

    @Test func `a new version counts as a renewal even if the times in it stand still`() {
        var election = Self.election()
        for second in 0..<10 {
            let lease = Self.lease("b", renewed: "x", version: "\(second)")
            #expect(election.saw(lease, now: .at(Double(second) * 10), wall: Timestamp(seconds: 0)) == .rest)
        }
    }

    @Test(
        "what the Lease's times say does not matter",
        arguments: ["1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "nonsense"]
    )
    func skew(renewed: String) {
        var election = Self.election()
        #expect(election.saw(Self.lease("b", renewed: renewed), now: .at(50), wall: Timestamp(seconds: 4e9)) == .rest)
        #expect(election.saw(Self.lease("b", renewed: renewed), now: .at(64), wall: Timestamp(seconds: -1)) == .rest)
        guard case .update = election.saw(Self.lease("b", renewed: renewed), now: .at(65), wall: Timestamp(seconds: 0))
        else {
            Issue.record("not taken")
            return
        }
    }

    @Test(
        "a Lease that nobody holds or that has no duration is free at once",
        arguments: [
            (nil, 15), ("", 15), ("b", nil), ("b", 0), ("b", -5),
        ] as [(String?, Int?)]
    )
    func free(holder: String?, seconds: Int?) {
        var election = Self.election()
        guard
            case .update = election.saw(
                Self.lease(holder, renewed: "x", seconds: seconds),
                now: .at(50),
                wall: Timestamp(seconds: 0)
            )
        else {
            Issue.record("not taken")
            return
        }
    }

    @Test func `a leader renews without reading until its deadline, which counts from the request`() {
        var election = Self.election()
        guard case .create(let lease) = election.saw(nil, now: .at(1), wall: Timestamp(seconds: 0)) else { return }
        var written = lease
        written.metadata.resourceVersion = "5"
        election.wrote(written, startedAt: .at(1))
        #expect(election.leads(at: .at(10.9)))
        #expect(!election.leads(at: .at(11)))
        guard case .update(let renewal) = election.begin(now: .at(3), wall: Timestamp(seconds: 3)) else {
            Issue.record("not renewed")
            return
        }
        #expect(renewal.metadata.resourceVersion == "5")
        #expect(renewal.spec.acquireTime == lease.spec.acquireTime && renewal.spec.leaseTransitions == 0)
        #expect(renewal.spec.renewTime == "1970-01-01T00:00:03.000000Z")
        #expect(election.begin(now: .at(11), wall: Timestamp(seconds: 0)) == .read)
        #expect(!election.expireCopy(at: .at(10.9)))
        #expect(election.expireCopy(at: .at(11)))
    }

    @Test func `a leader whose Lease somebody else has taken is none any more`() {
        var election = Self.election()
        election.wrote(Self.lease("a", renewed: "x"), startedAt: .at(1))
        #expect(election.saw(Self.lease("b", renewed: "y"), now: .at(2), wall: Timestamp(seconds: 0)) == .rest)
        #expect(!election.leads(at: .at(2)))
        #expect(election.resign(wall: Timestamp(seconds: 0)) == nil)
    }

    @Test func `whoever resigns leaves a Lease that is free at once`() throws {
        var election = Self.election()
        election.wrote(Self.lease("a", renewed: "x", version: "9"), startedAt: .at(1))
        let resigned = election.resign(wall: Timestamp(seconds: 5))
        let released = try #require(resigned)
        #expect(released.spec.holderIdentity?.isEmpty == true && released.spec.leaseDurationSeconds == 1)
        #expect(released.metadata.resourceVersion == "9" && released.spec.leaseTransitions == 3)
        #expect(!election.leads(at: .at(2)))
    }

    @Test func `a candidate that finds its own name takes the Lease without a transition`() {
        var election = Self.election()
        guard
            case .update(let claim) = election.saw(
                Self.lease("a", renewed: "x"),
                now: .at(1),
                wall: Timestamp(seconds: 0)
            )
        else {
            Issue.record("not taken")
            return
        }
        #expect(claim.spec.leaseTransitions == 3 && claim.spec.acquireTime == "2026-11-21T00:00:00.000000Z")
        #expect(!election.leads(at: .at(1)))
    }
}

extension LeaderElection {
    fileprivate func expireCopy(at now: LoopInstant) -> Bool {
        var copy = self
        return copy.expire(now: now)
    }
}
