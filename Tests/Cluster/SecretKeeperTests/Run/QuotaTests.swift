import Configuration
import Credentials
import Metrics
import SecretKeeper
import Synchronization
import TestAPIServer
import TestSupport
import Testing

@Suite("Keeper: Docker Hub's quota", .seeded)
struct QuotaTests {
    private static func configuration(probe: String) throws -> Configuration {
        try KeeperWorld.configuration(
            """
            apiVersion: pullpass.dev/v1alpha1
            kind: Configuration
            registries:
              - name: hub
                matchImages: [docker.io]
                probe: { enabled: \(probe) }
                credentials: { dockerHub: { username: { value: jane }, token: { secretKeyRef: { name: hub-token, key: token } } } }
            """
        )
    }

    @Test("It is asked for every ten minutes and shown, where the probe is on", arguments: [true, false])
    func shown(isProbed: Bool) async throws {
        try await withWorld { world in
            try world.prepare()
            let asked = Asked()
            let replica = try world.start(
                try Self.configuration(probe: "\(isProbed)"),
                with: .init(quota: { _, _ in PullQuota(limit: 200, remaining: asked.next()) })
            )
            await world.pass(5)
            await world.pass(600, step: 2000)
            #expect(asked.count == (isProbed ? 2 : 0))
            let text = String(decoding: replica.metrics.render(), as: UTF8.self)
            #expect(text.contains(#"pullpass_registry_pull_quota_remaining{registry="hub"} 198"#) == isProbed)
            #expect(text.contains(#"pullpass_registry_pull_quota_limit{registry="hub"} 200"#) == isProbed)
            // Who leads no more knows nothing of it.
            await world.stop(replica)
            #expect(!String(decoding: replica.metrics.render(), as: UTF8.self).contains("pull_quota_remaining{"))
        }
    }
}

/// Counts, and has one pull less each time.
private final class Asked: Sendable {
    private let times = Mutex(0)

    var count: Int { times.withLock(\.self) }

    func next() -> Int {
        times.withLock { times in
            times += 1
            return 200 - times
        }
    }
}
