import Configuration
import Credentials
import Testing

@testable import SecretKeeper

@Suite("Plan: credentials of a configuration that changes")
struct ReconfiguredCredentialTests {
    @Test(
        "A credential of the old configuration goes to no namespace that only the new one takes",
        arguments: [true, false]
    )
    func outdated(isInline: Bool) throws {
        func password(_ text: String) -> String {
            isInline ? "value: \(text)" : "secretKeyRef: { name: \(text), key: token }"
        }
        var narrow = try PlanFixture.sourced(password: password("strong"))
        narrow.namespaces.names = ["platform"]
        var it = PlanFixture([narrow])
        it.namespace("platform")
        it.namespace("tenant")
        #expect(it.doAll() == ["place platform/pullpass-hub"])
        let wider = try PlanFixture.sourced(password: password("weak"))
        it.plan.reconfigure(Configuration(registries: [wider]), now: it.now)
        it.pass(60)
        #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
        #expect(it.doAll() == [])
        it.plan.fetchFinished("hub", .failed("there is no Secret weak"), now: it.now)
        #expect(it.doAll() == [])
        it.pass(600)
        _ = it.plan.takeDueFetches(now: it.now)
        it.plan.fetchFinished("hub", .written(it.master(wider, "r2")), now: it.now)
        #expect(Set(it.doAll()) == ["rotate platform/pullpass-hub", "place tenant/pullpass-hub"])
    }

    @Test("The same credential under a new configuration goes where the new one wants it")
    func confirmed() throws {
        let registry = PlanFixture.registry("hub", namespaces: NamespaceRule(names: ["platform"]))
        var it = PlanFixture([registry])
        it.namespace("tenant")
        var wider = PlanFixture.registry("hub")
        wider.matchImages = PlanFixture.registry("other").matchImages
        it.plan.reconfigure(Configuration(registries: [wider]), now: it.now)
        it.pass(60)
        #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
        #expect(it.doAll() == [])
        it.plan.fetchFinished("hub", .unchanged(it.master(wider, "r1")), now: it.now)
        #expect(it.doAll() == ["place tenant/pullpass-hub"])
    }

    @Test("A changed pattern or inline credential is fetched again; a changed namespace rule is not")
    func reload() throws {
        let registry = try PlanFixture.sourced()
        var it = PlanFixture([registry], inputs: CredentialPlanTests.inputs, fetches: false)
        _ = it.plan.takeDueFetches(now: it.now)
        it.plan.fetchFinished("hub", .unchanged(it.master(registry, "r1")), now: it.now)
        it.pass(60)
        var narrowed = registry
        narrowed.namespaces.names = ["team-*"]
        it.plan.reconfigure(Configuration(registries: [narrowed]), inputs: CredentialPlanTests.inputs, now: it.now)
        #expect(it.plan.takeDueFetches(now: it.now) == [])
        narrowed.anonymousFallback.toggle()
        it.plan.reconfigure(Configuration(registries: [narrowed]), inputs: CredentialPlanTests.inputs, now: it.now)
        #expect(it.plan.takeDueFetches(now: it.now) == [])
        narrowed.matchImages = PlanFixture.registry("other").matchImages
        it.plan.reconfigure(Configuration(registries: [narrowed]), inputs: CredentialPlanTests.inputs, now: it.now)
        #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
    }

    // MARK: Taken out and put back

    private static let other = PlanFixture.registry("other")

    @Test("A registry that was taken out and is back is fetched again: its source may have changed meanwhile")
    func back() throws {
        let registry = try PlanFixture.sourced()
        var it = PlanFixture([registry, Self.other], inputs: CredentialPlanTests.inputs)
        it.namespace("team-a")
        it.doAll()
        it.plan.reconfigure(Configuration(registries: [Self.other]), now: it.now)
        it.pass(600)
        it.plan.reconfigure(
            Configuration(registries: [registry, Self.other]),
            inputs: CredentialPlanTests.inputs,
            now: it.now
        )
        #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
        #expect(it.plan.credentials["hub"]?.tokensSince == it.now.steady)
        it.namespace("team-b")
        #expect(it.doAll() == ["place team-b/pullpass-hub", "place team-b/pullpass-other"])
        it.plan.fetchFinished("hub", .unchanged(it.master(registry, "r1")), now: it.now)
        it.pass(600)
        #expect(it.plan.takeDueFetches(now: it.now) == [])
        #expect(it.doAll() == [])
    }

    @Test("One that is back with another credential gives the former one to no further namespace")
    func backWithAnother() throws {
        let registry = try PlanFixture.sourced(password: "value: strong")
        var it = PlanFixture([registry, Self.other])
        it.namespace("team-a")
        it.doAll()
        it.plan.reconfigure(Configuration(registries: [Self.other]), now: it.now)
        it.pass(600)
        let another = try PlanFixture.sourced(password: "value: weak")
        it.plan.reconfigure(Configuration(registries: [another, Self.other]), now: it.now)
        it.namespace("team-b")
        #expect(it.doAll() == ["place team-b/pullpass-other"])
        #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
        it.plan.fetchFinished("hub", .written(it.master(another, "r2")), now: it.now)
        #expect(Set(it.doAll()) == ["rotate team-a/pullpass-hub", "place team-b/pullpass-hub"])
    }

    @Test("A fetch that was under way all the while does not count as one of what is back")
    func overtaken() throws {
        let registry = try PlanFixture.sourced()
        var it = PlanFixture([registry, Self.other], fetches: false)
        #expect(it.plan.takeDueFetches(now: it.now) == ["hub", "other"])
        it.plan.reconfigure(Configuration(registries: [Self.other]), now: it.now)
        it.plan.reconfigure(Configuration(registries: [registry, Self.other]), now: it.now)
        it.plan.fetchFinished("hub", .unchanged(it.master(registry, "r1")), now: it.now)
        it.pass(2)
        #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
    }

    @Test("So is one that only a master told of, after a restart without it")
    func backAfterRestart() throws {
        let registry = try PlanFixture.sourced()
        var it = PlanFixture([Self.other])
        it.plan.masterSeen("hub", it.master(registry, "r1"), now: it.now)
        #expect(it.plan.takeDueFetches(now: it.now) == [])
        it.plan.reconfigure(Configuration(registries: [registry, Self.other]), now: it.now)
        #expect(it.plan.takeDueFetches(now: it.now) == ["hub"])
    }

    // MARK: Replicas that do not lead

    private static func lazy(password: String) throws -> Registry {
        var registry = try PlanFixture.sourced(password: password)
        registry.placement = .lazy
        return registry
    }

    private static func hint(_ it: inout PlanFixture, _ namespace: String) -> [String] {
        it.namespace(namespace)
        _ = it.plan.hint(namespace: namespace, registry: "hub", now: it.now)
        return it.takeAll()
    }

    @Test("A replica that does not lead goes on placing once the leader has written what is asked for now")
    func follower() throws {
        var it = PlanFixture([try Self.lazy(password: "value: strong")], leads: false)
        #expect(Self.hint(&it, "team-a") == ["ask+place team-a/pullpass-hub"])
        let weak = try Self.lazy(password: "value: weak")
        it.plan.reconfigure(Configuration(registries: [weak]), now: it.now)
        #expect(Self.hint(&it, "team-b") == [])
        var renamed = it.master(weak, "r1")
        renamed.secretNames.append("former")
        it.plan.masterSeen("hub", renamed, now: it.now)
        #expect(it.takeAll() == [])
        it.plan.masterSeen("hub", it.master(weak, "r2"), now: it.now)
        #expect(it.takeAll() == ["ask+place team-b/pullpass-hub"])
    }

    @Test("So it does where the leader was faster, and had written it before this one read the configuration")
    func slowFollower() throws {
        var it = PlanFixture([try Self.lazy(password: "value: strong")], leads: false)
        let other = try Self.lazy(password: "secretKeyRef: { name: other, key: token }")
        it.plan.masterSeen("hub", it.master(other, "r2"), now: it.now)
        #expect(Self.hint(&it, "team-a") == [])
        it.plan.reconfigure(Configuration(registries: [other]), now: it.now)
        #expect(it.takeAll() == ["ask+place team-a/pullpass-hub"])
    }

    @Test("And where the configuration is as it was again, or only trusts other authorities")
    func followerOfMistakes() throws {
        let strong = try Self.lazy(password: "value: strong")
        var it = PlanFixture([strong], leads: false)
        it.plan.reconfigure(Configuration(registries: [try Self.lazy(password: "value: weak")]), now: it.now)
        #expect(Self.hint(&it, "team-a") == [])
        it.plan.reconfigure(Configuration(registries: [strong]), now: it.now)
        #expect(it.takeAll() == ["ask+place team-a/pullpass-hub"])
        var trusting = strong
        trusting.tls = RegistryTLS(ca: .file("/other/ca.crt"))
        it.plan.reconfigure(Configuration(registries: [trusting]), now: it.now)
        #expect(Self.hint(&it, "team-b") == ["ask+place team-b/pullpass-hub"])
    }
}
