import Configuration
import Credentials
import Testing
import Text

@testable import CredentialsTestSupport
@testable import Providers

/// Credentials that somebody made in a registry's user interface.
@Suite struct `A static credential` {
    /// The lines of an entry of a kind.
    private func entry(_ kind: String, _ username: String, _ token: String, host: String) -> String {
        let part = kind == "harbor" ? "secret" : "token"
        return "matchImages: [\(host)]\ncredentials: { \(kind): { username: { value: '\(username)' }, "
            + "\(part): { value: '\(token)' } } }"
    }

    /// A token with claims and no signature worth the name.
    private func jwt(_ claims: String) -> String {
        "eyJhbGciOiJub25lIn0." + Base64.encodeURL(Array(claims.utf8)) + ".c2ln"
    }

    @Test(arguments: [
        ("dockerHub", "docker.io", "team/x", ["https://index.docker.io/v1/"]),
        ("dockerHub", "docker.io/team/", "team/x", ["docker.io/team/"]),
        ("quay", "quay.io/team/", "quay.io/team/x", ["quay.io/team/"]),
        ("quay", "quay.example.com:8443", "quay.example.com:8443/team/x", ["quay.example.com:8443"]),
        ("harbor", "harbor.example.com/team/", "harbor.example.com/team/x", ["harbor.example.com/team/"]),
        ("gitlab", "registry.gitlab.com", "registry.gitlab.com/team/x", ["registry.gitlab.com"]),
        ("gitlab", "gitlab.example.com:5050", "gitlab.example.com:5050/team/x", ["gitlab.example.com:5050"]),
        ("jfrog", "acme.jfrog.io/docker/", "acme.jfrog.io/docker/x", ["acme.jfrog.io/docker/"]),
        ("cloudsmith", "docker.cloudsmith.io/acme/", "docker.cloudsmith.io/acme/x", ["docker.cloudsmith.io/acme/"]),
        ("github", "ghcr.io/acme/", "ghcr.io/acme/x", ["ghcr.io/acme/"]),
    ])
    func `has the keys under which the kubelet finds it`(kind: String, host: String, image: String, keys: [String])
        async throws
    {
        let fetched = try await fetched(by: fetcher(entry(kind, "acme+pull", "hunter2", host: host)))
        #expect(Set(fetched.auths.entries.map(\.key)) == Set(keys))
        let names = try attempts([fetched.dockerConfigJSON], image)
        #expect(names.first == "acme+pull")
        #expect(try fetcher(entry(kind, "acme+pull", "hunter2", host: host)).scope.kind == kind)
        #expect(fetched.expiresAt == nil)
    }

    @Test(arguments: [
        ("dockerHub", "dckr_pat_hunter2hunter2hunter2", "janedoe", "exchange username and token"),
        ("github", "ghp_hunter2hunter2hunter2", "janedoe", "exchange username and token"),
        ("harbor", "glpat-hunter2hunter2hunter2", "robot", "exchange username and secret"),
        ("gitlab", "deploy", "ghp_hunter2hunter2hunter2", "write the credential as github"),
        ("dockerHub", "janedoe", "glpat-hunter2hunter2hunter2", "write the credential as gitlab"),
        ("github", "janedoe", "dckr_oat_hunter2hunter2hunter2", "write the credential as dockerHub"),
    ])
    func `is looked at for tokens in the wrong place`(kind: String, username: String, token: String, fix: String)
        async throws
    {
        let host = kind == "dockerHub" ? "docker.io" : "r.example.com"
        let error = try await failure(of: fetcher(entry(kind, username, token, host: host)))
        #expect(error.kind == .misconfigured)
        #expect(error.fix?.contains(fix) == true, "\(error)")
        #expect(!printed(error).contains("hunter2"))
    }

    @Test(arguments: [
        // Harbor and Artifactory may have anything as a password, and names may begin like a token.
        ("harbor", "robot", "glpat-hunter2hunter2hunter2"), ("jfrog", "u", "ghp_hunter2hunter2hunter2"),
        ("dockerHub", "ghp_joe", "hunter2"), ("gitlab", "gldt-bot", "glpat-hunter2hunter2hunter2"),
    ])
    func `may look odd`(kind: String, username: String, token: String) async throws {
        let host = kind == "dockerHub" ? "docker.io" : "r.example.com"
        let fetched = try await fetched(by: fetcher(entry(kind, username, token, host: host)))
        #expect(fetched.auths.entries.compactMap(\.credential).allSatisfy { $0.password.reveal() == token })
    }

    @Test(arguments: ["jfrog", "cloudsmith", "quay"])
    func `ends when its token says so`(kind: String) async throws {
        let lives = entry(kind, "u", jwt(#"{"exp":1700003600}"#), host: "r.example.com")
        #expect(try await fetched(by: fetcher(lives)).expiresAt == Timestamp(seconds: 1_700_003_600))
        let over = entry(kind, "u", jwt(#"{"exp":1699999999,"sub":"hunter2"}"#), host: "r.example.com")
        let error = try await failure(of: fetcher(over))
        #expect(error.kind == .misconfigured)
        #expect(error.reason == "its time was over at 2023-11-14T22:13:19Z")
        #expect(!printed(error).contains("hunter2"))
    }

    @Test func `names its sources as its identity`() async throws {
        let lines =
            "matchImages: [r.example.com]\ncredentials: { harbor: { username: { env: U }, secret: { env: S } } }"
        let fetched = try await fetched(by: fetcher(lines, environment: ["U": "robot$a", "S": "hunter2"]))
        #expect(fetched.identity == "username from environment variable U, secret from environment variable S")
        let colon = try await failure(of: fetcher(lines, environment: ["U": "robot:hunter2", "S": "s"]))
        #expect(colon.fix == "write the user name only, and what follows the ':' as the secret")
        #expect(!printed(colon).contains("hunter2"))
    }

    @Test(
        arguments: [
            ("{\"exp\":1700003600}", 3600.0), ("{\"exp\":1700043200,\"iat\":1}", 43_200), ("{\"sub\":\"x\"}", nil),
            ("{\"exp\":1699999999}", -1),
        ] as [(String, Double?)]
    )
    func `of any kind ends when its token says so`(claims: String, life: Double?) async throws {
        let token = jwt(claims)
        let entries = [
            "quay: { username: { value: u }, token: { value: '\(token)' } }",
            "harbor: { username: { value: u }, secret: { value: '\(token)' } }",
            "gitlab: { username: { value: u }, token: { file: /t } }",
        ]
        for entry in entries {
            let fetcher = try fetcher(
                "matchImages: [r.example.com]\ncredentials: { \(entry) }",
                files: FakeFiles(["/t": token])
            )
            if let life, life < 0 {
                let error = try await failure(of: fetcher)
                #expect(error.kind == .misconfigured && error.reason.contains("its time was over"), "\(error)")
            } else {
                #expect(try await fetched(by: fetcher).expiresAt == life.map { noon.now() + .seconds($0) })
            }
        }
    }

    @Test(arguments: ["docker.io", "dhi.io", "docker.io, dhi.io", "dhi.io/acme/"])
    func `of Docker Hub is for its hardened images, too`(patterns: String) throws {
        let text =
            "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries:\n  - name: r\n    matchImages: [\(patterns)]\n"
            + "    credentials: { dockerHub: { username: { value: u }, token: { value: t } } }\n"
        let reading = Configuration.parse(Array(text.utf8), file: "c.yaml", mode: .cluster, kinds: CredentialKinds.all)
        #expect(reading.diagnostics.map(\.description) == [])
    }

    @Test(arguments: ["private.us.icr.io", "private.de.icr.io", "private.icr.io", "us.icr.io"])
    func `of IBM is found for private hosts, too`(host: String) async throws {
        let lines =
            "matchImages: [icr.io, '*.icr.io', '*.*.icr.io']\nanonymousFallback: false\ncredentials: { icr: { apiKey: { value: k } } }"
        let fetched = try await fetched(by: fetcher(lines))
        #expect(try attempts([fetched.dockerConfigJSON], "\(host)/team/x") == ["iamapikey"])
    }
}
