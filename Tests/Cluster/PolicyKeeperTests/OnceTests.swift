import Configuration
import Kubernetes
import Policy
import PolicyKeeper
import TestAPIServer
import Testing
import Text

@Suite("Policy keeper: one round")
struct OnceTests {
    @Test("One round writes what is absent or wrong, a second one nothing, and a removal takes both away")
    func round() async throws {
        try await withWorld { world in
            let first = await (try world.make()).keeper.applyOnce()
            #expect(first.written == 2 && first.problems == [])
            let second = await (try world.make()).keeper.applyOnce()
            #expect(second.written == 0 && second.problems == [])
            try world.server.edit(PolicyWorld.binding, mergePatch: #"{"spec":{"policyName":"other"}}"#)
            let third = await (try world.make()).keeper.applyOnce()
            #expect(third.written == 1 && third.problems == [])
            let end = try await world.removeAll()
            #expect(end.removed == 2 && end.problems == [])
            for path in PolicyWorld.objects { #expect(world.server.object(path) == nil) }
            let nothing = try await world.removeAll()
            #expect(nothing.removed == 0)
        }
    }

    @Test(
        "A removal asks no rules: it takes away what CEL cannot say any more, and no policy named as a registration is"
    )
    func removalWithoutRules() async throws {
        try await withWorld { world in
            _ = await (try world.make()).keeper.applyOnce()
            var unsayable = try PolicyWorld.configuration("hub")
            unsayable.keeper.tenantSecretsEnabled = true
            #expect(throws: PolicyError.self) { try world.make(configuration: unsayable) }
            let other = try await world.removeAll(target: .matchConditions(registration: "pullpass"))
            #expect(other.removed == 0)
            let end = try await world.removeAll()
            #expect(end.removed == 2 && end.problems == [])
        }
    }

    @Test("What stands in the way is told: a foreign object, an old cluster, an owner that is not there")
    func problems() async throws {
        try await withWorld { world in
            let owned = PolicyKeeperOptions.Target.policy(name: "pullpass", ownerRole: "pullpass-policy")
            let orphan = await (try world.make(target: owned)).keeper.applyOnce()
            #expect(orphan.problems.count == 1 && orphan.problems[0].contains("there is no ClusterRole"))
            try world.server.create(
                .mutatingAdmissionPolicies(),
                #"{"metadata":{"name":"pullpass"},"spec":{"mine":"1"}}"#
            )
            let foreign = await (try world.make()).keeper.applyOnce()
            #expect(foreign.problems.count == 1 && foreign.problems[0].contains("is not Pullpass'"))
            let end = try await world.removeAll()
            #expect(end.removed == 0 && end.problems.count == 1)
            #expect(world.server.object(PolicyWorld.policy) != nil)
            world.server.settings.unserved = ["mutatingadmissionpolicies", "mutatingadmissionpolicybindings"]
            let old = await (try world.make()).keeper.applyOnce()
            #expect(old.problems.count == 1 && old.problems[0].contains("Kubernetes 1.36"))
        }
    }
}
