import Configuration
import Credentials
import FoundationEssentials
import Testing
import Text

@testable import CredentialsTestSupport

@Suite struct `Every kind of credential` {
    @Test(arguments: KindUnderTest.all)
    func `gives a Secret that the kubelet reads`(kind: KindUnderTest) async throws {
        try await kind.withWorld { world in
            let fetched = try await fetched(by: world.fetcher)
            #expect(try kind.attempts(of: fetched.dockerConfigJSON) == kind.attempts)
            #expect(try attempts([fetched.dockerConfigJSON], "quay.io/team/x:1").isEmpty)
            #expect(fetched.fetchedAt == noon.now())
            #expect(fetched.expiresAt.map { $0 > fetched.fetchedAt } ?? true)
            #expect(!fetched.identity.isEmpty)
        }
    }

    @Test(arguments: KindUnderTest.all)
    func `gives what one image needs, asked for that alone`(kind: KindUnderTest) async throws {
        try await kind.withWorld(image: kind.image) { world in
            let fetched = try await fetched(by: world.fetcher)
            #expect(try kind.attempts(of: fetched.dockerConfigJSON) == kind.attempts)
        }
    }

    @Test(arguments: KindUnderTest.all)
    func `gives the same bytes as long as its sources are the same`(kind: KindUnderTest) async throws {
        try await kind.withWorld { world in
            let first = try await fetched(by: world.fetcher).dockerConfigJSON
            #expect(try await fetched(by: world.fetcher).dockerConfigJSON == first)
            try await kind.withWorld { other in
                let second = try await fetched(by: other.fetcher).dockerConfigJSON
                #expect(second == first)
            }
        }
    }

    @Test(arguments: KindUnderTest.all)
    func `names every input that it reads`(kind: KindUnderTest) async throws {
        try await kind.withWorld { world in
            #expect(world.secrets.read.isEmpty && world.files.read.isEmpty)
            _ = try await fetched(by: world.fetcher)
            #expect(Set(world.fetcher.inputs.secretNames) == world.secrets.read)
            // A token file that the kubelet renews says nothing new about what a provider gave for it, and need not be watched.
            let files = Set(world.fetcher.inputs.filePaths)
            #expect(kind.provider == nil ? files == world.files.read : files.isSubset(of: world.files.read))
        }
    }

    @Test(arguments: KindUnderTest.all)
    func `says which input is missing, empty or broken, and works again when it is back`(kind: KindUnderTest)
        async throws
    {
        try await kind.withWorld { world in
            let good = try await fetched(by: world.fetcher).dockerConfigJSON
            for (name, secret) in kind.secrets {
                let broken: [SecretData?] = [
                    nil, SecretData(type: secret.type, data: [:]),
                    SecretData(type: secret.type, data: secret.data.mapValues { _ in [] }),
                    SecretData(type: secret.type, data: secret.data.mapValues { _ in [0xFF, 0xFE] }),
                ]
                for secret in broken {
                    world.secrets.set(name, secret)
                    try await expectMisconfigured(world.fetcher, naming: "Secret \(name)")
                }
                world.secrets.set(name, secret)
                #expect(try await fetched(by: world.fetcher).dockerConfigJSON == good)
            }
            for path in kind.files.keys {
                for bytes in [nil, [], [0x0A], [0xFF, 0xFE]] as [[UInt8]?] {
                    world.files.set(path, bytes)
                    try await expectMisconfigured(world.fetcher, naming: "file \(path)")
                }
                world.files.set(path, kind.content(of: path, in: world))
                #expect(try await fetched(by: world.fetcher).dockerConfigJSON == good)
            }
        }
    }

    private func expectMisconfigured(_ fetcher: any CredentialFetcher, naming place: String) async throws {
        let error = try await failure(of: fetcher)
        #expect(error.kind == .misconfigured)
        #expect(error.description.contains(place))
        #expect(error.fix != nil)
        #expect(!printed(error).contains(KindUnderTest.seed))
    }

    @Test(arguments: KindUnderTest.all.filter { !$0.secrets.isEmpty })
    func `can be tried again when the API server was away`(kind: KindUnderTest) async throws {
        try await kind.withWorld { world in
            world.secrets.disconnect()
            let error = try await failure(of: world.fetcher)
            #expect(error.kind == .unavailable)
        }
    }

    @Test(arguments: KindUnderTest.all)
    func `has a scope that tells identities apart`(kind: KindUnderTest) async throws {
        try await kind.withWorld { world in
            #expect(world.fetcher.scope == world.fetcher.scope)
            #expect(world.fetcher.scope.kind == kind.name.prefix { $0 != " " })
            let other = try fetcher(
                kind.otherLines.replacing("PROVIDER", with: world.peer?.url ?? "PROVIDER"),
                environment: kind.environment
            )
            #expect(other.scope != world.fetcher.scope)
        }
    }

    @Test(arguments: KindUnderTest.all)
    func `prints no credential, whatever is printed`(kind: KindUnderTest) async throws {
        try await kind.withWorld { world in
            let fetched = try await fetched(by: world.fetcher)
            let text =
                printed(world.fetcher) + printed(world.fetcher.scope) + printed(world.fetcher.inputs) + printed(fetched)
                + printed(fetched.auths) + printed(fetched.identity)
                + printed(fetched.auths.entries) + printed(kind.secrets.values.map(\.self))
            #expect(!text.contains(KindUnderTest.seed))
        }
    }

    @Test func `is needed`() async throws {
        let fetcher = makeFetcher(
            registry: Registry(name: "r", matchImages: []),
            environment: [:],
            secrets: FakeSecrets(),
            clock: noon,
            http: try network()
        )
        #expect(try await failure(of: fetcher).description.hasPrefix("registry r: it has no credentials: write"))
    }
}

extension KindUnderTest {
    /// The user names that the kubelet tries for the image, with the Secret of the anonymous try behind where that belongs to it.
    fileprivate func attempts(of secret: [UInt8]) throws -> [String] {
        let isLastAnonymous = attempts.last == ""
        return try CredentialsTestSupport.attempts(
            isLastAnonymous ? [secret, anonymous(following: secret)] : [secret],
            image
        )
    }
}
