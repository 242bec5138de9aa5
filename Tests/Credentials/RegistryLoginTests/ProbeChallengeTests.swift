import Configuration
import HTTPClient
import Testing

@testable import Credentials
@testable import CredentialsTestSupport
@testable import RegistryLogin

/// What registries say of how to log in.
@Suite struct `A registry's challenge` {
    @Test(
        arguments: [
            (
                #"Bearer realm="https://auth.docker.io/token",service="registry.docker.io""#,
                ["bearer realm=https://auth.docker.io/token service=registry.docker.io"]
            ),
            (
                #"Bearer realm="https://a/t?x=1,2",service="a, b",scope="repository:x:pull,push""#,
                ["bearer realm=https://a/t?x=1,2 scope=repository:x:pull,push service=a, b"]
            ),
            // IBM.
            (
                "Bearer realm=https://us.icr.io/oauth/token, service=registry",
                ["bearer realm=https://us.icr.io/oauth/token service=registry"]
            ),
            (#"Basic realm="Registry Realm""#, ["basic realm=Registry Realm"]),
            ("BASIC Realm = \"x\" , charset=UTF-8", ["basic charset=UTF-8 realm=x"]),
            (
                #"Basic realm="b", Bearer realm="https://a/t",service="s""#,
                ["basic realm=b", "bearer realm=https://a/t service=s"]
            ),
            ("Negotiate, Basic realm=x", ["negotiate", "basic realm=x"]),
            (#"Bearer realm="say \"hi\"""#, [#"bearer realm=say "hi""#]),
            (#"bearer Realm="x\"y" , scope=a:b"#, [#"bearer realm=x"y scope=a:b"#]),
            ("Bearerrealm=\"x\"", []), ("Bearer x", ["bearer", "x"]),
            ("Bearer realm=\"open", ["bearer realm=open"]), ("Bearer realm=\"x\\", ["bearer realm=x\\"]),
            ("Bearer realm=", ["bearer realm="]), ("Bearer realm=a, realm=b", ["bearer realm=a"]),
            ("Basic", ["basic"]), ("", []), (",,, ,", []), ("=", []), ("realm=x", []), ("\u{0}\"", ["\u{0}\""]),
        ] as [(String, [String])]
    )
    func `is read as it is sent`(value: String, challenges: [String]) {
        let read = AuthenticateChallenge.parse(value).map { challenge in
            ([challenge.scheme] + challenge.parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
                .joined(separator: " ")
        }
        #expect(read == challenges)
    }

    @Test(arguments: [
        (
            "gitlab: { username: { env: U }, token: { env: P } }",
            "endpoint: https://t.test:8443 below credentials.gitlab"
        ),
        (
            "harbor: { username: { env: U }, secret: { env: P } }",
            "endpoint: https://t.test:8443 below credentials.harbor"
        ),
        ("dockerHub: { username: { env: U }, token: { env: P } }", "authEndpoint: https://t.test:8443 below"),
        (
            "basic: { username: { env: U }, password: { env: P } }",
            "write authEndpoint: https://t.test:8443 below credentials.basic (a GitLab, Harbor, Quay or JFrog has a kind of its own)"
        ),
        ("dockerConfig: { file: /c }", "authEndpoint: https://t.test:8443 below credentials.dockerConfig"),
        ("exec: { command: /a }", "authEndpoint: https://t.test:8443 below credentials.exec"),
        ("gar: {}", "look who answers"),
    ])
    func `says how a token service on another host can be allowed`(credentials: String, advice: String) throws {
        let host = credentials.hasPrefix("dockerHub") ? "docker.io" : "r.example.com"
        let kind = try #require(
            try registry("matchImages: [\(host)]\ncredentials: { \(credentials) }").credentialKind
        )
        #expect(TokenRealm.advice(try HTTPURL(parsing: "https://t.test:8443/token?x"), kind).contains(advice))
        #expect(
            TokenRealm.advice(try HTTPURL(parsing: "http://t.test/token"), kind)
                == "a credential is sent over https only"
        )
    }

    @Test(arguments: [
        // The registry's own host.
        ("https://ghcr.io/token", "https://ghcr.io", [], true),
        ("https://r.example.com/service/token", "https://r.example.com:5050", [], true),
        ("https://r.example.com:8443/token", "https://r.example.com", [], true),
        ("http://r.example.com/token", "https://r.example.com", [], false),
        ("https://tokens.example.com/", "https://r.example.com", [], false),
        ("https://r.example.com.evil.test/", "https://r.example.com", [], false),
        ("https://example.com/", "https://r.example.com", [], false),
        ("https://user@evil.test/", "https://r.example.com", [], false),
        // Known ones.
        ("https://auth.docker.io/token", "https://registry-1.docker.io", [], true),
        ("https://gitlab.com/jwt/auth", "https://registry.gitlab.com", [], true),
        ("https://api.digitalocean.com/v2/registry/auth", "https://registry.digitalocean.com", [], true),
        ("http://auth.docker.io/token", "https://registry-1.docker.io", [], false),
        ("https://auth.docker.io:444/token", "https://registry-1.docker.io", [], false),
        ("https://auth.docker.io/token", "https://r.example.com", [], false),
        ("https://gitlab.com/jwt/auth", "https://registry-1.docker.io", [], false),
        // Configured ones.
        ("https://gitlab.example.com/jwt/auth", "https://r.example.com", ["https://gitlab.example.com"], true),
        ("https://gitlab.example.com/jwt/auth", "https://r.example.com", ["http://gitlab.example.com"], false),
        ("http://gitlab.example.com/jwt/auth", "https://r.example.com", ["http://gitlab.example.com"], true),
        ("http://gitlab.example.com:81/jwt/auth", "https://r.example.com", ["http://gitlab.example.com"], false),
        ("http://gitlab.example.com/jwt/auth", "https://r.example.com", ["https://gitlab.example.com"], false),
        // Plain HTTP of a registry that is configured so.
        ("http://127.0.0.1:5000/token", "http://127.0.0.1:5000", [], true),
        ("http://127.0.0.1:5001/token", "http://127.0.0.1:5000", [], false),
        ("https://127.0.0.1/token", "http://127.0.0.1:5000", [], true),
    ])
    func `is followed to token services that may know the credential`(
        realm: String,
        registry: String,
        endpoints: [String],
        isTrusted: Bool
    ) throws {
        let endpoints = try endpoints.map { try #require(Endpoint($0)) }
        let answer = TokenRealm.isTrusted(
            try HTTPURL(parsing: realm),
            by: try HTTPURL(parsing: registry + "/v2/"),
            endpoints: endpoints
        )
        #expect(answer == isTrusted)
    }
}
