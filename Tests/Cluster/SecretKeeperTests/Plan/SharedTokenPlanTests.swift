import Configuration
import Credentials
import EventLoop
import Testing
import Text

@testable import SecretKeeper

@Suite("Plan: registries that share a token")
struct SharedTokenPlanTests {
    private static let registries = ["a", "b", "c"].map { PlanFixture.registry($0) }
    private static let shared: Set = [CredentialScope(nil, reach: "region x")]
    private static let inputs = [
        "a": CredentialInputs(tokens: shared), "b": CredentialInputs(secretNames: ["s"], tokens: shared),
        "c": CredentialInputs(tokens: [CredentialScope(nil, reach: "region y")]),
    ]

    /// A leader all of whose credentials live for twelve hours from now on.
    private static func fixture() -> PlanFixture {
        var it = PlanFixture(registries, inputs: inputs, masters: false)
        _ = it.plan.takeDueFetches(now: it.now)
        for registry in registries { finish(&it, registry.name) }
        return it
    }

    private static func finish(_ it: inout PlanFixture, _ name: String) {
        let master = it.master(PlanFixture.registry(name), "at \(it.now.wall.micro)", expiresIn: 43_200)
        it.plan.fetchFinished(name, .written(master), now: it.now)
    }

    private static func fail(_ it: inout PlanFixture, _ name: String) {
        it.plan.fetchFinished(name, .failed("no", pause: .zero), now: it.now)
    }

    /// Sets the jitter of each so that `a` is due first.
    private static func makeFirst(_ it: inout PlanFixture) {
        for (name, random) in [("a", 0.1), ("b", 0.9), ("c", 0.9)] { it.plan.credentials[name]?.random = random }
    }

    @Test("One that is due takes the others along that are due about then, and no stranger")
    func together() {
        var it = Self.fixture()
        Self.makeFirst(&it)
        it.pass(43_200 * 0.461)
        #expect(it.plan.takeDueFetches(now: it.now) == ["a"])
        Self.finish(&it, "a")
        #expect(it.plan.takeDueFetches(now: it.now) == ["b"])
        // What b has found does not call a again.
        Self.finish(&it, "b")
        #expect(it.plan.takeDueFetches(now: it.now) == [])
    }

    @Test("One that fetches long before its time leaves the others where they are")
    func early() {
        var it = Self.fixture()
        it.pass(43_200 * 0.3)
        it.plan.masterEdited("a", now: it.now)
        #expect(it.plan.takeDueFetches(now: it.now) == ["a"])
        Self.finish(&it, "a")
        #expect(it.plan.takeDueFetches(now: it.now) == [])
    }

    @Test("Those who fail try again together")
    func failures() throws {
        var it = Self.fixture()
        Self.makeFirst(&it)
        it.pass(43_200 * 0.461)
        #expect(it.plan.takeDueFetches(now: it.now) == ["a"])
        Self.fail(&it, "a")
        #expect(it.plan.takeDueFetches(now: it.now) == ["b"])
        Self.fail(&it, "b")
        for _ in 0..<20 {
            let next = try #require(it.plan.nextFetchTime(now: it.now))
            it.pass(next - it.now.steady)
            let first = it.plan.takeDueFetches(now: it.now)
            guard first != ["c"] else {
                Self.finish(&it, "c")
                continue
            }
            #expect(first == ["a"] || first == ["b"])
            for name in first { Self.fail(&it, name) }
            let second = it.plan.takeDueFetches(now: it.now)
            #expect(Set(first + second) == ["a", "b"])
            for name in second { Self.fail(&it, name) }
            #expect(it.plan.takeDueFetches(now: it.now) == [])
        }
    }

    @Test("What works again for one is tried at once by those who fail")
    func recovery() {
        var it = Self.fixture()
        it.pass(43_200 * 0.6)
        #expect(it.plan.takeDueFetches(now: it.now) == ["a", "b", "c"])
        for name in ["a", "b", "c"] {
            for _ in 0..<12 { Self.fail(&it, name) }
        }
        #expect(it.plan.takeDueFetches(now: it.now) == [])
        it.pass(31)
        Self.finish(&it, "a")
        #expect(it.plan.takeDueFetches(now: it.now) == ["b"])
        Self.fail(&it, "b")
        #expect(it.plan.takeDueFetches(now: it.now) == [])
    }

    @Test("A changed source and a failure make what was fetched before useless to their registry")
    func since() throws {
        var it = Self.fixture()
        #expect(it.plan.credentials["b"]?.tokensSince == nil)
        it.pass(100)
        it.plan.sourceChanged("s", now: it.now)
        #expect(it.plan.credentials["b"]?.tokensSince == it.now.steady)
        #expect(it.plan.credentials["a"]?.tokensSince == nil)
        Self.fail(&it, "a")
        #expect(it.plan.credentials["a"]?.tokensSince == it.now.steady)
    }
}
