import Credentials
import Testing

@testable import CredentialsTestSupport

/// Keys of a Docker configuration, held against the kubelet's rules and against what `matchImages` promises.
@Suite struct `A key of a Docker configuration` {
    private static let up = #"{"auth":"cHVsbGVyOnMzY3JldA=="}"#

    private func source(_ keys: [String], _ patterns: String) throws -> any CredentialFetcher {
        let entries = keys.map { #""\#($0)":\#(Self.up)"# }.joined(separator: ",")
        return try fetcher(
            "matchImages: [\(patterns)]\nanonymousFallback: false\ncredentials: { dockerConfig: { file: c.json } }",
            files: FakeFiles(["c.json": #"{"auths":{\#(entries)}}"#])
        )
    }

    @Test(arguments: [
        (
            "https://registry.example.com/v2", "registry.example.com",
            "Docker configuration of file c.json: the key https://registry.example.com/v2 is read by the kubelet as the path /v2 of "
                + "registry.example.com, so no image of registry.example.com gets this credential: write registry.example.com"
        ),
        (
            "registry.example.com/*", "registry.example.com",
            "the key registry.example.com/* is read by the kubelet as the path /* of"
        ),
        ("registry.example.com/Team", "registry.example.com", "as the path /Team of registry.example.com, so no image"),
        (
            "https://index.docker.io/v1", "docker.io",
            "it has no entry for docker.io, only for index.docker.io/v1; the key must end in a slash: https://index.docker.io/v1/ (or docker.io)"
        ),
        // Their brothers.
        ("https://registry.example.com/v1", "registry.example.com", "write registry.example.com"),
        ("https://registry.example.com:8443/v2", "\"registry.example.com:8443\"", "write registry.example.com:8443"),
        ("registry.example.com/team:latest", "registry.example.com", "images are matched without their tag"),
        ("registry.example.com/team@sha256", "registry.example.com", "images are matched without their digest"),
        ("registry.example.com//team", "registry.example.com", "no repository starts like that"),
        (
            "https://registry-1.docker.io/v2/", "docker.io",
            "Docker Hub's key is https://index.docker.io/v1/ (or docker.io)"
        ),
        ("hub.docker.com", "docker.io", "Docker Hub's key is https://index.docker.io/v1/"),
        ("https://index.docker.io/v1/access-token", "docker.io", "Docker Hub's key is https://index.docker.io/v1/"),
        (
            "Registry.Example.com", "registry.example.com",
            "hosts are compared letter by letter: write registry.example.com"
        ),
        (
            "registry.example.com:443", "registry.example.com",
            "the port must be the same in both: write registry.example.com"
        ),
        (
            "registry.example.com", "\"registry.example.com:5000\"",
            "the port must be the same in both: write registry.example.com:5000"
        ),
        ("registry.example.com:*", "registry.example.com", "the port must be the same in both"),
        (
            "oci://registry.example.com", "registry.example.com",
            "cuts https:// and http:// from a key, and nothing else"
        ),
        ("HTTPS://registry.example.com/v2/", "registry.example.com", "write registry.example.com instead of"),
        (
            #"\ufeffregistry.example.com"#, "registry.example.com",
            "has white space or an invisible character in it: write registry"
        ),
        (
            "registry.example.com ", "registry.example.com",
            "has white space or an invisible character in it: write registry"
        ),
        ("*.example.com", "eu.registry.example.com", "a * stands for one part of a host"),
    ])
    func `that no image of matchImages has says what differs`(key: String, pattern: String, text: String) async throws {
        let error = try await failure(of: source([key], pattern))
        #expect(error.kind == .misconfigured)
        #expect(error.description.contains(text), "\(error)")
    }

    @Test(arguments: [
        ("https://index.docker.io/v1/", "docker.io"), ("index.docker.io", "docker.io"),
        ("https://index.docker.io/v2/", "docker.io"),
        ("https://registry.example.com/v2/", "registry.example.com"),
        ("registry.example.com/v2", "registry.example.com/v2/team/"),
        ("registry.example.com", "registry.example.com/team/"), ("*.example.com", "registry.example.com"),
    ])
    func `that serves all that matchImages promises needs no word`(key: String, pattern: String) async throws {
        let found = try await fetched(by: source([key], pattern))
        #expect(found.remarks.isEmpty && found.faults.isEmpty)
    }

    @Test(arguments: [
        (
            ["registry.example.com/team"], "registry.example.com",
            "of the images of registry.example.com only those of registry.example.com/team"
        ),
        (["ghcr.io"], "ghcr.io, quay.io", "there is no entry for quay.io"),
        (
            ["ghcr.io", "https://index.docker.io/v1"], "ghcr.io, docker.io",
            "there is no entry for docker.io; the key must end in a slash"
        ),
        (["eu.example.com"], "\"*.example.com\"", "of the images of *.example.com only those of eu.example.com"),
    ])
    func `for a part of matchImages is remarked`(keys: [String], patterns: String, text: String) async throws {
        let found = try await fetched(by: source(keys, patterns))
        #expect(found.remarks.count == 1)
        #expect(found.remarks.first?.contains(text) == true, "\(found.remarks)")
        #expect(found.faults.isEmpty)
    }

    @Test func `of no use takes nothing from the others`() async throws {
        let found = try await fetched(
            by: source(["registry.example.com", "registry.example.com/*"], "registry.example.com")
        )
        #expect(found.auths.entries.map(\.key) == ["registry.example.com"])
        #expect(found.faults.count == 1)
        #expect(found.faults[0].contains("the key registry.example.com/* is read by the kubelet as the path /*"))
    }
}
