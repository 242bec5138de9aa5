import Configuration
import Credentials
import Images
import Kubernetes
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing
import Text

/// What an earlier version has left: masters and copies with the anonymous try in themselves, and two keys for Docker Hub.
@Suite("Keeper: moving over from the former format", .seeded)
struct MovingOverTests {
    static let namespaces = ["team-a", "team-b", "team-c"]
    private static let entry = #"{"auth":"amFuZTpwYXNz","password":"pass","username":"jane"}"#
    static let former =
        #"{"auths":{"docker.i*":{},"docker.io":\#(entry),"https://index.docker.io/v1/":\#(entry)}}"#
    static let present = #"{"auths":{"https://index.docker.io/v1/":\#(entry)}}"#
    static let anonymous = #"{"auths":{"https://index.docker.io":{}}}"#

    private static func configuration(_ more: String = "") throws -> Configuration {
        try KeeperWorld.configuration(
            """
            apiVersion: pullpass.dev/v1alpha1
            kind: Configuration
            registries:
              - name: hub
                matchImages: [docker.io]
                credentials: { basic: { username: { value: jane }, password: { secretKeyRef: { name: s, key: k } } } }
            \(more)
            """
        )
    }

    /// A world in which an earlier version has worked; its master as it was recorded.
    private static func prepare(_ world: KeeperWorld, source: String? = "pass", expires: Bool = false) async throws {
        try world.server.createNamespace("pullpass")
        for name in namespaces { try world.server.createNamespace(name, labels: KeeperWorld.optedIn) }
        if let source { try world.server.createSecret("pullpass", "s", data: ["k": source]) }
        let client = world.client()
        var annotations = [
            "pullpass.dev/owner": "pullpass/pullpass", "pullpass.dev/revision": "5a0c1f7e5a0c1f7e5a0c1f7e5a0c1f7e",
        ]
        let content = [".dockerconfigjson": Array(former.utf8)]
        for name in namespaces {
            let copy = SecretManifest(namespace: name, name: "pullpass-hub", data: content, annotations: annotations)
            _ = try await client.applySecret(copy, fieldManager: "pullpass", force: false, priority: .absent)
        }
        let now = world.clock.wallNow
        annotations["pullpass.dev/fetched-at"] = now.whole
        annotations["pullpass.dev/configuration"] = "b96d72bcf5ba43f3"
        annotations["pullpass.dev/secret-names"] = "pullpass-hub"
        annotations["pullpass.dev/ready"] = "true"
        if expires { annotations["pullpass.dev/expires-at"] = (now + .seconds(40_000)).whole }
        let master = SecretManifest(
            namespace: "pullpass",
            name: "pullpass-master.hub",
            data: content,
            labels: ["pullpass.dev/master": "true"],
            annotations: annotations
        )
        _ = try await client.applySecret(master, fieldManager: "pullpass", force: false, priority: .absent)
    }

    /// Who is tried for an image by a Pod with these Secrets.
    private static func tried(_ world: KeeperWorld, _ namespace: String, _ secrets: [String], _ image: String) throws
        -> [String]
    {
        let contents = secrets.compactMap { world.content(namespace, $0) }
        let ring = DockerKeyring(try contents.map { try DockerConfig(parsing: Array($0.utf8)) })
        return ring.lookup(try ImageReference(parsing: image).repository).map(\.username)
    }

    @Test("Credentials without an end move at once; every Pod can pull at every moment, and nothing is deleted")
    func moves() async throws {
        try await withWorld { world in
            try await Self.prepare(world)
            let before = world.uids()
            world.server.resetAccounting()
            try world.start(Self.configuration())
            for _ in 0..<60 {
                await world.pass(0.05, step: 10)
                for name in Self.namespaces {
                    let old = try Self.tried(world, name, ["pullpass-hub"], "team/private")
                    #expect(old.first == "jane")
                    let new = try Self.tried(world, name, ["pullpass-hub", "pullpass-anonymous"], "team/private")
                    // The credential first, and at every moment an anonymous try behind it.
                    #expect(new.first == "jane" && new.last == "", "\(new)")
                }
            }
            for name in Self.namespaces {
                #expect(world.content(name) == Self.present)
                #expect(world.content(name, "pullpass-anonymous") == Self.anonymous)
            }
            #expect(world.content("pullpass", "pullpass-master.hub") == Self.present)
            #expect(world.uids() == before)
            #expect(world.server.requestCount(verb: "delete", resource: "secrets") == 0)
            let master = world.server.secret("pullpass", "pullpass-master.hub")?.metadata.annotations
            #expect(master?["pullpass.dev/anonymous-secret-names"] == "pullpass-anonymous")
            #expect(master?["pullpass.dev/configuration"]?.hasPrefix("2-") == true)
        }
    }

    @Test("What the registry says of the credential keeps nothing in the former format", arguments: [true, false])
    func probe(isSame: Bool) async throws {
        try await withWorld { world in
            try await Self.prepare(world, source: isSame ? "pass" : "other")
            try world.start(Self.configuration(), with: .init(probe: { _, _, _ in .refused("status 401") }))
            await world.pass(5)
            // Another credential is held back as ever.
            for name in Self.namespaces { #expect(world.content(name) == (isSame ? Self.present : Self.former)) }
        }
    }

    @Test("A token moves with the next fetch, which comes at once")
    func token() async throws {
        try await withWorld { world in
            try await Self.prepare(world, expires: true)
            let configuration = try Self.configuration()
            let fetcher = ScriptedFetcher(
                configuration.registries[0],
                clock: world.clock.wall,
                .init(password: "p", life: 3600)
            )
            try world.start(configuration, with: .init(fetcher: { _, _ in fetcher }))
            await world.pass(5)
            #expect(fetcher.count == 1)
            #expect(world.content("team-a")?.contains("docker.i*") == false)
            #expect(world.content("team-a", "pullpass-anonymous") == Self.anonymous)
        }
    }

    @Test("Without its source the former master serves on, new namespaces too, until the source is there")
    func sourceGone() async throws {
        try await withWorld { world in
            try await Self.prepare(world, source: nil)
            try world.start(Self.configuration())
            await world.pass(5)
            try world.server.createNamespace("team-d", labels: KeeperWorld.optedIn)
            await world.pass(600, step: 2000)
            for name in Self.namespaces + ["team-d"] { #expect(world.content(name) == Self.former) }
            #expect(world.server.secret("team-a", "pullpass-anonymous") == nil)
            try world.server.createSecret("pullpass", "s", data: ["k": "pass"])
            await world.pass(10)
            for name in Self.namespaces + ["team-d"] {
                #expect(world.content(name) == Self.present)
                #expect(world.content(name, "pullpass-anonymous") == Self.anonymous)
            }
        }
    }

    @Test("Many namespaces move with the anonymous try first in each")
    func order() async throws {
        try await withWorld { world in
            try await Self.prepare(world)
            try world.start(Self.configuration("keeper: { requestsPerSecond: 5, burst: 5 }"))
            for _ in 0..<40 {
                await world.pass(0.1, step: 50)
                for name in Self.namespaces where world.content(name) == Self.present {
                    #expect(world.content(name, "pullpass-anonymous") == Self.anonymous)
                }
            }
            #expect(Self.namespaces.allSatisfy { world.content($0) == Self.present })
        }
    }
}
