import Configuration
import EventLoop
import Synchronization
import TestSupport
import Testing
import Text

@testable import Credentials
@testable import CredentialsTestSupport

@Suite struct `A cache of tokens` {
    @Test func `asks once for all who want a token at the same time`() async throws {
        let world = CacheWorld(isOpen: false)
        let tokens = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<5 { group.addTask { try await world.token() } }
            try await until { world.cache.waiting == 4 }
            world.open()
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(tokens == ["token-1"])
        #expect(world.calls == 1)
    }

    @Test func `asks for each scope`() async throws {
        let world = CacheWorld()
        #expect(try await world.token("region a") == "token-1")
        #expect(try await world.token("region b") == "token-2")
        #expect(try await world.token("region a") == "token-1")
        #expect(world.calls == 2)
    }

    @Test(arguments: [
        // Twelve hours: a tenth, which is how far the jitter spreads those that began together.
        (43_200.0, 4319.0, 1), (43_200, 4321, 2),
        // Ten minutes: a tenth would be as long; two: the same moment, half a minute.
        (600, 59, 1), (600, 61, 2), (120, 29, 1), (120, 31, 2),
        // A minute: never more than a quarter.
        (60, 14, 1), (60, 16, 2),
        // From the future: the clock has been set back.
        (43_200, -59, 1), (43_200, -61, 2),
    ])
    func `gives what is as good as new`(life: Double, age: Double, calls: Int) async throws {
        let world = CacheWorld(life: life)
        #expect(try await world.token() == "token-1")
        world.pass(age)
        #expect(try await world.token() == "token-\(calls)")
    }

    @Test(arguments: [(15.0, 1), (31, 2)])
    func `gives no token a second youth where the wall clock is set back`(held: Double, calls: Int) async throws {
        let world = CacheWorld(life: 120)
        #expect(try await world.token() == "token-1")
        world.pass(held)
        world.setWall(back: 30)
        #expect(try await world.token() == "token-\(calls)")
    }

    @Test func `gives a token without a known end for the same moment only`() async throws {
        let world = CacheWorld(life: nil)
        _ = try await world.token()
        world.pass(29)
        #expect(try await world.token() == "token-1")
        world.pass(2)
        #expect(try await world.token() == "token-2")
    }

    @Test func `gives the end of a token as the provider told it, however late it is taken`() async throws {
        let world = CacheWorld(life: 43_200)
        let first = try await world.whole()
        world.pass(4000)
        let second = try await world.whole()
        #expect(second.credential.expiresAt == first.credential.expiresAt)
        #expect(second.credential.fetchedAt == first.credential.fetchedAt)
    }

    @Test func `shares a failure for the same moment, but not with whoever has had it`() async throws {
        let world = CacheWorld()
        let error = CredentialError(.refused, identity: "role x", code: "AccessDenied", reason: "it says no")
        world.error = error
        await #expect(throws: error) { try await world.token() }
        world.pass(1)
        await #expect(throws: error) { try await world.token() }
        #expect(world.calls == 1)
        await #expect(throws: error) { try await world.token(since: world.steadyNow) }
        #expect(world.calls == 2)
        world.pass(31)
        await #expect(throws: error) { try await world.token() }
        #expect(world.calls == 3)
        world.error = nil
        #expect(try await world.token(since: world.steadyNow) == "token-4")
        #expect(try await world.token() == "token-4")
    }

    @Test func `gives nothing from before a source changed, nor waits for it`() async throws {
        let world = CacheWorld(isOpen: false)
        async let old = world.token()
        try await until { world.calls == 1 }
        world.pass(1)
        let change = world.steadyNow
        world.pass(1)
        async let new = world.token(since: change)
        try await until { world.calls == 2 }
        world.open()
        #expect(Set(try await [old, new]) == ["token-1", "token-2"])
        // Whichever was answered last, the newer call counts.
        #expect(try await world.token() == "token-2")
        #expect(try await world.token(since: change) == "token-2")
        #expect(world.calls == 2)
    }

    @Test func `lets the next one ask where the first is cancelled, and shares no failure of that`() async throws {
        let world = CacheWorld(isOpen: false)
        let first = Task { try await world.token() }
        try await until { world.calls == 1 }
        let second = Task { try await world.token() }
        try await until { world.cache.waiting == 1 }
        first.cancel()
        await #expect(throws: CredentialError.self) { try await first.value }
        try await until { world.calls == 2 }
        world.open()
        #expect(try await second.value == "token-2")
    }

    @Test func `lets go at once of a cancelled one that waits`() async throws {
        let world = CacheWorld(isOpen: false)
        let first = Task { try await world.token() }
        try await until { world.calls == 1 }
        let second = Task { try await world.token() }
        try await until { world.cache.waiting == 1 }
        second.cancel()
        await #expect(throws: CredentialError.self) { try await second.value }
        #expect(world.cache.waiting == 0)
        world.open()
        #expect(try await first.value == "token-1")
    }

    @Test func `forgets scopes that nobody has any more`() async throws {
        let world = CacheWorld()
        _ = try await world.token("region a")
        _ = try await world.token("region b")
        world.cache.keep([CredentialScope(nil, reach: "region b")])
        #expect(try await world.token("region b") == "token-2")
        #expect(try await world.token("region a") == "token-3")
    }
}

/// Waits for what other tasks bring about.
private func until(_ isSo: () -> Bool, _ place: SourceLocation = #_sourceLocation) async throws {
    let came = await eventually(within: .seconds(60)) {
        await Task.yield()
        return isSo()
    }
    try #require(came, sourceLocation: place)
}

/// A cache on clocks that move when they are told to, and a provider that counts its calls.
private final class CacheWorld: Sendable {
    private struct State {
        var wall = Timestamp(seconds: 1_700_000_000)
        var steady = LoopInstant.at(100)
        var calls = 0
        var error: CredentialError?
        var isOpen: Bool
    }

    private let life: Duration?
    private let state: Mutex<State>
    private let made = Mutex<TokenCache?>(nil)

    /// - Parameters:
    ///   - life: Of a token, in seconds; nil where nobody knows.
    ///   - isOpen: Whether the provider answers at once, or when ``open()`` is called.
    init(life: Double? = 3600, isOpen: Bool = true) {
        self.life = life.map { .seconds($0) }
        state = Mutex(State(isOpen: isOpen))
    }

    var cache: TokenCache {
        made.withLock { made in
            if let made { return made }
            let new = TokenCache(clock: WallClock { [unowned self] in state.withLock(\.wall) }) { [unowned self] in
                steadyNow
            }
            made = new
            return new
        }
    }

    var calls: Int { state.withLock(\.calls) }
    var steadyNow: LoopInstant { state.withLock(\.steady) }
    var error: CredentialError? {
        get { state.withLock(\.error) }
        set { state.withLock { $0.error = newValue } }
    }

    func open() { state.withLock { $0.isOpen = true } }

    /// Moves both clocks; the steady one never back.
    func pass(_ seconds: Double) {
        state.withLock { state in
            state.wall = state.wall + .seconds(seconds)
            state.steady = state.steady + .seconds(max(0, seconds))
        }
    }

    func setWall(back seconds: Double) { state.withLock { $0.wall = $0.wall - .seconds(seconds) } }

    func token(_ reach: String = "region a", since: LoopInstant? = nil) async throws(CredentialError) -> String {
        try await whole(reach, since: since).credential.password.reveal()
    }

    func whole(
        _ reach: String = "region a",
        since: LoopInstant? = nil
    ) async throws(CredentialError) -> ProviderToken {
        try await cache.access(since: since).token(of: CredentialScope(nil, reach: reach)) {
            () async throws(CredentialError) in try await ask()
        }
    }

    private func ask() async throws(CredentialError) -> ProviderToken {
        let (number, now, error) = state.withLock { state in
            state.calls += 1
            return (state.calls, state.wall, state.error)
        }
        while !state.withLock(\.isOpen) {
            guard !Task.isCancelled else {
                throw CredentialError(.unavailable, identity: "role x", reason: "cancelled")
            }
            await Task.yield()
        }
        if let error { throw error }
        let credential = RegistryCredential(
            username: "u",
            password: SecretText("token-\(number)"),
            expiresAt: life.map { now + $0 },
            fetchedAt: now
        )
        return ProviderToken(credential: credential, identity: "role x")
    }
}
