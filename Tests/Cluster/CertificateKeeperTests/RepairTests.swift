import CertificateKeeper
import Kubernetes
import TLS
import TestAPIServer
import TestSupport
import Testing
import Text

@Suite("Certificates: what others do to them")
struct RepairTests {
    @Test("caBundle is repaired, whatever somebody puts there", arguments: ["", "nonsense", "of another"])
    func bundle(_ text: String) async throws {
        try await withWorld { world in
            let (first, _) = try await world.twoReplicas()
            let leaf = first.leaf
            let right = world.bundle
            var bundle = Array(text.utf8)
            if text == "of another" {
                bundle = try CertificateAuthority.make(commonName: "x", notBefore: world.now, lifetime: .seconds(1000))
                    .certificate.pem()
            }
            try world.server.setCABundle(bundle, of: CertificateWorld.configuration)
            await world.pass(2)
            #expect(world.bundle == right)
            #expect(first.leaf == leaf)
            // The registration is deleted and made anew.
            try world.server.deleteWebhookConfiguration(CertificateWorld.configuration)
            await world.pass(2)
            try world.server.createWebhookConfiguration(CertificateWorld.configuration)
            await world.pass(2)
            #expect(world.bundle == right)
        }
    }

    @Test("What somebody undoes at once is set right, though the answers to our writes come after the news of it")
    func lateAnswers() async throws {
        try await withWorld { world in
            _ = try await world.twoReplicas()
            let right = world.bundle
            world.server.settings.answerDelay = .milliseconds(1500)
            try world.server.setCABundle([], of: CertificateWorld.configuration)
            await world.clock.pass(20, step: 1, wake: world.loop) {
                await world.settle()
                if world.bundle == right { try? world.server.setCABundle([], of: CertificateWorld.configuration) }
            }
            world.server.settings.answerDelay = .zero
            await world.pass(120)
            #expect(world.bundle == right)
        }
    }

    @Test("Somebody who always undoes caBundle is not fought in a loop")
    func fight() async throws {
        try await withWorld { world in
            _ = try await world.twoReplicas()
            world.server.resetAccounting()
            for _ in 0..<300 {
                if !world.bundle.isEmpty { try world.server.setCABundle([], of: CertificateWorld.configuration) }
                await world.pass(1)
            }
            #expect(world.server.requestCount(verb: "patch") <= 16)
            await world.pass(300, step: 5)
            #expect(world.bundle == world.data["ca.crt"])
        }
    }

    static let edits: [[String: String?]] = [
        ["tls.crt": "nonsense"], ["tls.key": "nonsense"], ["tls.crt": nil], ["tls.key": nil], ["ca.crt": "nonsense"],
        ["ca.crt": nil], ["ca.key": "nonsense"], ["next-ca.crt": "nonsense"], ["old-ca.crt": "nonsense"],
        ["tls.crt": nil, "tls.key": nil, "ca.crt": nil, "ca.key": nil],
    ]

    @Test(
        "A Secret that somebody spoils is reported, the last good certificate is served, and the leader writes it again",
        arguments: edits
    )
    func spoilt(_ edit: [String: String?]) async throws {
        try await withWorld { world in
            let (first, second) = try await world.twoReplicas()
            let data = world.data
            let leaf = first.leaf
            // First without anybody who repairs.
            first.keeper.lead(false)
            try world.server.editSecret("pullpass", CertificateWorld.secret, data: edit)
            await world.pass(5)
            #expect(world.data != data)
            #expect([first.leaf, second.leaf] == [leaf, leaf])
            if edit.count == 1 {
                #expect(second.user.failed == 1)
                #expect(
                    world.logs.contains(
                        "Secret pullpass/pullpass-webhook-tls cannot be used, the last good one is served"
                    )
                )
            }
            second.keeper.lead(true)
            await world.pass(3)
            #expect(world.data == data, "it differs")
            #expect([first.leaf, second.leaf] == [leaf, leaf])
            #expect(world.bundle == data["ca.crt"])
            #expect(first.user.served == 1)
        }
    }

    @Test("A Secret that is spoilt while nobody runs is made anew, and what is served elsewhere stays believed")
    func anew() async throws {
        try await withWorld { world in
            let (first, second) = try await world.twoReplicas()
            let old = try #require(world.data["ca.crt"])
            let leaf = second.leaf
            await world.stop(first)
            try world.server.editSecret("pullpass", CertificateWorld.secret, data: ["tls.crt": "nonsense"])
            await world.pass(1)
            // It leads without a memory, while another serves a leaf of the old CA.
            let third = world.start("pod-3")
            third.keeper.lead(true)
            await world.pass(3)
            let new = try #require(world.data["ca.crt"])
            #expect(new != old)
            #expect(world.data["old-ca.crt"] == old)
            #expect(world.bundle == new + old)
            #expect(!third.leaf.isEmpty)
            #expect(second.leaf == leaf)
            await world.pass(290, step: 5)
            #expect(second.leaf == leaf)
            await world.pass(15)
            #expect(second.leaf == third.leaf)
        }
    }

    @Test(
        "Whoever kept caBundle before, such as cert-manager, stays believed until the old Pods' certificates have gone"
    )
    func takenOver() async throws {
        try await withWorld { world in
            let before = try CertificateAuthority.make(
                commonName: "cert-manager's",
                notBefore: world.now,
                lifetime: CertificateWorld.day * 365
            ).certificate
            let expired = try CertificateAuthority.make(
                commonName: "x",
                notBefore: Timestamp(seconds: 0),
                lifetime: .seconds(1)
            )
            .certificate
            try world.server.createWebhookConfiguration(CertificateWorld.configuration)
            let bundle = try before.pem() + expired.pem() + before.pem()
            try world.server.setCABundle(bundle, of: CertificateWorld.configuration)
            let first = world.start("pod-1")
            first.keeper.lead(true)
            await world.pass(3)
            let old = String(decoding: try before.pem(), as: UTF8.self)
            #expect(world.bundle == (world.data["ca.crt"] ?? "-") + old)
            world.jump(days: 91)
            await world.pass(70, step: 5)
            #expect(world.bundle == world.data["ca.crt"])
        }
    }

    @Test("A Secret that is replaced by another good one, as from a backup, is taken with the care of a rotation")
    func replaced() async throws {
        try await withWorld { world in
            let (first, second) = try await world.twoReplicas()
            let old = try #require(world.data["ca.crt"])
            let leaf = first.leaf
            let authority = try CertificateAuthority.make(
                commonName: "somebody's",
                notBefore: world.now - .seconds(300),
                lifetime: .seconds(3600 * 24 * 365)
            )
            let names = CertificateOptions(namespace: "pullpass", service: "pullpass-webhook", configuration: "").names
            let mine = try CertificateAuthority.issueServer(
                names: names,
                by: authority,
                notBefore: world.now - .seconds(300),
                lifetime: .seconds(3600 * 24 * 30)
            )
            func text(_ pem: [UInt8]) -> String { String(decoding: pem, as: UTF8.self) }
            let new = text(try authority.certificate.pem())
            try world.server.editSecret(
                "pullpass",
                CertificateWorld.secret,
                data: [
                    "ca.crt": new, "ca.key": text(try authority.key.pem()), "tls.crt": text(try mine.certificate.pem()),
                    "tls.key": text(try mine.key.pem()),
                ]
            )
            await world.pass(3)
            #expect(world.bundle == new + old)
            #expect(world.data["old-ca.crt"] == old)
            #expect([first.leaf, second.leaf] == [leaf, leaf])
            await world.pass(290, step: 5)
            #expect([first.leaf, second.leaf] == [leaf, leaf])
            await world.pass(15)
            #expect([first.leaf, second.leaf] == [mine.certificate.fingerprint, mine.certificate.fingerprint])
        }
    }

    @Test("While the API server is down everything goes on being served, and is looked after again when it is back")
    func down() async throws {
        try await withWorld { world in
            let (first, second) = try await world.twoReplicas()
            let leaf = first.leaf
            world.server.isDown = true
            world.jump(days: 61)
            await world.pass(300, step: 5)
            #expect([first.leaf, second.leaf] == [leaf, leaf])
            world.server.isDown = false
            await world.pass(100)
            #expect(first.leaf != leaf)
            #expect(second.leaf == first.leaf)
        }
    }

    @Test(
        "Without a right to the registration, and with a caBundle that is not right, the certificate is renewed all the same",
        arguments: [["get", "list", "watch"], []]
    )
    func withoutRegistration(_ verbs: Set<String>) async throws {
        try await withWorld { world in
            let (first, second) = try await world.twoReplicas()
            let leaf = first.leaf
            let other = try CertificateAuthority.make(commonName: "x", notBefore: world.now, lifetime: .seconds(1000))
            var rules = InstallationTests.rules
            rules[1].verbs = verbs
            for name in ["pod-1", "pod-2"] { world.server.setUser(name, rules: rules) }
            let bundle = Array(world.bundle.utf8) + (try other.certificate.pem())
            try world.server.setCABundle(bundle, of: CertificateWorld.configuration)
            world.server.cutWatches(of: "mutatingwebhookconfigurations")
            await world.pass(2)
            first.keeper.lead(false)
            second.keeper.lead(true)
            world.jump(days: 61)
            await world.pass(400, step: 5)
            #expect(world.bundle == String(decoding: bundle, as: UTF8.self))
            #expect(first.leaf != leaf)
            #expect(second.leaf == first.leaf)
            #expect(world.logs.contains("mutatingwebhookconfigurations.admissionregistration.k8s.io"))
        }
    }

    @Test("A write whose answer is lost is not done twice")
    func lostAnswer() async throws {
        try await withWorld { world in
            try world.server.createWebhookConfiguration(CertificateWorld.configuration)
            world.server.inject(.loseAnswer, on: RequestMatch(verbs: ["patch"]), times: 2)
            let first = world.start("pod-1")
            first.keeper.lead(true)
            await world.pass(30)
            #expect(first.leaf == world.certificate("tls.crt")?.fingerprint)
            #expect(first.user.served == 1)
            #expect(world.bundle == world.data["ca.crt"])
            #expect(world.data["old-ca.crt"] == nil)
        }
    }

    @Test("An immutable Secret is reported with what to do, and serves")
    func immutable() async throws {
        try await withWorld { world in
            let (first, _) = try await world.twoReplicas()
            let path = ResourcePath.secrets(namespace: "pullpass", name: CertificateWorld.secret)
            try world.server.edit(path, mergePatch: #"{"immutable":true}"#)
            let leaf = first.leaf
            world.jump(days: 61)
            await world.pass(130, step: 5)
            #expect(first.leaf == leaf)
            #expect(world.logs.contains("delete it so that it can be made anew"))
            try world.server.deleteSecret("pullpass", CertificateWorld.secret)
            await world.pass(200, step: 5)
            #expect(first.leaf != leaf)
        }
    }
}
