import CertificateKeeper
import Kubernetes
import TLS
import TestAPIServer
import TestSupport
import Testing
import Text

@Suite("Certificates: the first start")
struct InstallationTests {
    @Test("The leader makes a CA and a leaf, all serve it, and caBundle has the CA", arguments: [false, true])
    func first(_ hasEmptySecret: Bool) async throws {
        try await withWorld { world in
            if hasEmptySecret {
                try world.server.createSecret("pullpass", CertificateWorld.secret, labels: ["app": "x"], agent: "helm")
            }
            let (first, second) = try await world.twoReplicas()
            let authority = try #require(world.certificate("ca.crt"))
            let leaf = try #require(world.certificate("tls.crt"))
            #expect(leaf.isIssued(by: authority))
            #expect(
                leaf.alternativeNames
                    == "DNS:pullpass-webhook.pullpass.svc, DNS:pullpass-webhook.pullpass.svc.cluster.local, "
                    + "DNS:pullpass-webhook.pullpass, DNS:localhost"
            )
            #expect(authority.notAfter - authority.notBefore == CertificateWorld.day * 3650)
            #expect(leaf.notAfter - leaf.notBefore == CertificateWorld.day * 90)
            #expect(leaf.notBefore <= world.now - .seconds(3599) && leaf.notBefore >= world.now - .seconds(3605))
            #expect(first.leaf == leaf.fingerprint)
            #expect(second.leaf == leaf.fingerprint)
            #expect(world.bundle == world.data["ca.crt"])
            #expect(Set(world.data.keys) == ["ca.crt", "ca.key", "tls.crt", "tls.key"])
            let secret = try #require(world.server.secret("pullpass", CertificateWorld.secret))
            #expect(secret.type == "Opaque")
            #expect(secret.metadata.labels == (hasEmptySecret ? ["app": "x"] : [:]))
            // Once is enough.
            #expect(world.server.requestCount(verb: "patch") == 2)
            #expect(!world.logs.contains("PRIVATE KEY"))
            world.server.resetAccounting()
            await world.pass(250, step: 5)
            #expect(world.server.requestCount(verb: "patch") == 0)
        }
    }

    @Test("Two that both believe to lead agree: the loser takes the winner's", arguments: [false, true])
    func race(_ hasEmptySecret: Bool) async throws {
        try await withWorld { world in
            try world.server.createWebhookConfiguration(CertificateWorld.configuration)
            if hasEmptySecret { try world.server.createSecret("pullpass", CertificateWorld.secret) }
            // Both have read before either writes.
            world.server.settings.latency = .milliseconds(500)
            let all = ["pod-1", "pod-2", "pod-3"].map { world.start($0) }
            for replica in all { replica.keeper.lead(true) }
            await world.pass(20)
            let leaf = try #require(world.certificate("tls.crt")?.fingerprint)
            for replica in all {
                #expect(replica.leaf == leaf)
                #expect(replica.user.served == 1)
            }
            #expect(world.bundle == world.data["ca.crt"])
            // One write of the Secret was taken, the others were conflicts.
            #expect(world.server.requestCount(verb: "patch", resource: "secrets", status: 409) >= 1)
            #expect(!world.logs.contains("failed"))
        }
    }

    @Test("A follower leaves the making to the leader for 20 seconds, and a new leader needs nothing from an old one")
    func leader() async throws {
        try await withWorld { world in
            try world.server.createWebhookConfiguration(CertificateWorld.configuration)
            let first = world.start("pod-1")
            await world.pass(18)
            #expect(first.leaf.isEmpty)
            #expect(world.data.isEmpty)
            first.keeper.lead(true)
            await world.pass(2)
            let leaf = first.leaf
            #expect(!leaf.isEmpty)
            first.keeper.lead(false)
            let second = world.start("pod-2")
            second.keeper.lead(true)
            await world.pass(5)
            #expect(second.leaf == leaf)
            try world.server.setCABundle([], of: CertificateWorld.configuration)
            await world.pass(2)
            #expect(world.bundle == world.data["ca.crt"])
            #expect(world.server.requestCount(verb: "patch", user: "pod-2") == 1)
        }
    }

    @Test("Followers of a leader that makes none make one certificate, so that an update to this mode comes to its end")
    func update() async throws {
        try await withWorld { world in
            try world.server.createWebhookConfiguration(CertificateWorld.configuration)
            try world.server.createSecret("pullpass", CertificateWorld.secret)
            let all = ["pod-1", "pod-2"].map { world.start($0) }
            await world.pass(40)
            let leaf = try #require(world.certificate("tls.crt")?.fingerprint)
            #expect(all.map(\.leaf) == [leaf, leaf])
            // They serve, and leave the rest to whoever leads.
            #expect(world.server.requestCount(verb: "patch", resource: "secrets", status: 200) == 1)
            all[0].keeper.lead(true)
            await world.pass(2)
            #expect(world.bundle == world.data["ca.crt"])
            #expect(all.map(\.leaf) == [leaf, leaf])
        }
    }

    @Test("A registration that comes later, or with several webhooks, gets its caBundle")
    func lateRegistration() async throws {
        try await withWorld { world in
            let first = world.start("pod-1")
            first.keeper.lead(true)
            await world.pass(5)
            #expect(!first.leaf.isEmpty)
            #expect(world.logs.contains("there is no MutatingWebhookConfiguration pullpass"))
            let names = ["a.pullpass.dev", "b.pullpass.dev"]
            try world.server.createWebhookConfiguration(CertificateWorld.configuration, webhooks: names)
            await world.pass(2)
            let webhooks = try #require(world.server.webhookConfiguration(CertificateWorld.configuration)?.webhooks)
            #expect(webhooks.map(\.name) == names)
            #expect(webhooks.allSatisfy { String(decoding: $0.caBundle, as: UTF8.self) == world.data["ca.crt"] })
        }
    }

    @Test("With the chart's rights and no others everything works; without one, the log names it")
    func rights() async throws {
        try await withWorld { world in
            try world.server.createWebhookConfiguration(CertificateWorld.configuration)
            let replica = world.start("pod-1", rules: Self.rules)
            replica.keeper.lead(true)
            await world.pass(3)
            #expect(!replica.leaf.isEmpty)
            #expect(world.bundle == world.data["ca.crt"])
            try world.server.deleteSecret("pullpass", CertificateWorld.secret)
            await world.pass(3)
            #expect(world.data["next-ca.crt"] != nil)
            #expect(world.server.requestCount(status: 403) == 0)

            var less = Self.rules
            less[1].verbs = ["get", "list", "watch"]
            world.server.setUser("pod-1", rules: less)
            try world.server.setCABundle([], of: CertificateWorld.configuration)
            await world.pass(10)
            #expect(
                world.logs.contains(
                    "needs verb patch on mutatingwebhookconfigurations.admissionregistration.k8s.io with resourceNames [pullpass]"
                )
            )
            let refusals = world.server.requestCount(status: 403)
            await world.pass(50, step: 5)
            // Once in a while, not in a loop.
            #expect(world.server.requestCount(status: 403) - refusals <= 8)
        }
    }

    /// What the chart grants for this.
    static let rules = [
        AccessRule(
            verbs: ["get", "list", "watch", "create", "update", "patch"],
            resources: ["secrets"],
            resourceNames: [CertificateWorld.secret],
            namespace: "pullpass"
        ),
        AccessRule(
            verbs: ["get", "list", "watch", "patch", "update"],
            groups: ["admissionregistration.k8s.io"],
            resources: ["mutatingwebhookconfigurations"],
            resourceNames: ["pullpass"]
        ),
    ]
}
