import CertificateKeeper
import HTTPServer
import Kubernetes
import TLS
import TestAPIServer
import Testing
import Text

@Suite("Certificates: renewal and rotation")
struct RotationTests {
    @Test("After two thirds of its life the leaf is renewed by the same CA, and all serve it at once")
    func renewal() async throws {
        try await withWorld { world in
            let (first, second) = try await world.twoReplicas()
            let leaf = first.leaf
            let authority = world.data["ca.crt"]
            world.jump(days: 59)
            await world.pass(120, step: 10)
            #expect(first.leaf == leaf)
            world.jump(days: 1)
            await world.pass(62, step: 1)
            #expect(first.leaf != leaf)
            #expect(second.leaf == first.leaf)
            #expect(world.certificate("tls.crt")?.fingerprint == first.leaf)
            #expect(world.data["ca.crt"] == authority)
            #expect(world.bundle == authority)
            let life = try #require(world.certificate("tls.crt")?.notAfter) - world.now
            #expect(life > CertificateWorld.day * 89)
        }
    }

    /// What asks for another CA.
    enum Cause: String, CaseIterable, Sendable {
        case annotation, deletedKey, deletedSecret, age
    }

    @Test(
        "Another CA is published beside the old one for five minutes and read back before a leaf of it is served",
        arguments: Cause.allCases
    )
    func rotation(_ cause: Cause) async throws {
        try await withWorld { world in
            world.server.settings.keepsJournal = true
            let (first, second) = try await world.twoReplicas()
            let old = try #require(world.data["ca.crt"])
            var leaf = first.leaf
            let path = ResourcePath.secrets(namespace: "pullpass", name: CertificateWorld.secret)
            switch cause {
            case .annotation:
                let patch = #"{"metadata":{"annotations":{"pullpass.dev/rotate-ca":"2027-01-15"}}}"#
                try world.server.edit(path, mergePatch: patch)
            case .deletedKey: try world.server.editSecret("pullpass", CertificateWorld.secret, data: ["ca.key": nil])
            case .deletedSecret: try world.server.deleteSecret("pullpass", CertificateWorld.secret)
            case .age:
                world.jump(days: 2434)
                await world.pass(65)
                leaf = first.leaf
            }
            await world.pass(2)
            let new = try #require(world.data["next-ca.crt"])
            #expect(world.bundle == old + new)
            #expect(world.data["ca.crt"] == old)
            // Not before its time, anywhere.
            await world.pass(cause == .age ? 230 : 295, step: 5)
            #expect([first.leaf, second.leaf] == [leaf, leaf])
            #expect(world.data["ca.crt"] == old)
            world.server.resetAccounting()
            await world.pass(cause == .age ? 75 : 10)
            #expect(world.data["ca.crt"] == new)
            #expect(world.data["old-ca.crt"] == old)
            #expect(world.data["next-ca.crt"] == nil)
            #expect(world.bundle == new + old)
            let requests = world.server.journal.filter { $0.user == "pod-1" && $0.verb != "watch" }
            #expect(
                requests.map { "\($0.verb) \($0.resource)" } == [
                    "get mutatingwebhookconfigurations", "patch secrets", "patch mutatingwebhookconfigurations",
                ]
            )
            let authority = try #require(world.certificate("ca.crt"))
            #expect(first.leaf != leaf)
            #expect(second.leaf == first.leaf)
            #expect(first.credentials.current?.certificate.isIssued(by: authority) == true)

            // The old CA stays until its last leaf has expired. The leaf of the new one is renewed meanwhile.
            world.jump(days: 89)
            await world.pass(130, step: 10)
            #expect(world.data["old-ca.crt"] == old)
            world.jump(days: 1)
            await world.pass(130, step: 10)
            #expect(world.data["old-ca.crt"] == nil)
            #expect(world.bundle == new)
            #expect(world.data["ca.crt"] == new)
            #expect(second.leaf == first.leaf)
            // And that was all: the same request is not met twice.
            world.server.resetAccounting()
            await world.pass(600, step: 10)
            #expect(world.server.requestCount(verb: "patch") == 0)
        }
    }

    @Test("With a rotation a month each CA goes when its own last leaf has expired")
    func often() async throws {
        try await withWorld { world in
            _ = try await world.twoReplicas()
            var authorities = [try #require(world.data["ca.crt"])]
            for _ in 0..<3 {
                try world.server.editSecret("pullpass", CertificateWorld.secret, data: ["ca.key": nil])
                await world.pass(330, step: 5)
                authorities.insert(try #require(world.data["ca.crt"]), at: 0)
                #expect(world.bundle == authorities.joined())
                world.jump(days: 30)
                await world.pass(65, step: 5)
            }
            // Day 90: the leaves of the first two were made within minutes.
            await world.pass(400, step: 10)
            #expect(world.bundle == authorities[0] + authorities[1])
            #expect(world.data["old-ca.crt"] == authorities[1])
            world.jump(days: 30)
            await world.pass(130, step: 10)
            #expect(world.bundle == authorities[0])
            #expect(world.data["old-ca.crt"] == nil)
        }
    }

    @Test("A leader that dies between the steps of a rotation is followed by one that goes on")
    func takeOver() async throws {
        try await withWorld { world in
            let (first, second) = try await world.twoReplicas()
            let old = try #require(world.data["ca.crt"])
            let leaf = first.leaf
            try world.server.editSecret("pullpass", CertificateWorld.secret, data: ["ca.key": nil])
            await world.pass(100, step: 5)
            await world.stop(first)
            // Started anew, it has seen nothing of the five minutes.
            let third = world.start("pod-3")
            await world.pass(1)
            third.keeper.lead(true)
            await world.pass(195, step: 5)
            #expect(second.leaf == leaf)
            #expect(third.leaf == leaf)
            #expect(world.data["ca.crt"] == old)
            await world.pass(110, step: 5)
            #expect(world.data["ca.crt"] != old)
            #expect(second.leaf == third.leaf)
            #expect(second.leaf != leaf)
        }
    }

    @Test("A next CA that somebody takes out of caBundle waits its five minutes anew")
    func interruption() async throws {
        try await withWorld { world in
            let (first, second) = try await world.twoReplicas()
            let old = try #require(world.data["ca.crt"])
            let leaf = first.leaf
            try world.server.editSecret("pullpass", CertificateWorld.secret, data: ["ca.key": nil])
            await world.pass(280, step: 5)
            try world.server.setCABundle(Array(old.utf8), of: CertificateWorld.configuration)
            await world.pass(295, step: 5)
            #expect(world.bundle == old + (world.data["next-ca.crt"] ?? "-"))
            #expect([first.leaf, second.leaf] == [leaf, leaf])
            await world.pass(15)
            #expect(first.leaf != leaf)
            #expect(second.leaf == first.leaf)
        }
    }

    @Test("After a long sleep with everything expired it is right again without waiting")
    func expired() async throws {
        try await withWorld { world in
            let (first, second) = try await world.twoReplicas()
            let old = first.leaf
            world.server.isDown = true
            world.jump(days: 4000)
            await world.pass(60, step: 5)
            world.server.isDown = false
            await world.pass(90)
            let leaf = try #require(world.certificate("tls.crt"))
            #expect(leaf.notAfter > world.now + CertificateWorld.day * 89)
            #expect(leaf.notBefore <= world.now)
            #expect(leaf.isIssued(by: try #require(world.certificate("ca.crt"))))
            #expect(world.bundle.hasPrefix(try #require(world.data["ca.crt"])))
            #expect(first.leaf == leaf.fingerprint && second.leaf == leaf.fingerprint)
            #expect(first.leaf != old)
        }
    }
}
