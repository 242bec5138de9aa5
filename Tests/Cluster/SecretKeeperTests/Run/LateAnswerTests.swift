import Kubernetes
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing

/// The answer to a write comes after the watch has told what has happened since.
@Suite("Keeper: answers that come late", .seeded)
struct LateAnswerTests {
    @Test(
        "A Secret that is deleted as soon as it is there comes back",
        arguments: [("team-b", "pullpass-hub"), ("pullpass", "pullpass-master.hub")]
    )
    func deletedAtOnce(_ namespace: String, _ name: String) async throws {
        try await withWorld { world in
            try world.prepare()
            world.server.settings.answerDelay = .milliseconds(700)
            // The end of the keeper waits for its last answer, and no clock moves then.
            defer { world.server.settings.answerDelay = .zero }
            try world.start()
            for _ in 0..<3 {
                let isThere = await world.pass(upTo: 60) { world.server.secret(namespace, name) != nil }
                #expect(isThere)
                let uid = world.server.secret(namespace, name)?.metadata.uid
                try world.server.deleteSecret(namespace, name)
                let isBack = await world.pass(upTo: 60) {
                    world.server.secret(namespace, name).map { $0.metadata.uid != uid } ?? false
                }
                #expect(isBack)
            }
            await world.pass(30)
            #expect(world.revisions().count == 3)
            #expect(Set(world.revisions().values).count == 1)
            // The next credential arrives everywhere, the master's Secret among them.
            try world.server.editSecret("pullpass", "hub-token", data: ["token": "another-password"])
            await world.pass(30)
            let master = world.server.secret("pullpass", "pullpass-master.hub")?.metadata
            let revision = master?.annotations["pullpass.dev/revision"]
            #expect(Set(world.revisions().values) == Set([revision ?? "none"]))
        }
    }
}
