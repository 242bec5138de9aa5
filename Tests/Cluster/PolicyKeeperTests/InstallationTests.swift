import Configuration
import Kubernetes
import Policy
import PolicyKeeper
import TestAPIServer
import TestSupport
import Testing
import Text

@Suite("Policy keeper: what it writes")
struct InstallationTests {
    @Test("The leader makes policy and binding in this order, once, and they say what render policy prints")
    func installs() async throws {
        try await withWorld { world in
            world.server.settings.keepsJournal = true
            let first = try world.start("pod-1")
            let second = try world.start("pod-2")
            first.keeper.lead(true)
            await world.pass(2)
            let made = world.server.journal.filter { $0.verb == "patch" }
            #expect(made.map(\.resource) == ["mutatingadmissionpolicies", "mutatingadmissionpolicybindings"])
            #expect(made.allSatisfy { $0.user == "pod-1" && $0.status == 201 })
            let policy = try #require(world.server.object(PolicyWorld.policy))
            let rendered = try AdmissionPolicy(try PolicyWorld.configuration("hub"))
            #expect(policy.spec == rendered.policySpec)
            #expect(policy.metadata.labels == ["app.kubernetes.io/name": "pullpass"])
            #expect(policy.metadata.annotations == ["pullpass.dev/owner": "pullpass/lease"])
            #expect(policy.metadata.ownerReferences == [])
            #expect(policy.metadata.managedFields.map(\.manager) == ["pullpass"])
            let binding = try #require(world.server.object(PolicyWorld.binding))
            #expect(binding.spec == rendered.bindingSpec)
            for replica in [first, second] {
                #expect(replica.states.all == [.missing, .inForce])
                #expect(replica.metrics.contains("pullpass_policy_in_force 1"))
            }
            world.server.resetAccounting()
            await world.pass(600, step: 10)
            #expect(world.writes == 0)
        }
    }

    @Test("Both go with the ClusterRole that is named")
    func owner() async throws {
        try await withWorld { world in
            let uid = try world.createRole()
            _ = try await world.leader(target: .policy(name: "pullpass", ownerRole: "pullpass-policy"))
            let reference = OwnerReference(
                apiVersion: "rbac.authorization.k8s.io/v1",
                kind: "ClusterRole",
                name: "pullpass-policy",
                uid: uid,
                controller: false,
                blockOwnerDeletion: false
            )
            for path in PolicyWorld.objects {
                #expect(world.server.object(path)?.metadata.ownerReferences == [reference])
            }
            // Somebody takes it away.
            try world.server.edit(PolicyWorld.policy, mergePatch: #"{"metadata":{"ownerReferences":null}}"#)
            await world.pass(2)
            #expect(world.server.object(PolicyWorld.policy)?.metadata.ownerReferences == [reference])
            // The ClusterRole is made anew, and the garbage collector takes what the old one owned.
            try world.server.delete(PolicyWorld.role)
            let next = try world.createRole()
            for path in PolicyWorld.objects { try world.server.delete(path) }
            await world.pass(2)
            for path in PolicyWorld.objects {
                #expect(world.server.object(path)?.metadata.ownerReferences.map(\.uid) == [next])
            }
        }
    }

    @Test("Without the ClusterRole that is named nothing is made, since it is being uninstalled")
    func ownerIsGone() async throws {
        try await withWorld { world in
            try world.createRole()
            let replica = try await world.leader(target: .policy(name: "pullpass", ownerRole: "pullpass-policy"))
            try world.server.delete(PolicyWorld.role)
            for path in PolicyWorld.objects { try world.server.delete(path) }
            await world.pass(120, step: 5)
            for path in PolicyWorld.objects { #expect(world.server.object(path) == nil) }
            #expect(world.logs.count("there is no ClusterRole pullpass-policy") == 1)
            #expect(replica.states.last == .missing)
            try world.createRole()
            await world.pass(12)
            for path in PolicyWorld.objects { #expect(world.server.object(path) != nil) }
            #expect(replica.states.last == .inForce)
        }
    }

    @Test("A new configuration is written in one write, and one that CEL cannot say changes nothing")
    func reload() async throws {
        try await withWorld { world in
            let replica = try await world.leader()
            #expect(world.variables().contains("needs_hub"))
            world.server.resetAccounting()
            replica.keeper.reload(try PolicyWorld.configuration("hub", "quay"))
            await world.pass(1)
            #expect(world.variables().contains("needs_quay"))
            #expect(world.writes == 1)
            replica.keeper.reload(try PolicyWorld.configuration("quay"))
            await world.pass(1)
            #expect(!world.variables().contains("needs_hub"))
            var unsayable = try PolicyWorld.configuration("hub")
            unsayable.keeper.tenantSecretsEnabled = true
            replica.keeper.reload(unsayable)
            await world.pass(1)
            #expect(world.variables().contains("needs_quay"))
            #expect(world.logs.contains("the rules in the API server stay as they were"))
            #expect(world.writes == 2)
            // The same again is no change.
            replica.keeper.reload(try PolicyWorld.configuration("quay"))
            await world.pass(1)
            #expect(world.writes == 2)
            #expect(replica.states.all == [.missing, .inForce])
        }
    }

    @Test("A follower makes what was never there, as the leader of an update may not, and is ready by it")
    func bootstrap() async throws {
        try await withWorld { world in
            let replica = try world.start()
            await world.pass(4)
            #expect(world.server.object(PolicyWorld.policy) == nil)
            await world.pass(12)
            for path in PolicyWorld.objects { #expect(world.server.object(path) != nil) }
            #expect(replica.states.last == .inForce)
            // What is taken away afterwards it leaves to the leader: somebody may be uninstalling.
            for path in PolicyWorld.objects { try world.server.delete(path) }
            await world.pass(60)
            for path in PolicyWorld.objects { #expect(world.server.object(path) == nil) }
            #expect(replica.states.last == .missing)
        }
    }

    @Test("A follower that starts while everything is removed makes nothing until somebody leads again")
    func removal() async throws {
        try await withWorld { world in
            let replica = try world.start()
            replica.keeper.standDown(true)
            await world.pass(60)
            for path in PolicyWorld.objects { #expect(world.server.object(path) == nil) }
            #expect(replica.states.last == .missing)
            replica.keeper.standDown(false)
            await world.pass(1)
            for path in PolicyWorld.objects { #expect(world.server.object(path) != nil) }
        }
    }

    @Test("A follower of another version judges nothing, so that it can take the leader's place")
    func otherVersion() async throws {
        try await withWorld { world in
            _ = try await world.leader()
            let next = try world.start("pod-2", configuration: try PolicyWorld.configuration("quay"))
            await world.pass(20)
            #expect(next.states.last == .inForce)
            #expect(world.variables().contains("needs_hub"))
            next.keeper.lead(true)
            await world.pass(1)
            #expect(world.variables().contains("needs_quay"))
        }
    }

    @Test("A cluster that has no such policies is told once, and is served when it has them")
    func unserved() async throws {
        try await withWorld { world in
            world.server.settings.unserved = ["mutatingadmissionpolicies", "mutatingadmissionpolicybindings"]
            let replica = try await world.leader()
            await world.pass(60)
            #expect(replica.states.last == .unserved)
            #expect(world.logs.count("does not serve") == 1)
            #expect(world.logs.contains("Kubernetes 1.36 and later"))
            #expect(world.writes == 0)
            world.server.settings.unserved = []
            await world.pass(120)
            #expect(replica.states.last == .inForce)
        }
    }
}
