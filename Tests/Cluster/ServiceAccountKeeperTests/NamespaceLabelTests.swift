import EventLoop
import Kubernetes
import Testing

@testable import ServiceAccountKeeper

@Suite("ServiceAccounts: labels of their namespaces")
struct NamespaceLabelTests {
    private static let optedIn = ["pullpass.dev/inject": "enabled"]

    private static func labelled(_ labels: [String: String]) -> ReflectorEvent<NamespaceObject> {
        .applied(NamespaceObject(metadata: ObjectMetadata(name: "ns", labels: labels)))
    }

    @Test func `a label that says nothing has no account looked at, and one that does has all of them`() throws {
        let now = LoopInstant.start + .seconds(1000)
        var plan = AccountPlan(owner: "a/l", rules: AccountModel.rules(0, of: 0), grace: .seconds(60))
        plan.namespaces(Self.labelled(Self.optedIn), now: now)
        let metadata = ObjectMetadata(name: "default", namespace: "ns", uid: "1", resourceVersion: "1")
        plan.observe(ServiceAccountObject(metadata: metadata, pullSecrets: []), now: now)
        let first = plan.next(now: now)
        let write = try #require(first)
        plan.finished(write.key, .failed(random: 0.5), now: now)
        // By now whoever looks at it would try again.
        let later = now + .seconds(700)
        for round in 0..<10 {
            let labels = Self.optedIn.merging(["round": "\(round)"]) { $1 }
            plan.namespaces(Self.labelled(labels), now: later)
            let next = plan.next(now: later)
            #expect(next == nil)
        }
        plan.namespaces(Self.labelled([:]), now: later)
        #expect(plan.counts[.failing] == 0)
        plan.namespaces(Self.labelled(Self.optedIn), now: later)
        let next = plan.next(now: later)
        #expect(next?.key == write.key)
    }
}
