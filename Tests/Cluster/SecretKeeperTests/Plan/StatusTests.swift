import Configuration
import Controllers
import Status
import Testing
import Text

@testable import SecretKeeper

/// What operators are told of registries and of namespaces that lack something.
@Suite("Plan: status")
struct StatusTests {
    private static let hub = PlanFixture.registry("hub")

    private static func status(_ it: PlanFixture, knowsCopies: Bool = true) -> RegistryStatus? {
        it.plan.registryStatuses(now: it.now, knowsCopies: knowsCopies).first
    }

    @Test("A registry with a credential and all its copies is ready and fine")
    func ready() throws {
        var it = PlanFixture([Self.hub])
        it.namespace("a")
        it.doAll()
        let status = try #require(Self.status(it))
        #expect(status.readiness == .ready && status.secretName == "pullpass-hub" && status.revision == "r1")
        #expect(status.copies == CopyNumbers(present: 1, missing: []))
        #expect(status.isFine(at: it.now.wall))
        #expect(it.plan.lackingNamespaces(atMost: 10).named.isEmpty)
        #expect(it.plan.selectedNamespaces == 1)
    }

    @Test("A credential that has ended, that is of another configuration, or that never came, is told apart")
    func readiness() {
        var it = PlanFixture([Self.hub])
        it.plan.masterSeen("hub", it.master(Self.hub, "r2", expiresIn: 3600), now: it.now)
        #expect(Self.status(it)?.readiness == .ready)
        #expect(Self.status(it)?.lifeLeft(at: it.now.wall + .seconds(900)) == 750)
        it.pass(3601)
        #expect(Self.status(it)?.readiness == .ended)
        it.plan.credentials["hub"]?.configured.fetchedAs = Self.hub
        #expect(Self.status(it)?.readiness == .outdated)
        #expect(Self.status(PlanFixture([Self.hub], masters: false))?.readiness == RegistryStatus.Readiness.none)
        #expect(Self.status(PlanFixture([Self.hub], syncs: false))?.readiness == .unknown)
    }

    @Test("A replica that does not lead tells no copies and no next fetch")
    func replica() {
        let status = Self.status(PlanFixture([Self.hub], leads: false), knowsCopies: false)
        #expect(status?.copies == nil && status?.nextFetch == nil)
    }

    @Test("Of many namespaces those are named that need a hand, and the others are counted")
    func bounded() {
        var it = PlanFixture([Self.hub])
        for number in 0..<30 { it.namespace("n\(number)") }
        it.copy("n29", as: .foreign)
        let lacking = it.plan.lackingNamespaces(atMost: 5)
        #expect(lacking.named.count == 5 && lacking.further == 25)
        #expect(lacking.named.contains { $0.name == "n29" && $0.lacks.map(\.reason) == [.foreign] })
        #expect(lacking.named.map(\.name) == lacking.named.map(\.name).sorted())
        let numbers = Self.status(it)?.copies
        #expect(numbers?.wanted == 30 && numbers?.missing == [MissingCount(.waiting, 29), MissingCount(.foreign, 1)])
    }

    @Test(
        "What a registry said counts for the credential that it said it of, and a refusal until nothing newer is refused"
    )
    func probes() {
        var it = PlanFixture([Self.hub])
        #expect(Self.status(it)?.probe == nil)
        func see(_ revision: String) { it.plan.masterSeen("hub", it.master(Self.hub, revision), now: it.now) }
        let good = ProbeStatus(.good, at: it.now.wall)
        let refused = ProbeStatus(.refused, at: it.now.wall, reason: "401")
        it.plan.probed("nobody", good, of: "r2")
        // It is not in the master yet.
        it.plan.probed("hub", good, of: "r2")
        #expect(Self.status(it)?.probe == nil)
        see("r2")
        it.pass(60)
        #expect(Self.status(it)?.probe == good)
        it.plan.probed("hub", refused, of: "r3")
        it.pass(60)
        #expect(Self.status(it)?.probe == refused)
        // The former one is what the source has again.
        it.plan.fetchFinished("hub", .unchanged(it.master(Self.hub, "r2")), now: it.now)
        #expect(Self.status(it)?.probe == nil)
        // Of a later one nobody was asked.
        it.plan.probed("hub", good, of: "r4")
        see("r4")
        it.plan.probed("hub", nil, of: "r5")
        see("r5")
        #expect(Self.status(it)?.probe == nil)
    }
}
