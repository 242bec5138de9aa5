import Configuration
import Credentials
import FoundationEssentials
import Images
import TestSupport
import Testing
import Text

@testable import CredentialsTestSupport
@testable import Providers

/// A credential helper of Docker as a source.
@Suite struct `A credential helper` {
    private func lines(_ arguments: [String], _ patterns: String = "r.example.com", _ more: String = "") -> String {
        let list = ([FixtureFile.path("helper.sh")] + arguments).map { "'\($0)'" }.joined(separator: ", ")
        return "matchImages: [\(patterns)]\nanonymousFallback: false\n"
            + "credentials: { exec: { command: /bin/sh, protocol: credentialHelper, args: [\(list)]\(more) } }"
    }

    private static let identity = "credential helper /bin/sh for r.example.com"

    @Test func `is asked once for each host, as docker login would write it`() async throws {
        let directory = try TemporaryDirectory()
        let log = directory.path("log")
        let patterns =
            "b.example.com/team/, 'a.example.com:5000', docker.io, b.example.com/x, '*.r.example.org', '*.r.example.org:8443/v1/', docker.io/team/"
        let fetched = try await fetched(
            by: fetcher(
                lines(
                    ["record", log],
                    patterns,
                    ", registries: [x.r.example.org, 'y.r.example.org:8443', y.r.example.org]"
                )
            )
        )
        let asked = try String(decoding: Data(contentsOf: URL(filePath: log)), as: UTF8.self).split(separator: "\n")
        #expect(
            asked.map(String.init) == [
                "a.example.com:5000", "b.example.com", "https://index.docker.io/v1/", "x.r.example.org",
                "y.r.example.org",
                "y.r.example.org:8443",
            ]
        )
        for (image, user) in [
            ("a.example.com:5000/y", "a.example.com_5000"), ("b.example.com/team/y", "b.example.com"),
            ("nginx", "https"), ("docker.io/team/y", "https"), ("x.r.example.org/y", "x.r.example.org"),
            ("y.r.example.org/y", "y.r.example.org"),
            ("y.r.example.org:8443/v1/y", "y.r.example.org_8443"),
        ] {
            #expect(try attempts([fetched.dockerConfigJSON], image).first?.hasPrefix(user) == true, "\(image)")
        }
        // Nothing is for a host that was not asked for.
        #expect(try attempts([fetched.dockerConfigJSON], "z.r.example.org/y").isEmpty)
    }

    @Test(arguments: ["a.example.com", "b.example.com"])
    func `that fails for one host gives what it has for another one`(there: String) async throws {
        let fetched = try await fetched(by: fetcher(lines(["only", there], "a.example.com, b.example.com")))
        #expect(fetched.auths.entries.map(\.key) == [there])
        #expect(fetched.missing.keys == Set(["a.example.com", "b.example.com"]).subtracting([there]))
        #expect(fetched.faults.count == 1 && fetched.faults[0].contains("that one is away"))
    }

    @Test func `gets what a plugin gets of the environment, and its own variables`() async throws {
        let lines = lines(
            ["good"],
            "r.example.com",
            ", env: [{ name: USERNAME, value: own }, { name: PASSWORD, env: TOKEN }]"
        )
        let fetched = try await fetched(by: fetcher(lines, environment: ["TOKEN": "hunter2", "USERNAME": "no"]))
        #expect(fetched.auths.entries.map(\.credential.username) == ["own"])
        #expect(fetched.auths.entries.map { $0.credential.password.reveal() } == ["hunter2"])
        #expect(fetched.identity == "credential helper /bin/sh")
    }

    @Test(
        arguments: [
            ("p", "", 3600), ("p", ", refreshEvery: 12h", 43_200), ("JWT", "", 7200),
            ("JWT", ", refreshEvery: 1m", 7200),
        ]
    )
    func `gives a credential until its own end, or for a while`(password: String, more: String, life: Double)
        async throws
    {
        let claims = Base64.encodeURL(Array(#"{"exp":1700007200}"#.utf8))
        let value = password == "JWT" ? "eyJh.\(claims).x" : password
        let fetched = try await fetched(
            by: fetcher(lines(["good"], "r.example.com", ", env: [{ name: PASSWORD, value: '\(value)' }]\(more)"))
        )
        #expect(fetched.expiresAt == Timestamp(seconds: 1_700_000_000 + life))
    }

    @Test(
        arguments: [
            (["absent"], .refused, "it has no credential for r.example.com"),
            (["say", "Error: credentials not found for r.example.com"], .refused, "it has no credential"),
            (
                ["say", "docker-credential-ecr-login can only be used with Amazon Elastic Container Registry."],
                .unavailable,
                "exited with code 1: it says \"docker-credential-ecr-login can only be used"
            ),
            (["say", "the password is hunter2"], .unavailable, "it exited with code 1"),
            (["say", #"{"Username":"u","Secret":"hunter2"}"#], .unavailable, "it exited with code 1"),
            (["fail"], .unavailable, "it exited with code 3"),
            (["hang"], .unavailable, "did not finish within"),
            (["flood"], .unavailable, "it wrote more than 1048576 bytes"),
            (["print", " "], .unavailable, "no JSON object"),
            (["print", "hunter2"], .unavailable, "but no JSON (7 bytes)"),
            (["print", #"["hunter2"]"#], .unavailable, "no JSON object"),
            (
                ["print", #"{"Username":7,"Secret":"hunter2"}"#], .unavailable,
                "but JSON with the keys Secret, Username"
            ),
            (["print", #"{"Username":"u"}"#], .refused, "without a password"),
            (["print", #"{"Secret":"hunter2"}"#], .refused, "without a user name"),
            (["print", "{}"], .refused, "user name"),
            (
                ["print", #"{"ServerURL":"r.example.com","Username":"<token>","Secret":"hunter2"}"#], .misconfigured,
                "it gave an identity token (user <token>)"
            ),
            (
                ["print", #"{"Username":"u","Secret":"eyJ.eyJleHAiOjE3MDAwMDAwMDB9.hunter2"}"#], .unavailable,
                "has ended at 2023-11-14"
            ),
        ] as [([String], CredentialError.Kind, String)]
    )
    func `that does not do its work is reported`(arguments: [String], kind: CredentialError.Kind, reason: String)
        async throws
    {
        let more = (arguments == ["hang"] ? ", timeout: 1s" : "") + ", env: [{ name: PASSWORD, value: hunter2 }]"
        let error = try await failure(of: fetcher(lines(arguments, "r.example.com", more)))
        #expect(error.kind == kind && error.description.contains(reason), "\(error)")
        #expect(error.identity == Self.identity)
        #expect(!printed(error).contains("hunter2"))
    }

    @Test(arguments: [#"timeout: 30s"#, #"env: [{ name: PASSWORD, value: hunter2 }]"#])
    func `is quoted without what it inherits`(more: String) async throws {
        let secret = "wJalr/UtnFEMI/K7MDENG+bPx/RfiCYEXA/MPLEKEY"
        let lines = lines(["say", "signing with \(secret) failed"], "r.example.com", ", \(more)")
        let error = try await failure(of: fetcher(lines, environment: ["AWS_SECRET_ACCESS_KEY": secret]))
        #expect(error.description.contains(#"it says "signing with <redacted> failed""#), "\(error)")
    }

    @Test func `of Amazon's, which says of every failure that there is nothing, is no refusal and shows why`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let why = "Error retrieving credentials: dial tcp: lookup api.ecr.eu-west-1.amazonaws.com: no such host"
        let path = try directory.writeProgram(
            "docker-credential-ecr-login",
            "#!/bin/sh\necho credentials not found in native keychain; echo '\(why)' >&2; exit 1\n"
        )
        let lines =
            "matchImages: [r.example.com]\ncredentials: { exec: { command: \(path), protocol: credentialHelper } }"
        let error = try await failure(of: fetcher(lines, environment: ["PATH": "/usr/bin:/bin"]))
        #expect(error.kind == .unavailable && error.reason.contains(why), "\(error)")
    }

    @Test func `that is not there is a mistake of the configuration`() async throws {
        let lines =
            "matchImages: [r.example.com]\ncredentials: { exec: { command: docker-credential-none, protocol: credentialHelper } }"
        let error = try await failure(of: fetcher(lines, environment: ["PATH": "/usr/bin:/bin"]))
        #expect(error.kind == .misconfigured && error.description.contains("could not be started"))
    }

    @Test func `is asked for the host of an image on a node`() async throws {
        let directory = try TemporaryDirectory()
        let text =
            "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries:\n  - name: r\n    "
            + lines(["record", directory.path("log")], "'*.example.com'").replacing("\n", with: "\n    ")
        let reading = Configuration.parse(Array(text.utf8), file: "c.yaml", mode: .node, kinds: CredentialKinds.all)
        let whole = try #require(reading.configuration?.registries.first, "\(reading.diagnostics)")
        let made = makeFetcher(
            registry: whole.narrowed(to: try ImageReference(parsing: "b.example.com/x:1")),
            environment: [:],
            secrets: FakeSecrets(),
            clock: noon,
            http: try network()
        )
        #expect(try await fetched(by: made).auths.entries.map(\.key) == ["b.example.com"])
    }

    private func messages(_ exec: String, _ pattern: String = "r.example.com") -> [String] {
        let text =
            "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries:\n  - name: r\n    matchImages: ['\(pattern)']\n"
            + "    credentials: { exec: { \(exec) } }\n"
        let reading = Configuration.parse(Array(text.utf8), file: "c.yaml", mode: .cluster, kinds: CredentialKinds.all)
        return reading.diagnostics.map(\.description)
    }

    @Test(
        arguments: [
            ("command: a, protocol: helper", "r.example.com", "write kubelet or credentialHelper"),
            ("command: docker-credential-cgr", "cgr.dev", "write protocol: credentialHelper"),
            ("command: /p/docker-credential-ecr-login", "r.example.com", "write protocol: credentialHelper"),
            ("command: a, protocol: credentialHelper, image: b/c", "r.example.com", "is for protocol: kubelet only"),
            (
                "command: a, protocol: credentialHelper, apiVersion: v1", "r.example.com",
                "is for protocol: kubelet only"
            ),
            ("command: a, registries: [b.c]", "r.example.com", "is for protocol: credentialHelper only"),
            ("command: a, refreshEvery: 1h", "r.example.com", "is for protocol: credentialHelper only"),
            (
                "command: a, protocol: credentialHelper", "*.example.com",
                "write registries: [ … ] below credentials.exec"
            ),
            (
                "command: a, protocol: credentialHelper, registries: [b.example.org]", "*.example.com",
                "write registries: [ … ] below credentials.exec"
            ),
            (
                "command: a, protocol: credentialHelper, registries: ['https://b.example.com']", "*.example.com",
                "is no host: write it without https://"
            ),
            ("command: a, protocol: credentialHelper, registries: []", "r.example.com", "is empty"),
            ("command: a, protocol: credentialHelper, refreshEvery: 5s", "r.example.com", "must be from 1m to 24h"),
            ("credentialHelper: docker-credential-cgr", "cgr.dev", "with protocol: credentialHelper"),
        ]
    )
    func `that is written down wrongly is explained`(exec: String, pattern: String, message: String) {
        #expect(messages(exec, pattern).contains { $0.contains(message) }, "\(messages(exec, pattern))")
    }

    @Test(arguments: [
        ("command: docker-credential-cgr, protocol: credentialHelper", "cgr.dev/acme/"),
        (
            "command: a, protocol: credentialHelper, registries: ['b.example.com', 'c.example.com:5000']",
            "*.example.com"
        ),
        ("command: a, protocol: credentialHelper, refreshEvery: 24h, timeout: 5s", "localhost:5000"),
    ])
    func `is written down`(exec: String, pattern: String) { #expect(messages(exec, pattern) == []) }

    @Test(arguments: ["b.example.com", "b.example.com:5000", "localhost:5000"])
    func `is asked for hosts`(host: String) { #expect(HelperRequest.host(host) == host) }

    @Test(arguments: [
        "", "https://b", "b.example.com/x", "*.b", "B.example.com", "b:x", "b:99999", "u@b", "b?x", "[::1]:5000",
    ])
    func `is not asked for anything else`(text: String) { #expect(HelperRequest.host(text) == nil) }
}
