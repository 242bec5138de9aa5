import Kubernetes
import RegistryStatusKeeper
import Status
import TestAPIServer
import TestSupport
import Testing
import Text

@Suite("PullRegistries: how seldom they are written")
struct WritingTests {
    private static let hub = ResourcePath.pullRegistries(name: "hub")

    @Test func `what has not changed is not written, however long it stands`() async throws {
        try await withWorld { world in
            world.tell(RegistryStatusWorld.ready("hub"), RegistryStatusWorld.ready("ecr"))
            await world.start()
            await world.pass(3600, step: 30)
            #expect(world.objectWrites(of: "hub").count == 1 && world.statusWrites(of: "hub").count == 1)
            #expect(world.server.requestCount(verb: "list", resource: "pullregistries") <= 1)
            // Neither jitter nor the time in which a fetch is under way are news.
            for next in [Timestamp(seconds: 1_800_021_650), nil, Timestamp(seconds: 1_800_021_560)] {
                var status = RegistryStatusWorld.ready("hub")
                status.nextFetch = next
                world.tell(status, RegistryStatusWorld.ready("ecr"))
                await world.pass(60, step: 5)
            }
            #expect(world.statusWrites(of: "hub").count == 1)
        }
    }

    @Test func `what changes all the time is written once in 30 s, each object by itself, and the last word stays`()
        async throws
    {
        try await withWorld { world in
            world.tell(RegistryStatusWorld.ready("hub", copies: 0), RegistryStatusWorld.ready("ecr"))
            await world.start()
            for count in 1...600 {
                world.tell(
                    RegistryStatusWorld.ready("hub", copies: count),
                    RegistryStatusWorld.ready("ecr", copies: count / 2)
                )
                await world.pass(1)
            }
            await world.pass(40, step: 5)
            for name in ["hub", "ecr"] {
                let times = world.statusWrites(of: name)
                #expect(times.count >= 15 && times.count <= 23, "\(times)")
                #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 >= 30 }, "\(times)")
                #expect(world.objectWrites(of: name).count == 1)
            }
            #expect(world.shown("hub")?.status["present"] == .integer(600))
        }
    }

    @Test func `a change that comes alone is shown within seconds`() async throws {
        try await withWorld { world in
            world.tell(RegistryStatusWorld.ready("hub"))
            await world.start()
            await world.pass(60, step: 5)
            var status = RegistryStatusWorld.ready("hub")
            status.readiness = .ended
            world.tell(status)
            await world.pass(6)
            #expect(world.shown("hub")?.condition("Ready").hasPrefix("False CredentialEnded") == true)
        }
    }

    @Test func `a replica that does not lead writes nothing, and one that follows writes nothing anew`() async throws {
        try await withWorld { world in
            world.tell(RegistryStatusWorld.ready("hub"))
            let first = await world.start(leads: false)
            await world.pass(120, step: 5)
            #expect(world.shown("hub") == nil)
            first.keeper.lead(true)
            await world.pass(10)
            first.keeper.lead(false)
            await world.start("pod-2")
            await world.pass(120, step: 5)
            #expect(world.statusWrites(of: "hub").count == 1)
        }
    }

    @Test func `what is not known yet is not written over what another leader knew`() async throws {
        try await withWorld { world in
            world.tell(RegistryStatusWorld.ready("hub"))
            let first = await world.start()
            first.keeper.lead(false)
            var status = RegistryStatusWorld.ready("hub")
            status.readiness = .unknown
            status.copies = nil
            world.tell(status)
            await world.start("pod-2")
            await world.pass(120, step: 5)
            #expect(world.shown("hub")?.condition("Ready").hasPrefix("True") == true)
            #expect(world.statusWrites(of: "hub").count == 1)
        }
    }

    @Test func `edits are undone, of spec, labels and status, and so is a deletion`() async throws {
        try await withWorld { world in
            world.tell(RegistryStatusWorld.ready("hub"))
            await world.start()
            let right = try #require(world.shown("hub"))
            await world.pass(40, step: 5)
            try world.server.edit(
                Self.hub,
                mergePatch: #"{"metadata":{"labels":null},"spec":{"matchImages":["evil.example.com"]}}"#
            )
            try world.server.editStatus(
                Self.hub,
                mergePatch: #"{"status":{"wanted":9,"lastError":"no","conditions":[]}}"#
            )
            await world.pass(80, step: 5)
            let mended = try #require(world.shown("hub"))
            #expect(mended.spec == right.spec && mended.metadata.labels == right.metadata.labels)
            #expect(mended.status["wanted"] == .integer(3) && mended.condition("Ready") == right.condition("Ready"))
            // What somebody else has added goes though no apply would take it away.
            #expect(mended.status["lastError"] == nil)
            try world.server.delete(Self.hub)
            await world.pass(80, step: 5)
            #expect(world.shown("hub")?.condition("Ready") == right.condition("Ready"))
        }
    }

    @Test func `who undoes it without end brings about one write in 30 s and no more`() async throws {
        try await withWorld { world in
            world.tell(RegistryStatusWorld.ready("hub"))
            await world.start()
            for _ in 0..<300 {
                try? world.server.editStatus(Self.hub, mergePatch: #"{"status":{"lastError":"no"}}"#)
                try? world.server.edit(Self.hub, mergePatch: #"{"spec":{"secretName":"x"}}"#)
                await world.pass(1)
            }
            #expect(world.statusWrites(of: "hub").count <= 11 && world.objectWrites(of: "hub").count <= 11)
        }
    }
}

@Suite("PullRegistries: whose they are")
struct OwnershipTests {
    private static let hub = ResourcePath.pullRegistries(name: "hub")
    static let foreign =
        #"{"apiVersion":"pullpass.dev/v1alpha1","kind":"PullRegistry","metadata":{"name":"hub"},"spec":{"name":"x","secretName":"y","matchImages":[]}}"#

    @Test func `somebody else's object of a registry's name is left alone and told, and so is another installation's`()
        async throws
    {
        try await withWorld { world in
            try world.server.create(.pullRegistries(), Self.foreign)
            world.tell(RegistryStatusWorld.ready("hub"), RegistryStatusWorld.ready("ecr"))
            let replica = await world.start()
            await world.pass(120, step: 5)
            #expect(world.shown("hub")?.spec["secretName"] == .string("y"))
            #expect(world.objectWrites(of: "hub").isEmpty && world.statusWrites(of: "hub").isEmpty)
            #expect(world.shown("ecr") != nil)
            #expect(world.logs.count("PullRegistry hub is not Pullpass' (pullpass/lease) and is left alone") == 1)
            let events = world.server.events().filter { $0.reason == "ForeignPullRegistry" }
            #expect(events.map(\.count) == [1] && events.first?.kind == "PullRegistry")
            #expect(replica.metrics.contains("pullpass_pullregistry_foreign 1\n"))
            // It goes, and ours takes its place.
            try world.server.delete(Self.hub)
            await world.pass(10)
            #expect(world.shown("hub")?.condition("Ready").hasPrefix("True") == true)
            #expect(replica.metrics.contains("pullpass_pullregistry_foreign 0\n"))
            // Another installation in the cluster writes its own and leaves these.
            await world.start("other-1", lease: "other")
            await world.pass(120, step: 5)
            #expect(world.shown("hub")?.metadata.annotations["pullpass.dev/owner"] == "pullpass/lease")
        }
    }

    @Test func `the object of a registry that went goes, and nobody else's`() async throws {
        try await withWorld { world in
            try world.server.create(.pullRegistries(), Self.foreign.replacing("hub", with: "theirs"))
            world.tell(RegistryStatusWorld.ready("hub"), RegistryStatusWorld.ready("ecr"))
            await world.start()
            world.tell(RegistryStatusWorld.ready("ecr"))
            await world.pass(60, step: 5)
            #expect(world.shown("hub") == nil)
            #expect(world.shown("ecr") != nil && world.shown("theirs") != nil)
        }
    }

    @Test func `a removal of everything takes ours and leaves what is not`() async throws {
        try await withWorld { world in
            try world.server.create(.pullRegistries(), Self.foreign.replacing("hub", with: "theirs"))
            world.tell(RegistryStatusWorld.ready("hub"), RegistryStatusWorld.ready("ecr"))
            await world.start()
            await world.stopAll()
            let keeper = world.make("remover").keeper
            let removed = try await keeper.removeAll()
            let again = try await keeper.removeAll()
            #expect(removed == 2 && again == 0)
            #expect(world.server.objectCount("pullregistries") == 1)
        }
    }

    @Test func `a removal goes on past an object that is refused, and says so`() async throws {
        try await withWorld { world in
            world.tell(RegistryStatusWorld.ready("hub"), RegistryStatusWorld.ready("ecr"))
            await world.start()
            await world.stopAll()
            world.server.inject(.refuse(403), on: RequestMatch(verbs: ["delete"], resource: "pullregistries"))
            let keeper = world.make("remover").keeper
            await #expect(throws: KubernetesError.self) { try await keeper.removeAll() }
            #expect(world.server.objectCount("pullregistries") == 1)
        }
    }

    @Test func `a round shows everything once, and writes nothing where all is said`() async throws {
        try await withWorld { world in
            let states = [RegistryStatusWorld.ready("hub"), RegistryStatusWorld.ready("ecr")]
            let first = await world.make("round-1").keeper.showOnce(states)
            let second = await world.make("round-2").keeper.showOnce(states)
            #expect(first.isEmpty && second.isEmpty)
            #expect(world.shown("ecr")?.condition("Ready").hasPrefix("True") == true)
            #expect(world.statusWrites(of: "hub").count == 1 && world.objectWrites(of: "hub").count == 1)
            _ = await world.make("round-3").keeper.showOnce([states[0]])
            #expect(world.shown("ecr") == nil)
            let denied = await world.make("round-4", rules: []).keeper.showOnce(states)
            #expect(denied.first?.contains("needs verb list") == true)
        }
    }

    @Test func `objects that cannot be read end nothing`() async throws {
        try await withWorld { world in
            world.tell(RegistryStatusWorld.ready("hub"), RegistryStatusWorld.ready("ecr"))
            await world.start()
            try world.server.edit(
                Self.hub,
                mergePatch: #"{"metadata":{"labels":{"a":"\#(String(repeating: "x", count: 63))"}}}"#
            )
            world.server.poison(Self.hub, managedFields: #"{"a":[1,2,"#)
            world.tell(RegistryStatusWorld.ready("hub", copies: 9), RegistryStatusWorld.ready("ecr", copies: 9))
            await world.pass(120, step: 5)
            #expect(world.shown("ecr")?.status["present"] == .integer(9))
        }
    }
}

@Suite("PullRegistries: clusters without them, and without rights")
struct AbsenceTests {
    @Test func `a cluster without the definition is no fault, is asked seldom, and is seen when it gets one`()
        async throws
    {
        try await withWorld { world in
            world.server.settings.unserved = ["pullregistries"]
            world.tell(RegistryStatusWorld.ready("hub"))
            await world.start()
            await world.pass(1200, step: 10)
            #expect(world.logs.count("this cluster has no PullRegistries") == 1)
            #expect(!world.logs.contains("error"))
            #expect(world.server.requestCount(resource: "pullregistries") < 60)
            let none = try await world.make("remover").keeper.removeAll()
            #expect(none == 0)
            world.server.settings.unserved = []
            await world.pass(120, step: 5)
            #expect(world.shown("hub")?.condition("Ready").hasPrefix("True") == true)
        }
    }

    @Test func `after one 404 from something in front of the API server what changes is shown again`()
        async throws
    {
        try await withWorld { world in
            world.tell(RegistryStatusWorld.ready("hub"))
            await world.start()
            await world.pass(60, step: 5)
            world.server.inject(.refuse(404), on: RequestMatch(verbs: ["watch"], resource: "pullregistries"))
            world.server.cutWatches(of: "pullregistries", inOrder: true)
            await world.pass(60, step: 5)
            world.tell(RegistryStatusWorld.ready("hub", copies: 7))
            await world.pass(60, step: 5)
            #expect(world.shown("hub")?.status["present"] == .integer(7))
        }
    }

    @Test(
        "Each right is needed, and one that is missing is told once",
        arguments: RegistryStatusWorld.rights.dropLast().flatMap { rule in
            rule.verbs.subtracting(["list"]).sorted().map { ($0, rule.resources.first ?? "") }
        }
    )
    // A watch brings what there is by itself, where servers are new enough; a round lists, and is told (`needs verb list`).
    func rights(verb: String, resource: String) async throws {
        try await withWorld { world in
            var rules = RegistryStatusWorld.rights
            for index in rules.indices where rules[index].resources == [resource] { rules[index].verbs.remove(verb) }
            world.tell(RegistryStatusWorld.ready("hub"))
            await world.start(rules: rules)
            await world.pass(300, step: 10)
            world.tell()
            await world.pass(300, step: 10)
            #expect(world.logs.contains("needs verb \(verb) on \(resource)"), "\(world.logs.all)")
            #expect(world.server.requestCount(verb: verb, resource: resource) < 40)
        }
    }

    @Test func `one object that the API server does not take holds up none of the others`() async throws {
        try await withWorld { world in
            var bad = RegistryStatusWorld.ready("bad")
            bad.secretName = String(repeating: "x", count: 300)
            world.tell(bad, RegistryStatusWorld.ready("hub"))
            await world.start()
            for count in 1...300 {
                world.tell(bad, RegistryStatusWorld.ready("hub", copies: count))
                await world.pass(1)
            }
            #expect(world.statusWrites(of: "hub").count >= 9)
            #expect(world.objectWrites(of: "bad").count < 6)
            #expect(world.logs.count("how registry bad stands cannot be shown") == 1)
        }
    }

    @Test(
        "One object that somebody's webhook or policy does not take, or whose right is missing, holds up none of the others",
        arguments: [Fault.denyByWebhook(403), .denyByPolicy(403), .failWebhook, .denyByAuthorizer]
    )
    func refused(fault: Fault) async throws {
        try await withWorld { world in
            world.tell(RegistryStatusWorld.ready("aaa"), RegistryStatusWorld.ready("hub"))
            await world.start()
            await world.pass(60, step: 5)
            let match = RequestMatch(verbs: ["create", "patch"], resource: "pullregistries", name: "aaa")
            world.server.inject(fault, on: match, times: nil)
            // Others have nothing to say for so long that all pauses are the longest.
            world.tell(RegistryStatusWorld.ready("aaa", copies: 9), RegistryStatusWorld.ready("hub"))
            await world.pass(900, step: 10)
            world.tell(RegistryStatusWorld.ready("aaa", copies: 9), RegistryStatusWorld.ready("hub", copies: 9))
            await world.pass(fault == .denyByAuthorizer ? 400 : 40, step: 5)
            #expect(world.shown("hub")?.status["present"] == .integer(9))
            #expect(world.shown("aaa")?.status["present"] == .integer(3))
            world.server.removeFaults()
            await world.pass(1000, step: 10)
            #expect(world.shown("aaa")?.status["present"] == .integer(9))
        }
    }
}

@Suite("PullRegistries: deletions that are told before the answer")
struct DeletionTests {
    private static let hub = ResourcePath.pullRegistries(name: "hub")

    @Test("An object that is deleted as soon as it is written comes back", arguments: [false, true])
    func comesBack(cutsWatches: Bool) async throws {
        try await withWorld { world in
            world.tell(RegistryStatusWorld.ready("hub"))
            let replica = await world.start(leads: false)
            world.server.settings.answerDelay = .seconds(4)
            // The end of the keeper waits for its last answer, and no clock moves then.
            defer { world.server.settings.answerDelay = .zero }
            replica.keeper.lead(true)
            await world.pass(1)
            #expect(world.shown("hub") != nil)
            try world.server.delete(Self.hub)
            if cutsWatches {
                world.server.expireHistory()
                world.server.cutWatches(of: "pullregistries")
            }
            await world.pass(60)
            #expect(world.shown("hub")?.condition("Ready").hasPrefix("True") == true)
        }
    }

    @Test func `one that is gone unseen is made anew`() async throws {
        try await withWorld { world in
            world.tell(RegistryStatusWorld.ready("hub"))
            await world.start()
            await world.pass(60, step: 5)
            world.server.silenceWatches()
            try world.server.delete(Self.hub)
            world.tell(RegistryStatusWorld.ready("hub", copies: 7))
            await world.pass(90)
            #expect(world.shown("hub")?.status["present"] == .integer(7))
        }
    }

    @Test func `a replica that led counts nobody's objects any more`() async throws {
        try await withWorld { world in
            try world.server.create(.pullRegistries(), OwnershipTests.foreign)
            world.tell(RegistryStatusWorld.ready("hub"))
            let replica = await world.start()
            await world.pass(10)
            #expect(replica.metrics.contains("pullpass_pullregistry_foreign 1\n"))
            replica.keeper.lead(false)
            await world.pass(10)
            #expect(replica.metrics.contains("pullpass_pullregistry_foreign 0\n"))
            replica.keeper.lead(true)
            await world.pass(10)
            #expect(replica.metrics.contains("pullpass_pullregistry_foreign 1\n"))
            world.server.settings.unserved = ["pullregistries"]
            world.server.cutWatches(of: "pullregistries")
            await world.pass(60)
            #expect(replica.metrics.contains("pullpass_pullregistry_foreign 0\n"))
        }
    }
}
