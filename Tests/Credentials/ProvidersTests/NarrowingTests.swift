import Configuration
import Credentials
import Images
import Testing

@testable import CredentialsTestSupport
@testable import Providers

/// A registry for one image alone, as a node asks for it.
@Suite struct `A registry for one image` {
    /// A registry, read for a node, that is narrowed to an image.
    private static func narrowed(_ patterns: String, _ credentials: String, _ image: String) throws -> (
        before: Registry, after: Registry
    ) {
        let reading = parse(Self.file(patterns, credentials), mode: .node)
        let before = try #require(reading.configuration?.registries.first, "\(reading.diagnostics)")
        return (before, before.narrowed(to: try ImageReference(parsing: image)))
    }

    private static func file(_ patterns: String, _ credentials: String) -> String {
        "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries:\n  - name: r\n    matchImages: [\(patterns)]\n"
            + "    credentials: { \(credentials) }\n"
    }

    @Test(
        arguments: [
            (
                "'*.dkr.ecr.*.amazonaws.com'", "ecr: {}", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/x:1",
                ["123456789012.dkr.ecr.eu-west-1.amazonaws.com"], ["eu-west-1"]
            ),
            (
                "'*.dkr.ecr.*.amazonaws.com/team/', '123456789012.dkr.ecr.*.amazonaws.com/team/', ghcr.example.com",
                "ecr: { region: eu-west-1 }",
                "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/x",
                ["123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/"], ["eu-west-1"]
            ),
            // One pattern names its region, the image is of another.
            (
                "1.dkr.ecr.us-east-1.amazonaws.com, '*.dkr.ecr.*.amazonaws.com'", "ecr: {}",
                "2.dkr.ecr.eu-west-1.amazonaws.com/x", ["2.dkr.ecr.eu-west-1.amazonaws.com"], ["eu-west-1"]
            ),
            // A region that nobody gave leave for.
            (
                "'*.dkr.ecr.*.amazonaws.com'", "ecr: { regions: [eu-west-1, eu-west-2] }",
                "2.dkr.ecr.us-east-1.amazonaws.com/x", ["2.dkr.ecr.us-east-1.amazonaws.com"],
                ["eu-west-1", "eu-west-2"]
            ),
            (
                "'*.dkr.ecr.*.amazonaws.com'", "ecr: {}", "2.dkr.ecr.no.amazonaws.com/x",
                ["2.dkr.ecr.no.amazonaws.com"],
                []
            ),
        ] as [(String, String, String, [String], [String])]
    )
    func `of ECR is for its account and its region`(
        patterns: String,
        credentials: String,
        image: String,
        narrowedPatterns: [String],
        regions: [String]
    ) throws {
        let registry = try Self.narrowed(patterns, credentials, image).after
        #expect(registry.matchImages.map(\.text) == narrowedPatterns)
        #expect((registry.credentials?.base as? ECRSource)?.regions == regions)
    }

    @Test(
        arguments: [
            ("acr: {}", "'*.azurecr.io/team/'", "a.azurecr.io/team/x", ["a.azurecr.io/team/"], ["a.azurecr.io"]),
            (
                "acr: { registries: [a.azurecr.io, b.azurecr.io] }", "'*.azurecr.io'", "b.azurecr.io/x",
                ["b.azurecr.io"],
                ["b.azurecr.io"]
            ),
            ("acr: { registries: [a.azurecr.io] }", "'*.azurecr.io'", "c.azurecr.io/x", ["c.azurecr.io"], []),
            ("ocir: {}", "'*.ocir.io'", "fra.ocir.io/ns/x", ["fra.ocir.io"], ["fra.ocir.io"]),
            ("ocir: { registries: [fra.ocir.io] }", "'*.ocir.io'", "iad.ocir.io/ns/x", ["iad.ocir.io"], []),
            // A static token is the same for all.
            (
                "ocir: { authToken: { username: { env: U }, password: { env: P } } }", "'*.ocir.io'",
                "iad.ocir.io/ns/x",
                ["*.ocir.io"], []
            ),
        ] as [(String, String, String, [String], [String])]
    )
    func `of ACR or OCIR is for its registry`(
        credentials: String,
        patterns: String,
        image: String,
        narrowedPatterns: [String],
        registries: [String]
    ) throws {
        let registry = try Self.narrowed(patterns, credentials, image).after
        #expect(registry.matchImages.map(\.text) == narrowedPatterns)
        let base = registry.credentials?.base
        #expect(((base as? ACRSource)?.registries ?? (base as? OCIRSource)?.registries) == registries)
    }

    @Test func `of a plugin is for the image itself`() throws {
        let registry = try Self.narrowed("'*.example.com'", "exec: { command: /p }", "r.example.com/team/x:1").after
        #expect(registry.matchImages.map(\.text) == ["r.example.com"])
        #expect((registry.credentials?.base as? ExecSource)?.image == "r.example.com/team/x")
    }

    @Test(
        arguments: [
            "quay: { username: { env: U }, oidc: { tokenFile: /t } }",
            "jfrog: { oidc: { providerName: p, tokenFile: /t } }",
        ]
    )
    func `names the one host that is asked`(credentials: String) throws {
        let registry = try Self.narrowed("'*.example.com'", credentials, "r.example.com/team/x").after
        #expect(registry.matchImages.map(\.text) == ["r.example.com"])
        #expect(registry.tokenPlace(endpoint: nil) == "https://r.example.com")
    }

    @Test(
        arguments: [
            "basic: { username: { env: U }, password: { env: P } }", "dockerConfig: { file: /c }", "ecrPublic: {}",
            "gar: {}",
            "icr: { apiKey: { env: K } }", "dockerHub: { username: { env: U }, token: { env: P } }",
            "quay: { username: { env: U }, token: { env: P } }", "harbor: { username: { env: U }, secret: { env: P } }",
            "gitlab: { username: { env: U }, token: { env: P } }", "jfrog: { username: { env: U }, token: { env: P } }",
            "cloudsmith: { username: { env: U }, token: { env: P } }",
            "github: { username: { env: U }, token: { env: P } }",
        ]
    )
    func `stays as it is where a token is good for all of it`(credentials: String) throws {
        let (before, after) = try Self.narrowed("'*.example.com'", credentials, "r.example.com/team/x")
        #expect(before == after)
    }

    @Test func `stays as it is for an image that is not its own`() throws {
        let (before, after) = try Self.narrowed("a.azurecr.io", "acr: {}", "b.azurecr.io/x")
        #expect(before == after)
    }

    @Test func `shares the token of its region or registry with the whole`() throws {
        for (credentials, patterns, image) in [
            (
                "ecr: { regions: [eu-west-1, eu-west-2], endpoint: 'https://e.test' }", "'*.dkr.ecr.*.amazonaws.com'",
                "123456789012.dkr.ecr.eu-west-1.amazonaws.com/x"
            ), ("acr: { registries: [a.azurecr.io, b.azurecr.io] }", "'*.azurecr.io'", "b.azurecr.io/x"),
            ("ocir: { registries: [fra.ocir.io, iad.ocir.io] }", "'*.ocir.io'", "iad.ocir.io/ns/x"),
        ] {
            let (whole, one) = try Self.narrowed(patterns, credentials, image)
            let (all, its) = (try fetcher(of: whole).inputs.tokens, try fetcher(of: one).inputs.tokens)
            #expect(its.count == 1 && all.count == 2 && its.isSubset(of: all))
        }
    }

    private func fetcher(of registry: Registry) throws -> any CredentialFetcher {
        makeFetcher(registry: registry, environment: [:], secrets: FakeSecrets(), clock: noon, http: try network())
    }
}
