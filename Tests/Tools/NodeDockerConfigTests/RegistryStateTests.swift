import Configuration
import Credentials
import EventLoop
import Images
import Testing
import Text

@testable import CredentialsTestSupport
@testable import NodeDockerConfig

@Suite struct `When a registry of a node is fetched` {
    /// A state that took an hour's credential at noon, and the loop's tenth second.
    private static func fetched() throws -> RegistryState {
        let registry = Registry(name: "r", matchImages: [try ImagePattern(parsing: "r.example")])
        var state = RegistryState(
            registry,
            StubFetcher(registry: registry, service: TokenService(MovingClock())),
            generation: 1
        )
        let credential = RegistryCredential(username: "u", password: SecretText("p"), fetchedAt: noon)
        let fetched = try FetchedCredential(
            auths: DockerAuths(patterns: registry.matchImages, credential: credential),
            expiresAt: noon + .seconds(3600),
            fetchedAt: noon,
            identity: "test"
        )
        _ = state.succeed(fetched, now: .start + .seconds(10), random: 0.5)
        return state
    }

    @Test(arguments: [-1e9, -7200, -900, -30, 0, 30, 600, 1200, 1e9])
    func `however the wall clock is set, that is before it ends by the clock that nobody sets`(step: Double) throws {
        let steady = LoopInstant.start + .seconds(10 + 900)
        let due = try Self.fetched().due(wall: noon + .seconds(900 + step), steady: steady)
        #expect(due <= LoopInstant.start + .seconds(10 + 1800))
        #expect(step < -960 || step > 900 ? due <= steady : due > steady)
    }

    @Test
    func
        `a provider that asks to be left alone for a day is heeded for an hour, and not until the credential has ended`()
        throws
    {
        let half = LoopInstant.start + .seconds(10 + 1800)
        var state = try Self.fetched()
        state.fail("away", pause: .seconds(86_400), now: half, random: 0.5)
        #expect(state.due(wall: noon + .seconds(1800), steady: half) == half + .seconds(900))
        let end = half + .seconds(1800)
        state.fail("away", pause: .seconds(86_400), now: end, random: 0.5)
        #expect(state.due(wall: noon + .seconds(3600), steady: end) == end + .seconds(3600))
        state.fail("away", pause: .seconds(-5), now: end, random: 0.5)
        #expect(state.due(wall: noon + .seconds(3600), steady: end) > end)
    }

    @Test func `a setting that decides what is fetched makes another state of it`() throws {
        let state = try Self.fetched()
        #expect(state.isSame(as: state.registry))
        func differs(_ change: (inout Registry) throws -> Void) rethrows -> Bool {
            var other = state.registry
            try change(&other)
            return !state.isSame(as: other)
        }
        #expect(try differs { $0.matchImages = [try ImagePattern(parsing: "other.example")] })
        #expect(differs { $0.keys = ["r.example/a"] })
        #expect(differs { $0.always = true })
        #expect(differs { $0.withheldVariables = ["AWS_HARBOR_PW"] })
        #expect(!differs { $0.secretName = "another" }, "of a file there is no Secret")
    }
}
