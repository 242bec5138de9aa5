import CertificateKeeper
import Kubernetes
import TestAPIServer
import Testing
import Text

@Suite("Certificates: a rotation under load", .serialized)
struct LoadTests {
    private static let prompt = WebhookCalls.Caller(name: "prompt", delay: .zero)
    private static let late = WebhookCalls.Caller(name: "late", delay: .seconds(60))
    /// So late that it must fail: that it does shows that failures are seen.
    private static let tooLate = WebhookCalls.Caller(name: "too late", delay: .seconds(400))

    /// TLS is verified by the real time, so the world's must be about the same.
    private static var realNow: Timestamp { WallClock.system.now().withoutFraction }

    @Test("Not one admission fails while the CA changes, though one API server sees caBundle 60 s late")
    func change() async throws {
        try await withWorld(start: Self.realNow - .seconds(1200)) { world in
            let (first, second) = try await world.twoReplicas()
            let calls = try WebhookCalls([first, second])
            let callers = [Self.prompt, Self.late, Self.tooLate]
            let leaf = first.leaf
            await Self.run(calls, callers, in: world, seconds: 30)
            try Self.askForRotation(world)
            await Self.run(calls, callers, in: world, seconds: 600)
            await calls.end()

            #expect(first.leaf != leaf)
            #expect(second.leaf == first.leaf)
            #expect(world.data["next-ca.crt"] == nil)
            #expect(calls.failures["prompt"] == nil)
            #expect(calls.failures["late"] == nil)
            #expect((calls.failures["too late"] ?? []).count > 20)
            #expect(calls.admissions > 1200)
        }
    }

    @Test("Nor while the old CA is dropped, with the leaf renewed meanwhile")
    func drop() async throws {
        try await withWorld(start: Self.realNow - CertificateWorld.day * 90 - .seconds(600)) { world in
            let (first, second) = try await world.twoReplicas()
            try Self.askForRotation(world)
            await world.pass(330, step: 5)
            let switched = first.leaf
            world.jump(days: 61)
            await world.pass(65, step: 5)
            #expect(first.leaf != switched)
            world.jump(days: 29)
            let old = try #require(world.data["old-ca.crt"])
            let calls = try WebhookCalls([first, second])
            let callers = [Self.prompt, Self.late]
            await Self.run(calls, callers, in: world, seconds: 150)
            await calls.end()
            #expect(!world.bundle.contains(old))
            #expect(world.bundle == world.data["ca.crt"])
            #expect(calls.failures == [:])
            #expect(calls.admissions > 200)
        }
    }

    private static func askForRotation(_ world: CertificateWorld) throws {
        try world.server.edit(
            .secrets(namespace: "pullpass", name: CertificateWorld.secret),
            mergePatch: #"{"metadata":{"annotations":{"pullpass.dev/rotate-ca":"now"}}}"#
        )
    }

    /// Passes the time in steps of five seconds, and calls at each.
    private static func run(
        _ calls: WebhookCalls,
        _ callers: [WebhookCalls.Caller],
        in world: CertificateWorld,
        seconds: Int
    ) async {
        for _ in 0..<(seconds / 5) {
            await world.pass(5, step: 5)
            calls.saw(bundle: world.bundle, at: world.now)
            await calls.call(from: callers, at: world.now)
        }
    }
}
