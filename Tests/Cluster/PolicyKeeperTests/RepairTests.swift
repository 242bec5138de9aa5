import Kubernetes
import PolicyKeeper
import TestAPIServer
import TestSupport
import Testing
import Text

@Suite("Policy keeper: what others do")
struct RepairTests {
    @Test(
        "An edit of policy or binding is taken back in one write",
        arguments: [
            (PolicyWorld.policy, #"{"spec":{"failurePolicy":"Fail"}}"#),
            (PolicyWorld.policy, #"{"spec":{"variables":[]}}"#),
            (PolicyWorld.policy, #"{"spec":{"matchConditions":[{"name":"never","expression":"false"}]}}"#),
            (PolicyWorld.policy, #"{"spec":{"paramKind":{"apiVersion":"v1","kind":"ConfigMap"}}}"#),
            (PolicyWorld.policy, #"{"spec":{"matchConstraints":{"namespaceSelector":{"matchLabels":{"a":"b"}}}}}"#),
            (PolicyWorld.policy, #"{"metadata":{"labels":null}}"#),
            (PolicyWorld.binding, #"{"spec":{"policyName":"other"}}"#),
            (PolicyWorld.binding, #"{"spec":{"matchResources":{"namespaceSelector":{"matchLabels":{"a":"b"}}}}}"#),
        ]
    )
    func edit(_ path: ResourcePath, _ patch: String) async throws {
        try await withWorld { world in
            _ = try await world.leader()
            let before = try #require(world.server.object(path))
            world.server.resetAccounting()
            try world.server.edit(path, mergePatch: patch)
            #expect(world.server.object(path)?.metadata.resourceVersion != before.metadata.resourceVersion)
            await world.pass(1)
            let after = try #require(world.server.object(path))
            #expect(after.spec == before.spec)
            #expect(after.metadata.labels == before.metadata.labels)
            #expect(after.metadata.uid == before.metadata.uid)
            #expect(world.writes == 1)
        }
    }

    @Test("What belongs to others on our objects stays")
    func others() async throws {
        try await withWorld { world in
            _ = try await world.leader()
            world.server.resetAccounting()
            let patch = #"{"metadata":{"labels":{"team":"x"},"annotations":{"note":"y"}}}"#
            try world.server.edit(PolicyWorld.policy, mergePatch: patch)
            await world.pass(2)
            #expect(world.writes == 0)
            try world.server.edit(PolicyWorld.policy, mergePatch: #"{"spec":{"failurePolicy":"Fail"}}"#)
            await world.pass(2)
            let metadata = try #require(world.server.object(PolicyWorld.policy)).metadata
            #expect(metadata.labels["team"] == "x")
            #expect(metadata.annotations["note"] == "y")
        }
    }

    @Test("A deletion is made good", arguments: PolicyWorld.objects)
    func deletion(_ path: ResourcePath) async throws {
        try await withWorld { world in
            let replica = try await world.leader()
            let before = try #require(world.server.object(path))
            try world.server.delete(path)
            await world.pass(1)
            let after = try #require(world.server.object(path))
            #expect(after.spec == before.spec)
            #expect(after.metadata.uid != before.metadata.uid)
            #expect(replica.states.last == .inForce)
        }
    }

    @Test(
        "A 404 from a way to the API server that is wrong for a moment ends nothing for good",
        arguments: [
            RequestMatch(verbs: ["watch"], resource: "mutatingadmissionpolicies"),
            RequestMatch(resource: "mutatingadmissionpolicies"),
        ]
    )
    func notFound(_ match: RequestMatch) async throws {
        try await withWorld { world in
            let replica = try await world.leader()
            let before = try #require(world.server.object(PolicyWorld.policy))
            world.server.inject(.refuse(404), on: match, times: match.verbs == nil ? 3 : 1)
            if match.verbs != nil { world.server.cutWatches(of: "mutatingadmissionpolicies", inOrder: true) }
            try world.server.edit(PolicyWorld.policy, mergePatch: #"{"spec":{"failurePolicy":"Fail"}}"#)
            await world.pass(60)
            #expect(replica.states.last == .inForce)
            #expect(world.server.object(PolicyWorld.policy)?.spec == before.spec)
            try world.server.edit(PolicyWorld.policy, mergePatch: #"{"spec":{"failurePolicy":"Fail"}}"#)
            await world.pass(2)
            #expect(world.server.object(PolicyWorld.policy)?.spec == before.spec)
        }
    }

    @Test("Somebody who always undoes it is not fought in a loop")
    func fight() async throws {
        try await withWorld { world in
            _ = try await world.leader()
            world.server.resetAccounting()
            for _ in 0..<300 {
                try world.server.edit(PolicyWorld.policy, mergePatch: #"{"spec":{"failurePolicy":"Fail"}}"#)
                await world.pass(1)
            }
            #expect(world.writes <= 12)
            await world.pass(120)
            let policy = try #require(world.server.object(PolicyWorld.policy))
            #expect(policy.spec["failurePolicy"] == .string("Ignore"))
        }
    }

    @Test("An object of our name that is somebody else's stays as it is, and is told", arguments: PolicyWorld.objects)
    func foreign(_ path: ResourcePath) async throws {
        try await withWorld { world in
            var collection = path
            collection.name = nil
            try world.server.create(collection, #"{"metadata":{"name":"pullpass"},"spec":{"mine":"1"}}"#)
            let before = world.server.object(path)
            let replica = try await world.leader()
            await world.pass(120, step: 5)
            #expect(world.server.object(path) == before)
            #expect(replica.states.last == .missing)
            #expect(world.logs.count("is not Pullpass' (pullpass/lease) and is left alone") == 1)
            #expect(world.server.events().map(\.reason) == ["ForeignPolicy"])
            #expect(replica.metrics.contains("pullpass_policy_foreign 1"))
            // Once it is away, ours comes.
            try world.server.delete(path)
            await world.pass(2)
            #expect(replica.states.last == .inForce)
            #expect(replica.metrics.contains("pullpass_policy_foreign 0"))
        }
    }

    @Test("Two that both believe to lead agree", arguments: [false, true])
    func race(_ isInstalled: Bool) async throws {
        try await withWorld { world in
            if isInstalled {
                let round = await (try world.make("pod-0")).keeper.applyOnce()
                #expect(round.problems == [])
            }
            world.server.settings.latency = .milliseconds(500)
            let both = try ["pod-1", "pod-2"].map {
                try world.start($0, configuration: try PolicyWorld.configuration("quay"))
            }
            for replica in both { replica.keeper.lead(true) }
            await world.pass(30)
            #expect(world.variables().contains("needs_quay"))
            #expect(both.map(\.states.last) == [.inForce, .inForce])
            #expect(world.server.requestCount(verb: "patch", status: 409) >= 1)
            world.server.resetAccounting()
            await world.pass(120, step: 5)
            #expect(world.writes == 0)
        }
    }
}
