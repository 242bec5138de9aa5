import Images
import Testing

@testable import Credentials
@testable import CredentialsTestSupport

/// The keys under which a registry's credential stands, and who finds it there.
@Suite struct `The keys of a Secret` {
    private func entries(
        _ lines: String,
        _ credentials: String = "basic: { username: { value: u }, password: { value: p } }"
    ) async throws
        -> [DockerConfig.Entry]
    {
        let fetcher = try fetcher("\(lines)\ncredentials:\n  \(credentials)\nanonymousFallback: false")
        return try DockerConfig(parsing: try await fetched(by: fetcher).dockerConfigJSON).entries
    }

    /// How tools on go-containerregistry's default keychain look, and Docker itself: the repository, then the host, as exact texts.
    private func exactLookup(_ repository: String, in entries: [DockerConfig.Entry]) -> String? {
        let host = String(repository.prefix { $0 != "/" })
        let keys = [repository, host == "index.docker.io" ? "https://index.docker.io/v1/" : host]
        return keys.lazy.compactMap { key in entries.first { $0.registry == key }?.credential.username }.first
    }

    @Test(arguments: [
        "docker.io", "docker.io/team/", "ghcr.io", "ghcr.io/team/app", "*.registry.example.com", "r.example.com:5000",
        "r.example.com/v2/x", "r.example.com/v1/",
    ])
    func `are those that explain and the replays go by`(pattern: String) async throws {
        let keys = try await entries("matchImages: [\"\(pattern)\"]").map(\.registry)
        #expect(keys == [try ImagePattern(parsing: pattern).secretKey])
    }

    @Test(arguments: [
        ("[ghcr.io/team/]", "[ghcr.io/team/app]", "ghcr.io/team/app"),
        ("[\"*.registry.example.com\"]", "[eu.registry.example.com]", "eu.registry.example.com/app"),
        ("[\"*.registry.example.com\"]", "[eu.registry.example.com/shop/app]", "eu.registry.example.com/shop/app"),
        ("[\"r.example.com:5000/team/\"]", "[\"r.example.com:5000/team/app\"]", "r.example.com:5000/team/app"),
    ])
    func `name what other readers take, beside the patterns, with the same credential`(
        patterns: String,
        keys: String,
        repository: String
    ) async throws {
        let without = try await entries("matchImages: \(patterns)")
        #expect(exactLookup(repository, in: without) == nil)
        let with = try await entries("matchImages: \(patterns)\nkeys: \(keys)")
        #expect(exactLookup(repository, in: with) == "u")
        #expect(with.count == without.count + 1)
        #expect(Set(with.map(\.credential)).count == 1)
        for entry in without { #expect(with.contains(entry)) }
        // The kubelet tries it as before.
        #expect(!DockerKeyring([DockerConfig(entries: with)]).lookup(repository).isEmpty)
    }

    @Test func `hide nobody's Secret for Docker Hub`() async throws {
        let own = DockerConfig(entries: [
            DockerConfig.Entry(
                registry: "https://index.docker.io/v1/",
                credential: DockerCredential(username: "team", password: "x")
            )
        ])
        let ours = try await entries("matchImages: [ghcr.io/team/]\nkeys: [ghcr.io/team/app]")
        let tried = DockerKeyring([own, DockerConfig(entries: ours)]).lookup("docker.io/team/private")
        #expect(tried.map(\.username) == ["team"])
    }

    @Test func `have the credential of the pattern that covers them, where there are several`() async throws {
        let auths = DockerAuths(
            [
                (try ImagePattern(parsing: "ghcr.io/a/"), credential("a")),
                (try ImagePattern(parsing: "ghcr.io"), credential("all")),
                (try ImagePattern(parsing: "*.example.com"), credential("star")),
            ])
        let added = auths.adding(keys: ["ghcr.io/a/x", "ghcr.io/b/x", "eu.example.com", "other.example.org"]).entries
        let users = Dictionary(added.map { ($0.key, $0.credential.username) }) { first, _ in first }
        #expect(users["ghcr.io/a/x"] == "a")
        #expect(users["ghcr.io/b/x"] == "all")
        #expect(users["eu.example.com"] == "star")
        #expect(users["other.example.org"] == nil)
        #expect(added.count == auths.entries.count + 3)
    }
}
