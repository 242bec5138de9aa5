import Configuration
import Credentials
import Images
import KubeletProtocol
import Synchronization
import TestSupport
import Testing
import Text

@testable import CredentialPlugin

@Suite struct `An answer to the kubelet` {
    /// Registries, image, what is tried in order, and for what it is kept.
    struct Case: Sendable, CustomStringConvertible {
        let registries: String
        let image: String
        let tried: [String]
        let type: PluginAnswer.CacheKeyType
        var description: String { "\(image) -> \(tried)" }

        init(_ registries: String, _ image: String, _ tried: [String], _ type: PluginAnswer.CacheKeyType = .registry) {
            (self.registries, self.image, self.tried, self.type) = (registries, image, tried, type)
        }
    }

    private static let off = "anonymousFallback: false"
    private static let on = "anonymousFallback: true"

    @Test(arguments: [
        Case(basic("a", "r.lab"), "r.lab/x/y", ["r.lab=a"]),
        Case(basic("a", "r.lab"), "s.lab/x/y", []),
        Case(basic("a", "\"r.lab:5000\""), "r.lab/x", []),
        Case(basic("a", "\"r.lab:5000\""), "r.lab:5000/x", ["r.lab:5000=a"]),
        Case(basic("a", "\"*.lab\""), "r.lab/x", ["*.lab=a"]),
        // Rules with paths: the next image of the host may be another's.
        Case(basic("a", "r.lab/team") + basic("b", "r.lab"), "r.lab/team/x", ["r.lab/team=a", "r.lab=b"], .image),
        Case(basic("a", "r.lab/team") + basic("b", "r.lab"), "r.lab/other", ["r.lab=b"], .image),
        Case(basic("a", "r.lab/team"), "r.lab/other", [], .image),
        Case(basic("a", "\"*.lab/team\"") + basic("b", "r.lab"), "r.lab/other", ["r.lab=b"], .image),
        // Paths of other hosts and ports mean nothing here.
        Case(basic("a", "s.lab/team, \"r.lab:5000/team\"") + basic("b", "r.lab"), "r.lab/other", ["r.lab=b"]),
        // The earlier of two registries with one key counts, and keys that are one for the kubelet are one.
        Case(basic("a", "r.lab") + basic("b", "r.lab"), "r.lab/x", ["r.lab=a"]),
        // Docker Hub has the key of everybody, unless there is an anonymous try, which would hide it.
        Case(basic("a", "docker.io", off), "docker.io/library/nginx", ["https://index.docker.io/v1/=a"]),
        Case(basic("a", "docker.io"), "docker.io/library/nginx", ["docker.io=a", "*.*=-"]),
        Case(
            basic("a", "docker.io/company/") + basic("b", "docker.io"),
            "docker.io/company/app",
            ["docker.io/company/=a", "docker.io=b", "*.*=-"],
            .image
        ),
        // So would every other key.
        Case(
            basic("a", "docker.io/company/", off) + basic("b", "docker.io", off),
            "docker.io/company/app",
            ["docker.io/company/=a", "docker.io=b"],
            .image
        ),
        Case(basic("a", "\"*.io\"", off) + basic("b", "docker.io", off), "docker.io/x/y", ["docker.io=b", "*.io=a"]),
        // The anonymous try is the last, whatever stars others have.
        Case(basic("a", "ghcr.io"), "ghcr.io/x", ["ghcr.io=a", "*.*=-"]),
        Case(basic("a", "\"*.lab\"", on) + basic("b", "r.lab", off), "r.lab/x", ["r.lab=b", "*.lab=a", "**.*=-"]),
        Case(basic("a", "\"**.lab\"", on) + basic("b", "\"*.*\"", off), "r.lab/x", ["*.*=b", "**.lab=a", "***.*=-"]),
        Case(basic("a", "\"a.r.lab:5000\"", on), "a.r.lab:5000/x", ["a.r.lab:5000=a", "*.*.*:5000=-"]),
        Case(basic("a", "\"localhost:5000\"", on), "localhost:5000/x", ["localhost:5000=a", "*:5000=-"]),
        // Where no star may stand nothing comes last, and there is no try.
        Case(basic("a", "\"[::1]:5000\"", on), "[::1]:5000/x", ["[::1]:5000=a"]),
    ])
    func `has the keys of Secrets, in the kubelet's order`(_ test: Case) async throws {
        let outcome = await answer(try configuration(test.registries), request(test.image))
        let answer = try #require(outcome.answer)
        #expect(answer.tried == test.tried)
        #expect(answer.cacheKeyType == test.type)
        #expect(answer.cacheDuration == (test.tried.isEmpty ? .zero : .seconds(300)))
        #expect(outcome.words.isEmpty)
        // The kubelet's own order agrees.
        let image = try ImageReference(parsing: test.image)
        let config = DockerConfig(
            entries: answer.auth.map {
                DockerConfig.Entry(
                    registry: $0.key,
                    credential: DockerCredential(username: $0.login?.username ?? "-", password: "")
                )
            }
        )
        #expect(
            DockerKeyring([config]).lookup(image.repository).map { "=\($0.username)" }
                == test.tried.map { $0.suffix(2) }
        )
    }

    @Test func `has of a file with many registries what is for the host, and nothing where that is nothing`()
        async throws
    {
        let settings = try configuration(basic("a", "r.lab"))
        let keys = ["s.lab", "r.lab", "https://r.lab/v1/", "r.lab/team", "r.lab:5000", "https://index.docker.io/v1/"]
        let all = await answer(settings, request("r.lab/x")) { wanted throws(CredentialError) in
            try given(wanted, keys: keys)
        }
        // `https://r.lab/v1/` is `r.lab` to the kubelet.
        #expect(all.answer?.auth.map(\.key) == ["https://r.lab/v1/", "r.lab/team"])
        let none = await answer(settings, request("r.lab/x")) { wanted throws(CredentialError) in
            try given(wanted, keys: ["s.lab"])
        }
        #expect(none.answer == PluginAnswer(cacheKeyType: .registry, cacheDuration: .zero, auth: []))
    }

    @Test func `is kept for one image where a credential is for one`() async throws {
        let settings = try configuration(
            "  - name: e\n    matchImages: [\"*.lab\"]\n    credentials: { exec: { command: /bin/plugin } }"
        )
        let outcome = await answer(settings, request("r.lab/x"))
        #expect(outcome.answer?.cacheKeyType == .image)
        #expect(outcome.answer?.auth.map(\.key) == ["r.lab"])
    }

    @Test(
        arguments: [
            // Seconds of life that are left, whether it only stands somewhere, and for how long it is kept.
            (43_200, false, 21_600), (3600, false, 1800), (31_536_000, false, 21_600), (301, false, 150),
            (19, false, 0),
            (-5, false, 0), (nil, false, 300), (nil, true, 300), (43_200, true, 300), (100, true, 50),
        ] as [(Int?, Bool, Int)]
    )
    func `is kept for half of the life that is left`(left: Int?, isStatic: Bool, kept: Int) async throws {
        let outcome = await answer(try configuration(basic("a", "r.lab")), request("r.lab/x")) {
            wanted throws(CredentialError) in
            try given(wanted, expiresAt: left.map { noon + .seconds($0) }, isStatic: isStatic)
        }
        #expect(outcome.answer?.cacheDuration == .seconds(kept))
    }

    private static let refused = CredentialError(.refused, identity: "role x", reason: "it says no", fix: "ask")

    @Test func `with a credential is given, and not kept, where another registry failed`() async throws {
        let settings = try configuration(basic("a", "r.lab/team") + basic("b", "r.lab"))
        let outcome = await answer(settings, request("r.lab/team/x")) { wanted throws(CredentialError) in
            guard wanted.registry.name == "b" else { throw Self.refused }
            return try given(wanted)
        }
        #expect(outcome.answer?.tried == ["r.lab=b"])
        #expect(outcome.answer?.cacheDuration == .zero)
        #expect(outcome.words == ["registry a: role x: it says no: ask"])
    }

    @Test func `with less than was meant is not kept`() async throws {
        let outcome = await answer(try configuration(basic("a", "r.lab")), request("r.lab/x")) {
            wanted throws(CredentialError) in
            try given(wanted, faults: ["an entry was left out"])
        }
        #expect(outcome.answer?.tried == ["r.lab=a"])
        #expect(outcome.answer?.cacheDuration == .zero)
        #expect(outcome.words == ["registry a: an entry was left out"])
    }

    @Test(arguments: CredentialError.Kind.allCases)
    func `is none where every registry failed, with a line for each`(kind: CredentialError.Kind) async throws {
        let settings = try configuration(basic("a", "docker.io") + basic("b", "docker.io/library"))
        let outcome = await answer(settings, request("docker.io/library/nginx")) { wanted throws(CredentialError) in
            throw CredentialError(kind, identity: "i\n\u{1B}[1m", reason: "no \(wanted.registry.name)")
        }
        #expect(outcome.answer == nil)
        #expect(outcome.words == ["registry a: i : no a", "registry b: i : no b"])
    }

    @Test func `tells a few failures, and how many more there are`() async throws {
        let all = try configuration((1...20).map { basic("r\($0)", "r.lab/\($0)") }.joined() + basic("a", "r.lab/"))
        #expect(
            await answer(all, request("r.lab/1/x")) { _ throws(CredentialError) in throw Self.refused }.words.count == 2
        )
        let many = try configuration((1...20).map { basic("r\($0)", "r.lab") }.joined())
        let words = await answer(many, request("r.lab/x")) { _ throws(CredentialError) in throw Self.refused }.words
        #expect(words.count == 9 && words.last == "and 12 more")
    }

    @Test func `is none to an image that nobody can read`() async throws {
        let outcome = await answer(try configuration(basic("a", "r.lab")), request("r.lab/X\n\u{1B}"))
        #expect(outcome.answer == nil)
        #expect(outcome.words.count == 1 && outcome.words[0].hasPrefix("the request cannot be answered: image"))
        #expect(!outcome.words[0].contains("\n"))
    }

    // MARK: ServiceAccounts

    @Test(arguments: [
        ("v1", "the Pod has no ServiceAccount (a static Pod), or tokenAttributes are missing"),
        ("v1beta1", "v1beta1 has none"),
    ])
    func `is none without the token that a credential needs, and says who has to send it`(
        version: String,
        words: String
    ) async throws {
        let settings = try configuration(
            "  - name: e\n    matchImages: [\"*.dkr.ecr.*.amazonaws.com\"]\n    credentials: { ecr: { fromPod: {} } }"
        )
        let image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/x"
        let outcome = await answer(settings, request(image, version: version))
        #expect(outcome.answer == nil && outcome.words.count == 1)
        #expect(outcome.words[0].contains(words), "\(outcome.words)")
        #expect(outcome.words[0].contains("`pullpass render credential-provider-config`"))
        #expect(await answer(settings, request(image, token: "a.b.c")).answer?.cacheKeyType == .registry)
    }

    // MARK: Time

    @Test func `asks all registries at the same time`() async throws {
        let settings = try configuration((1...8).map { basic("r\($0)", "r.lab/, r.lab/x") }.joined())
        let started = Mutex(0)
        let (all, signal) = AsyncStream<Void>.makeStream()
        let outcome = await answer(settings, request("r.lab/x")) { wanted throws(CredentialError) in
            if started.withLock({
                $0 += 1; return $0
            }) == 8 {
                signal.finish()
            }
            for await _ in all {}
            return try given(wanted)
        }
        #expect(outcome.answer?.auth.count == 2)
    }

    @Test func `comes when the time is up, with what there is, and names who is late`() async throws {
        let settings = try configuration(basic("a", "r.lab/") + basic("b", "r.lab") + basic("c", "r.lab/x"))
        // Whoever has fetched cannot say when that has arrived: in some run it is before the time is up.
        let isGiven = await eventually {
            let outcome = await outcomeWithLate(settings)
            let late = "no answer within 15 s: look at the way from this node to whoever is asked"
            #expect(outcome.words.count >= 2 && outcome.words.allSatisfy { $0.contains(": no answer within 15 s: ") })
            #expect(outcome.words.contains { $0.hasPrefix("registry b: basic: \(late)") }, "\(outcome.words)")
            return outcome.answer?.auth.isEmpty == false && outcome.answer?.cacheDuration == .zero
        }
        #expect(isGiven)
    }

    /// The outcome where a ends when it is cancelled, b never does, and c gives its credential before the time is up.
    private func outcomeWithLate(_ settings: Configuration) async -> PluginOutcome {
        let pauses = Mutex<[Duration]>([])
        let (given, isGiven) = AsyncStream<Void>.makeStream()
        let plugin = CredentialPlugin(
            settings,
            clock: WallClock { noon },
            patience: .seconds(15),
            pause: { time in
                pauses.withLock { $0.append(time) }
                for await _ in given {}
            }
        ) { wanted throws(CredentialError) in
            switch wanted.registry.name {
            case "a":
                await forever(.zero)
                // With whatever words.
                throw CredentialError(
                    .unavailable,
                    identity: "role x",
                    endpoint: "https://sts.lab",
                    reason: "cancelled"
                )
            case "b":
                unsafe await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
                throw Self.refused
            default:
                defer { isGiven.finish() }
                return try CredentialPluginTests.given(wanted)
            }
        }
        let outcome = await plugin.answer(to: request("r.lab/x"))
        #expect(pauses.withLock { $0 } == [.seconds(15), .seconds(1)])
        return outcome
    }
}
