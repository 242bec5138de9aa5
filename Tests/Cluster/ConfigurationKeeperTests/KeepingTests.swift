import Configuration
import ConfigurationKeeper
import Kubernetes
import Names
import TestAPIServer
import TestSupport
import Testing
import Text

@Suite("Configuration keeper: what stands in the Secret")
struct KeepingTests {
    @Test func `the leader writes what is in force once, and its marks tell when and by which version`() async throws {
        try await withWorld { world in
            let replica = await world.start(ConfigurationWorld.report("a", by: "0.1.0"))
            await world.pass(120, step: 10)
            #expect(world.text == "a")
            #expect(world.kept?.description == "of 2027-01-15T08:00:00Z, accepted by version 0.1.0")
            #expect(world.writes == 1)
            let secret = try #require(world.server.secret("pullpass", "pullpass-configuration-in-force"))
            #expect(secret.type == "pullpass.dev/configuration")
            #expect(secret.metadata.annotations[PullpassKey.owner] == "pullpass/lease")
            #expect(secret.metadata.labels["app.kubernetes.io/name"] == "pullpass")
            #expect(replica.metrics.contains("pullpass_configuration_stored 1\n"))
            #expect(!"\(secret) \(world.kept as Any)".contains("\"a\""))
        }
    }

    @Test func `a replica that does not lead writes nothing`() async throws {
        try await withWorld { world in
            let replica = await world.start(ConfigurationWorld.report("a"), leads: false)
            await world.pass(120, step: 10)
            #expect(world.writes == 0)
            #expect(replica.metrics.contains("pullpass_configuration_stored 0\n"))
            replica.keeper.lead(true)
            await world.pass(2)
            #expect(world.text == "a")
        }
    }

    @Test func `a new configuration takes the place of the old one, under the same uid`() async throws {
        try await withWorld { world in
            let replica = await world.start(ConfigurationWorld.report("a"))
            let uid = world.server.secret("pullpass", "pullpass-configuration-in-force")?.metadata.uid
            replica.keeper.take(ConfigurationWorld.report("b", by: "2"))
            await world.pass(2)
            #expect(world.text == "b")
            #expect(world.kept?.acceptedBy == "2")
            #expect(world.server.secret("pullpass", "pullpass-configuration-in-force")?.metadata.uid == uid)
            // The same again, by another version: nothing to write.
            replica.keeper.take(ConfigurationWorld.report("b", by: "3"))
            await world.pass(2)
            #expect(world.writes == 2)
        }
    }

    @Test func `what somebody deletes or edits is put right`() async throws {
        try await withWorld { world in
            _ = await world.start(ConfigurationWorld.report("a"))
            try world.server.deleteSecret("pullpass", "pullpass-configuration-in-force")
            await world.pass(2)
            #expect(world.text == "a")
            for data in [["config.yaml": "evil"], ["config.yaml": ""], ["config.yaml": nil]] {
                try world.server.editSecret("pullpass", "pullpass-configuration-in-force", data: data)
                await world.pass(2)
                #expect(world.text == "a")
            }
        }
    }

    @Test(
        "Who works by an older one restores it where there is none, and leaves a newer one alone",
        arguments: [
            ConfigurationInForce.previous(reason: "x"),
            .stored(ConfigurationWorld.configuration("old"), reason: "x"),
        ]
    )
    func older(state: ConfigurationInForce) async throws {
        try await withWorld { world in
            let first = await world.start(ConfigurationWorld.report("new"))
            first.keeper.lead(false)
            let kept = ConfigurationWorld.configuration("old", by: "0")
            _ = await world.start(ConfigurationReport(state, keeping: kept, replaces: false), name: "pod-2")
            #expect(world.text == "new")
            try world.server.deleteSecret("pullpass", "pullpass-configuration-in-force")
            await world.pass(2)
            #expect(world.text == "old")
            // Not of this process: who accepted it stays what it was.
            #expect(world.kept?.acceptedBy == "0")
        }
    }

    @Test func `somebody else's Secret of that name stays, and that is told with what to do`() async throws {
        try await withWorld { world in
            try world.server.createSecret("pullpass", "pullpass-configuration-in-force", data: ["config.yaml": "mine"])
            let replica = await world.start(ConfigurationWorld.report("a"))
            #expect(world.writes == 0)
            #expect(world.logs.contains("is not Pullpass' (pullpass/lease) and is left alone"))
            #expect(world.logs.contains("--configuration-secret"))
            #expect(replica.metrics.contains("pullpass_configuration_stored 0\n"))
            try world.server.deleteSecret("pullpass", "pullpass-configuration-in-force")
            await world.pass(2)
            #expect(world.text == "a")
        }
    }

    @Test func `one that is too large for a Secret is not written, and that is told`() async throws {
        try await withWorld { world in
            let replica = await world.start(ConfigurationWorld.report("a"))
            let large = String(repeating: "#", count: StoredConfiguration.maximumBytes + 1)
            replica.keeper.take(ConfigurationWorld.report(large))
            await world.pass(2)
            #expect(world.text == "a")
            #expect(world.logs.count("the configuration has more than 786432 bytes and is not kept") == 1)
            // An older one to go on with is not what is in force.
            #expect(replica.metrics.contains("pullpass_configuration_stored 0\n"))
            replica.keeper.take(ConfigurationWorld.report(String(large.dropLast())))
            await world.pass(2)
            #expect(world.kept?.text.bytes.count == StoredConfiguration.maximumBytes)
            #expect(replica.metrics.contains("pullpass_configuration_stored 1\n"))
        }
    }

    @Test func `rights that lack the Secret are told once, and nothing else suffers`() async throws {
        try await withWorld { world in
            let rights = ConfigurationWorld.rights.filter { !$0.verbs.contains("delete") }
            _ = await world.start(ConfigurationWorld.report("a"), rules: rights)
            await world.pass(600, step: 10)
            #expect(world.logs.count("cannot be kept in Secret pullpass/pullpass-configuration-in-force") == 1)
            #expect(world.logs.contains("needs verb"))
            #expect(world.writes < 30)
        }
    }

    @Test func `what is in force counts as stored only where it is, whatever the Secret held before`() async throws {
        try await withWorld { world in
            let replica = await world.start(ConfigurationWorld.report("a"))
            let follower = await world.start(ConfigurationWorld.report("a"), name: "pod-2", leads: false)
            #expect([replica, follower].allSatisfy { $0.metrics.contains("pullpass_configuration_stored 1\n") })
            world.server.setUser("pod-1", rules: ConfigurationWorld.rights.filter { !$0.verbs.contains("delete") })
            for one in [replica, follower] { one.keeper.take(ConfigurationWorld.report("b")) }
            await world.pass(60)
            #expect(world.text == "a")
            #expect([replica, follower].allSatisfy { $0.metrics.contains("pullpass_configuration_stored 0\n") })
            // Who works by an older one himself replaces nothing: what stands there is good to go on with.
            let old = ConfigurationReport(
                .previous(reason: "x"),
                keeping: ConfigurationWorld.configuration("b"),
                replaces: false
            )
            follower.keeper.take(old)
            await world.pass(2)
            #expect(follower.metrics.contains("pullpass_configuration_stored 1\n"))
            world.server.setUser("pod-1", rules: ConfigurationWorld.rights)
            await world.pass(120)
            #expect(world.text == "b" && replica.metrics.contains("pullpass_configuration_stored 1\n"))
        }
    }

    @Test func `two replicas that believe to lead agree in the end`() async throws {
        try await withWorld { world in
            let first = await world.start(ConfigurationWorld.report("a"))
            let second = await world.start(ConfigurationWorld.report("b"), name: "pod-2")
            await world.pass(5)
            first.keeper.lead(false)
            await world.pass(60, step: 5)
            #expect(world.text == "b")
            second.keeper.take(ConfigurationWorld.report("c"))
            await world.pass(60, step: 5)
            #expect(world.text == "c")
        }
    }

    @Test func `a round keeps it once, and a removal takes ours away and nobody else's`() async throws {
        try await withWorld { world in
            #expect(await world.make(ConfigurationWorld.report("a")).keeper.keepOnce() == [])
            #expect(await world.make(ConfigurationWorld.report("a")).keeper.keepOnce() == [])
            #expect(world.writes == 1)
            #expect(await world.make(ConfigurationWorld.report("b")).keeper.keepOnce() == [])
            #expect(world.text == "b")
            let other = world.make(ConfigurationWorld.report("b"), lease: "another")
            #expect(await other.keeper.keepOnce().count == 1)
            let isOthersGone = try await other.keeper.removeAll()
            #expect(!isOthersGone)
            #expect(world.text == "b")
            let isGone = try await world.make(ConfigurationWorld.report("b")).keeper.removeAll()
            #expect(isGone)
            #expect(world.text == nil)
            let isGoneAgain = try await world.make(ConfigurationWorld.report("b")).keeper.removeAll()
            #expect(!isGoneAgain)
        }
    }
}

@Suite("Configuration keeper: what is told")
struct TellingTests {
    private static func events(_ world: ConfigurationWorld, _ reason: String) -> [RecordedEvent] {
        world.server.events(in: "pullpass").filter { $0.reason == reason }
    }

    @Test func `a file that is refused is told on the Lease by every replica, and that it is mended, too`() async throws
    {
        try await withWorld { world in
            let replica = await world.start(ConfigurationWorld.report("a"), leads: false)
            #expect(world.server.events(in: "pullpass").isEmpty)
            var report = ConfigurationWorld.report("a")
            report.state = .previous(reason: "config.yaml:5: registries[0].name: is missing")
            replica.keeper.take(report)
            await world.pass(2)
            let event = try #require(Self.events(world, "ConfigurationRefused").first)
            #expect(event.kind == "Lease" && event.name == "lease" && event.type == "Warning")
            #expect(event.message.contains("the one before stays in force"), "\(event.message)")
            #expect(event.message.contains("config.yaml:5: registries[0].name: is missing"), "\(event.message)")
            replica.keeper.take(ConfigurationWorld.report("b"))
            await world.pass(2)
            #expect(Self.events(world, "ConfigurationInForce").map(\.type) == ["Normal"])
        }
    }

    @Test func `a replica that starts with the stored one tells so at once, and again when it is reminded`()
        async throws
    {
        try await withWorld { world in
            let stored = ConfigurationWorld.configuration("a", by: "0.1.0")
            let long = String(repeating: "é\u{202E}\n", count: 3000)
            let report = ConfigurationReport(.stored(stored, reason: long), keeping: stored, replaces: false)
            let replica = await world.start(report, leads: false)
            let event = try #require(Self.events(world, "ConfigurationRefused").first)
            #expect(
                event.message.hasPrefix(
                    "The configuration file cannot be used; the last good one (of 2027-01-15T08:00:00Z, accepted by version 0.1.0)"
                )
            )
            #expect(event.message.utf8.count <= 1024)
            #expect(!event.message.contains("\u{202E}"))
            replica.keeper.take(report)
            await world.pass(2)
            #expect(Self.events(world, "ConfigurationRefused").map(\.count) == [2])
        }
    }
}

@Suite("A Secret of the last good configuration")
struct StoredConfigurationTests {
    private static func secret(
        type: String = "pullpass.dev/configuration",
        data: [String: [UInt8]] = ["config.yaml": [65]],
        annotations: [String: String] = [PullpassKey.owner: "pullpass/pullpass"]
    ) -> SecretObject {
        SecretObject(
            metadata: ObjectMetadata(name: "s", namespace: "pullpass", annotations: annotations),
            type: type,
            data: data
        )
    }

    @Test func `whatever its marks say, what it holds can be read`() throws {
        #expect(try StoredConfiguration(Self.secret()).description == "of an unknown time")
        var marks = [PullpassKey.owner: "pullpass/other", PullpassKey.acceptedAt: "yesterday"]
        marks[PullpassKey.acceptedBy] = "1\u{202E}\n" + String(repeating: "x", count: 1000)
        let stored = try StoredConfiguration(Self.secret(annotations: marks))
        #expect(stored.acceptedBy.count < 120 && !stored.acceptedBy.contains("\n"))
    }

    @Test(
        "What is no Secret of ours is refused, and never quoted",
        arguments: [
            (secret(type: "Opaque"), "none of Pullpass'"),
            (secret(annotations: [:]), "none of Pullpass'"),
            (secret(annotations: [PullpassKey.owner: "elsewhere/pullpass"]), "none of Pullpass'"),
            (secret(data: [:]), "has no config.yaml"),
            (secret(data: ["config.yaml": []]), "has no config.yaml"),
            (secret(data: ["config.yaml": [UInt8](repeating: 65, count: (768 << 10) + 1)]), "more than 786432 bytes"),
        ]
    )
    func refused(secret: SecretObject, reason: String) {
        let error = #expect(throws: StoredConfigurationProblem.self) { _ = try StoredConfiguration(secret) }
        #expect(error?.description.contains(reason) == true)
    }
}
