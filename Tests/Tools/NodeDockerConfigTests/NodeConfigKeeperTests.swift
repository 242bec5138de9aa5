import Configuration
import Credentials
import EventLoop
import FoundationEssentials
import Images
import Testing
import TestSupport
import Text

@testable import CredentialsTestSupport
@testable import NodeDockerConfig

/// The file over hours and days.
struct NodeConfigKeeperTests {
    private static let private_ = KeeperWorld.registry("private", "registry.example.com")
    private static let hub = KeeperWorld.registry("hub", "docker.io")
    private static let legacy = "https://index.docker.io/v1/"

    @Test func `a token is renewed after half its life, and a reader never sees half a file or none`() async throws {
        try await KeeperWorld.run(KeeperWorld.file(Self.private_)) { world in
            world.service.setLife(3600, of: "private")
            try world.node.write(#"{"auths":{"o.io":{"auth":"dG86cA=="}},"credsStore":"x"}"#)
            let path = world.node.path
            let reader = Task.detached { () -> (reads: Int, bad: Int) in
                var (reads, bad) = (0, 0)
                while !Task.isCancelled {
                    reads += 1
                    let bytes = FileManager.default.contents(atPath: path).map(Array.init) ?? []
                    if (try? logins(bytes))?["o.io"] != "to:p" { bad += 1 }
                    await Task.yield()
                }
                return (reads, bad)
            }
            try await world.watching(world.keeper()) {
                await world.expect(["o.io": "to:p", "registry.example.com": "us:token1"])
                for round in 2...6 {
                    let passed = await world.pass(atMost: 3600) {
                        world.logins?["registry.example.com"] == "us:token\(round)"
                    }
                    #expect((1790...1830).contains(passed), "\(passed)")
                }
                #expect(world.log.count("in force by") == 6)
                #expect(!world.log.contains("token1") && !world.log.contains("dXM6"))
            }
            reader.cancel()
            let (reads, bad) = await reader.value
            #expect(reads > 0 && bad == 0)
            // It is left as it is.
            #expect(world.logins?["registry.example.com"] == "us:token6")
        }
    }

    @Test func `a change is told with the time by which the kubelet has read it`() async throws {
        try await KeeperWorld.run(KeeperWorld.file(Self.hub)) { world in
            try await world.watching(world.keeper()) {
                await world.expect([Self.legacy: "us:token1"])
                // The file is there before it is told.
                #expect(await eventually { world.log.contains("in force by") })
                let line = world.log.messages.first { $0.contains("in force by") }
                let now = world.clock.wall.now()
                let told = try #require(line?.split(separator: " ").dropLast(3).last.flatMap { Timestamp(rfc3339: $0) })
                #expect((300...302).contains((told - now).inSeconds.rounded()), "\(line ?? "")")
                #expect(line?.contains("index.docker.io of hub added") == true)
            }
        }
    }

    @Test(arguments: [(1200.0, 600), (1000, 250), (900, 220), (100, 60)])
    func `a new one is there ten minutes before the end, as far as its life allows`(life: Double, seconds: Int)
        async throws
    {
        try await KeeperWorld.run(KeeperWorld.file(Self.private_)) { world in
            world.service.setLife(life, of: "private")
            try await world.watching(world.keeper()) {
                await world.expect(["registry.example.com": "us:token1"])
                let passed = await world.pass(atMost: 2000) { world.service.count("private") == 2 }
                // At most where a quarter of the life, or ten minutes, are left.
                #expect(passed <= max(seconds, Int(life) - 600) + 10, "\(passed)")
                #expect(world.log.contains("cannot keep it fresh") == (life < 900))
            }
        }
    }

    @Test
    func `the last good credential stays while its source is away, and after its end where nobody pulls anonymously`()
        async throws
    {
        try await KeeperWorld.run(KeeperWorld.file(Self.private_, Self.hub)) { world in
            world.service.setLife(3600, of: "private")
            world.service.setLife(3600, of: "hub")
            try await world.watching(world.keeper()) {
                await world.expect(["registry.example.com": "us:token1", Self.legacy: "us:token1"])
                world.service.setFailing(true, "private")
                world.service.setFailing(true, "hub")
                _ = await world.pass(atMost: 3600 + 240) { world.logins?.count == 1 }
                #expect(world.logins?.count == 2, "until its end, and the clocks' differences, it stays")
                // The ended entry of Docker Hub would stop public images; the other one does no harm.
                _ = await world.pass(atMost: 1200) { world.logins?.count == 1 }
                #expect(world.logins == ["registry.example.com": "us:token1"])
                #expect(world.log.count("it is away") <= 2 * 8)
                // It asks less and less often, and never gives up.
                let count = world.service.count("hub")
                #expect((10...40).contains(count), "\(count)")
                world.service.setFailing(false, "hub")
                world.service.setFailing(false, "private")
                _ = await world.pass(atMost: 400) {
                    world.logins?.count == 2 && world.logins?["registry.example.com"] != "us:token1"
                }
                #expect(world.logins?[Self.legacy]?.hasPrefix("us:token") == true)
                #expect(world.log.contains("can be fetched again"))
            }
        }
    }

    @Test func `an ended credential goes at its time, however long its service asks to be left alone`() async throws {
        try await KeeperWorld.run(KeeperWorld.file(Self.private_, Self.hub)) { world in
            world.service.setLife(3600, of: "hub")
            try await world.watching(world.keeper()) {
                await world.expect(["registry.example.com": "us:token1", Self.legacy: "us:token1"])
                world.service.setFailing(true, "hub", retryAfter: .seconds(86_400))
                let seconds = await world.pass(atMost: 3600 + 400) { world.logins?.count == 1 }
                #expect((3600 + 300...3600 + 330).contains(seconds), "\(seconds)")
                #expect(world.logins == ["registry.example.com": "us:token1"])
            }
        }
    }

    @Test func `a part that is missing stays as it is until its end, and is asked for soon`() async throws {
        let two = KeeperWorld.registry("two", #"a.example", "b.example"#, "anonymousFallback: true")
        try await KeeperWorld.run(KeeperWorld.file(two)) { world in
            world.service.setLife(3600, of: "two")
            try await world.watching(world.keeper()) {
                await world.expect(["a.example": "us:token1", "b.example": "us:token1"])
                world.service.setAway(true, "b.example")
                _ = await world.pass(atMost: 2400) { world.logins?["a.example"] != "us:token1" }
                #expect(world.logins?["b.example"] == "us:token1")
                let count = world.service.count("two")
                _ = await world.pass(atMost: 2400) { world.logins?.count == 1 }
                #expect(world.logins?.keys.sorted() == ["a.example"])
                #expect(world.service.count("two") > count + 4)
                #expect(world.log.contains("none for b.example"))
                world.service.setAway(false, "b.example")
                _ = await world.pass(atMost: 400) { world.logins?.count == 2 }
                #expect(world.logins?.count == 2 && world.log.contains("can be fetched again"))
            }
        }
    }

    @Test func `after a restart what is ours is known, and kept while nothing better is there`() async throws {
        try await KeeperWorld.run(KeeperWorld.file(Self.private_, Self.hub)) { world in
            world.service.setLife(43_200, of: "hub")
            _ = await Task(executorPreference: world.loop) { await world.keeper().once() }.value
            world.service.setFailing(true, "hub")
            try await world.watching(world.keeper()) {
                await world.expect(["registry.example.com": "us:token2", Self.legacy: "us:token1"])
                _ = await world.pass(atMost: 60) { false }
                #expect(world.logins?[Self.legacy] == "us:token1")
                world.service.setFailing(false, "hub")
                _ = await world.pass(atMost: 400) { world.logins?[Self.legacy] != "us:token1" }
                #expect(world.logins?.count == 2)
            }
        }
    }

    @Test func `a slow or failing registry does not hold up the others`() async throws {
        try await KeeperWorld.run(KeeperWorld.file(Self.private_, Self.hub)) { world in
            world.service.setFailing(true, "private")
            try await world.watching(world.keeper()) {
                await world.expect([Self.legacy: "us:token1"])
                #expect(await eventually { world.log.contains("registry private: stub of private: it is away") })
            }
        }
    }

    @Test func `what others do to the file is seen within seconds`() async throws {
        try await KeeperWorld.run(KeeperWorld.file(Self.private_)) { world in
            try await world.watching(world.keeper()) {
                await world.expect(["registry.example.com": "us:token1"])
                // A login by hand keeps what is there; so do we.
                try world.node.write(
                    #"{"auths":{"registry.example.com":{"auth":"dXM6dG9rZW4x"},"o.io":{"auth":"dG86cA=="}}}"#
                )
                _ = await world.pass(atMost: 30) { false }
                await world.expect(["registry.example.com": "us:token1", "o.io": "to:p"])
                // Somebody puts another file there.
                try world.node.write(#"{"auths":{"o.io":{"auth":"dG86cA=="}}}"#)
                _ = await world.pass(atMost: 30) { world.logins?.count == 2 }
                #expect(world.logins == ["registry.example.com": "us:token1", "o.io": "to:p"])
                // And a broken one: it is theirs to mend, and then ours is there again.
                try world.node.write("{")
                _ = await world.pass(atMost: 30) { world.log.contains("is left as it is") }
                #expect(world.node.text == "{" && world.log.count("is left as it is") == 1)
                try FileManager.default.removeItem(atPath: world.node.path)
                _ = await world.pass(atMost: 30) { world.logins != nil }
                #expect(world.logins == ["registry.example.com": "us:token1"])
                #expect(world.log.contains("can be written again"))
                #expect(world.service.count("private") == 1)
            }
        }
    }

    @Test func `a registry of another name whose provider is away keeps what the one before has written`() async throws
    {
        try await KeeperWorld.run(KeeperWorld.file(Self.hub, Self.private_)) { world in
            try await world.watching(world.keeper()) {
                await world.expect([Self.legacy: "us:token1", "registry.example.com": "us:token1"])
                world.service.setFailing(true, "new")
                try world.node.folder.write(
                    "config.yaml",
                    KeeperWorld.file(KeeperWorld.registry("new", "docker.io"))
                )
                // What nobody wants any more goes, and what somebody wants stays until there is a new one.
                _ = await world.pass(atMost: 120) { world.logins == [Self.legacy: "us:token1"] }
                await world.expect([Self.legacy: "us:token1"])
                #expect(world.service.count("new") > 0)
                world.service.setFailing(false, "new")
                _ = await world.pass(atMost: 600) { world.logins?[Self.legacy] != "us:token1" }
                #expect(world.logins?.keys.sorted() == [Self.legacy])
            }
        }
    }

    @Test func `a changed configuration is taken over, and one that cannot be used is not`() async throws {
        try await KeeperWorld.run(KeeperWorld.file(Self.private_, Self.hub)) { world in
            try await world.watching(world.keeper()) {
                await world.expect(["registry.example.com": "us:token1", Self.legacy: "us:token1"])
                try world.node.folder.write("config.yaml", "nonsense")
                _ = await world.pass(atMost: 30) { world.log.contains("cannot be used") }
                #expect(world.logins?.count == 2)
                try world.node.folder.write(
                    "config.yaml",
                    KeeperWorld.file(Self.hub, KeeperWorld.registry("new", "quay.io"))
                )
                _ = await world.pass(atMost: 60) { world.logins?["quay.io"] != nil && world.logins?.count == 2 }
                #expect(world.logins == ["quay.io": "us:token1", Self.legacy: "us:token1"])
                #expect(world.service.count("hub") == 1)
            }
        }
    }

    @Test func `what a file cannot serve is told once, with what to do, and the others go on`() async throws {
        let ecr = """
              - name: ecr
                matchImages: ["*.dkr.ecr.*.amazonaws.com"]
                credentials: { ecr: {} }
              - name: acr
                matchImages: ["*.azurecr.io"]
                credentials: { acr: {} }
              - name: region
                matchImages: ["*.dkr.ecr.eu-central-1.amazonaws.com"]
                credentials: { ecr: {} }

            """
        try await KeeperWorld.run(KeeperWorld.file(ecr, Self.hub)) { world in
            let report = await Task(executorPreference: world.loop) { await world.keeper().once() }.value
            #expect(report.problems.isEmpty, "\(report.problems)")
            #expect(world.logins?.keys.sorted() == ["*.dkr.ecr.eu-central-1.amazonaws.com", Self.legacy])
            #expect(world.log.count("has a wildcard, and a file is written before") == 2)
            #expect(world.log.messages.contains { $0.contains("registry ecr: ") && $0.contains("credential-provider") })
        }
        try await KeeperWorld.run(KeeperWorld.file(ecr.components(separatedBy: "  - name: region")[0])) { world in
            let report = await Task(executorPreference: world.loop) { await world.keeper().once() }.value
            #expect(report.problems == ["no registry of the configuration can be served by a file"])
            #expect(world.node.bytes == nil)
        }
    }

    @Test func `a credential that the registry refuses is not written, and one that it cannot judge is`() async throws {
        try await KeeperWorld.run(KeeperWorld.file(Self.private_, Self.hub)) { world in
            let keeper = world.keeper { _, registry, _ in
                registry.name == "hub" ? .refused("401") : .unknown("it is away")
            }
            let report = await Task(executorPreference: world.loop) { await keeper.once() }.value
            #expect(report.problems.count == 1 && report.problems[0].contains("refuses the new credential (401)"))
            #expect(world.logins == ["registry.example.com": "us:token1"])
            #expect(world.log.contains("could not say whether it takes the new credential: it is away"))
        }
    }

    @Test func `a refusal is told what it would keep, after a restart too, and nothing of what has ended`() async throws
    {
        try await KeeperWorld.run(KeeperWorld.file(Self.private_)) { world in
            world.service.setLife(3600, of: "private")
            _ = await Task(executorPreference: world.loop) { await world.keeper().once() }.value
            #expect(world.logins == ["registry.example.com": "us:token1"])
            let keeper = world.keeper { _, _, known in
                let logins = known?.entries.map { "\($0.key) \($0.credential.password.reveal())" }
                return logins == ["registry.example.com token1"] ? .refused("401") : .good
            }
            try await world.watching(keeper) {
                let passed = await world.pass(atMost: 4200) { world.logins != ["registry.example.com": "us:token1"] }
                #expect((3600..<4200).contains(passed), "\(passed)")
                #expect(world.service.count("private") > 2)
            }
        }
    }

    @Test func `a credential whose time is over is none`() async throws {
        try await KeeperWorld.run(KeeperWorld.file(Self.private_)) { world in
            world.service.setLife(-10, of: "private")
            let report = await Task(executorPreference: world.loop) { await world.keeper().once() }.value
            #expect(report.problems.count == 1 && report.problems[0].contains("whose time was over"))
            #expect(world.node.bytes == nil)
        }
    }

    @Test func `a second keeper waits, and takes over`() async throws {
        try await KeeperWorld.run(KeeperWorld.file(Self.private_)) { world in
            let first = Task(executorPreference: world.loop) { await world.keeper().watch() }
            await world.expect(["registry.example.com": "us:token1"])
            let once = await Task(executorPreference: world.loop) { await world.keeper().once() }.value
            #expect(once.problems.count == 1 && once.problems[0].contains("another pullpass keeps"))
            try await world.watching(world.keeper()) {
                #expect(await eventually { world.log.contains("this one waits") })
                #expect(world.service.count("private") == 1)
                first.cancel()
                world.loop.wake()
                await first.value
                _ = await world.pass(atMost: 60) { world.service.count("private") == 2 }
                await world.expect(["registry.example.com": "us:token2"])
            }
        }
    }
}
