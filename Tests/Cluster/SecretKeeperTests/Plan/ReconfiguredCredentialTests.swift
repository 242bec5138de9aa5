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
}
