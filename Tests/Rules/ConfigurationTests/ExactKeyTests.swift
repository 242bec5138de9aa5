import Configuration
import Testing

/// `keys` of a registry: for readers of pull Secrets that take exact keys only.
struct ExactKeyTests {
    private func parsed(_ keys: String, matchImages: String = "[ghcr.io/team/, \"*.registry.example.com\"]")
        -> Configuration.Reading
    {
        parse(registry("matchImages: \(matchImages)\nkeys: \(keys)\ncredentials: { gar: {} }"))
    }

    @Test(
        "Hosts and whole repositories that matchImages covers are taken as they are",
        arguments: [
            ("[eu.registry.example.com]", ["eu.registry.example.com"]),
            ("[ghcr.io/team/app, ghcr.io/team/a/b]", ["ghcr.io/team/app", "ghcr.io/team/a/b"]),
            ("[eu.registry.example.com/shop]", ["eu.registry.example.com/shop"]),
            ("[]", []),
        ]
    )
    func taken(keys: String, expected: [String]) throws {
        let reading = parsed(keys)
        #expect(reading.errors.isEmpty)
        #expect(reading.configuration?.registries.first?.keys == expected)
        #expect(
            parse(registry("matchImages: [\"a.io:5000\"]\nkeys: [\"a.io:5000/x\"]\ncredentials: { gar: {} }")).errors
                .isEmpty
        )
    }

    @Test(
        "Others are refused, with what to write",
        arguments: [
            (
                "ghcr.io",
                "is not covered by matchImages, so that the credential is not meant for all of it: write it there, or write repositories that ghcr.io/team/ covers, such as ghcr.io/team/app"
            ),
            (
                "quay.io",
                "is not covered by matchImages, so that the credential is not meant for all of it: write it there"
            ),
            ("a.b.registry.example.com", "is not covered by matchImages"),
            ("eu.registry.example.com:5000", "is not covered by matchImages"),
            ("*.registry.example.com", "has a wildcard"),
            ("eu?.registry.example.com", "has a wildcard"),
            ("https://eu.registry.example.com", "has a scheme"),
            ("ghcr.io/team/", "ends in a slash"),
            ("ghcr.io/team/app:1", "is no key that finds something: images are matched without their tag"),
            ("ghcr.io/team/App", "is no key that finds something: repositories are in lowercase"),
            ("ghcr.io/team/app-", "is neither a host nor a repository"),
            ("EU.registry.example.com", "is no key that finds something: capital letters"),
            ("user@eu.registry.example.com", "is no key that finds something: the user name"),
            ("docker.io", "is not needed: docker.io in matchImages is written as https://index.docker.io/v1/"),
            ("docker.io/team/app", "is not needed"),
            ("index.docker.io", "is not needed"),
            ("registry-1.docker.io", "is not needed"),
            ("nginx", "is no key that finds something: it stands for a registry"),
        ]
    )
    func refused(key: String, start: String) {
        let reading = parsed("[\"\(key)\"]")
        #expect(reading.configuration == nil)
        #expect(reading.errors.count == 1)
        let description = reading.errors.first?.description ?? ""
        let shown = key.replacing("user@", with: "…@")
        #expect(description.hasPrefix("c.yaml:6: registries[0].keys[0]: \"\(shown)\" \(start)"), "\(description)")
    }

    @Test func `A docker.io key is refused also where matchImages has docker.io`() {
        for key in ["docker.io", "docker.io/team/app"] {
            #expect(parsed("[\(key)]", matchImages: "[docker.io]").configuration == nil)
        }
    }

    @Test func `What stands there already is told`() {
        #expect(
            parsed("[eu.registry.example.com, eu.registry.example.com]").warnings.map(\.message).contains {
                $0.contains("stands twice")
            }
        )
        let reading = parsed("[ghcr.io]", matchImages: "[ghcr.io]")
        #expect(
            reading.warnings.map(\.message) == [
                "\"ghcr.io\" stands in matchImages, and so in the Secret: remove it here"
            ]
        )
        #expect(reading.configuration?.registries.first?.keys == [])
    }

    @Test func `What brings its own keys has no others`() {
        let text = registry("matchImages: [ghcr.io]\nkeys: [ghcr.io]\ncredentials: { dockerConfig: { file: a } }")
        #expect(
            parse(text).errors.map(\.description) == [
                "c.yaml:6: registries[0].keys: cannot be added to what dockerConfig brings: write them into its file or Secret"
            ]
        )
    }

    @Test(
        "What only the kubelet reads is remarked, unless keys are given",
        arguments: [
            ("matchImages: [ghcr.io]", nil),
            ("matchImages: [docker.io]", nil),
            ("matchImages: [ghcr.io/team/]", "ghcr.io/team/; for others"),
            ("matchImages: [ghcr.io, \"*.a.io\", a.io/b/]", "*.a.io (and 1 more); for others"),
            ("matchImages: [docker.io/team/]", "docker.io/team/; others know Docker Hub as a whole only"),
            ("matchImages: [ghcr.io/team/]\nkeys: [ghcr.io/team/app]", nil),
        ] as [(String, String?)]
    )
    func remarks(lines: String, expected: String?) throws {
        let registries = try #require(parse(registry("\(lines)\ncredentials: { gar: {} }")).configuration).registries
        let remark = registries[0].readersRemark
        #expect((remark == nil) == (expected == nil))
        if let expected { #expect(remark?.contains(expected) == true, "\(remark ?? "")") }
    }
}
