import Configuration
import Credentials
import HTTPClient
import Testing

@testable import CredentialsTestSupport
@testable import RegistryLogin

/// Token services on another host than their registry.
@Suite struct `A token service on another host` {
    @Test(arguments: [
        ("dhi.io", "dhi.io", true), ("dhi.io", "auth.docker.io", true), ("dhi.io", "registry-1.docker.io", false),
        ("rg.fr-par.scw.cloud", "api.scaleway.com", true), ("rg.nl-ams.scw.cloud", "api.scaleway.com", true),
        ("evil.fr-par.scw.cloud", "api.scaleway.com", false),
        ("rg.fr-par.scw.cloud", "api.scaleway.com.evil.test", false),
        ("rg.fr-par.scw.cloud", "evil.scaleway.com", false), ("rg.scw.cloud", "api.scaleway.com", false),
        ("registry.cn-shanghai.aliyuncs.com", "dockerauth.cn-hangzhou.aliyuncs.com", true),
        ("registry-vpc.cn-beijing.aliyuncs.com", "dockerauth-vpc.cn-beijing.aliyuncs.com", true),
        ("registry-internal.ap-southeast-1.aliyuncs.com", "dockerauth.ap-southeast-1.aliyuncs.com", true),
        ("crpi-x1.cn-beijing.personal.cr.aliyuncs.com", "dockerauth.cn-hangzhou.aliyuncs.com", true),
        ("acme-registry.eu-central-1.cr.aliyuncs.com", "dockerauth-ee.eu-central-1.aliyuncs.com", true),
        ("acme-registry-vpc.us-west-1.cr.aliyuncs.com", "dockerauth-ee-vpc.us-west-1.aliyuncs.com", true),
        ("registry.cn-zhangjiakou.aliyuncs.com", "dockerauth-cn-zhangjiakou.aliyuncs.com", true),
        // Others have hosts there, too.
        ("registry.cn-shanghai.aliyuncs.com", "dockerauth.oss-cn-hangzhou.aliyuncs.com", false),
        ("registry.cn-shanghai.aliyuncs.com", "evil.cn-hangzhou.aliyuncs.com", false),
        ("registry.cn-shanghai.aliyuncs.com", "dockerauth.cn-hangzhou.evil.test", false),
        ("registry.cn-shanghai.aliyuncs.com", "x.dockerauth.cn-hangzhou.aliyuncs.com", false),
        ("bucket.oss-cn-hangzhou.aliyuncs.com", "dockerauth.cn-hangzhou.aliyuncs.com", false),
        ("r.example.com", "dockerauth.cn-hangzhou.aliyuncs.com", false),
        ("private.us.icr.io", "us.icr.io", true), ("us.icr.io", "private.us.icr.io", true),
        ("private.icr.io", "icr.io", true),
        ("private.us.icr.io", "de.icr.io", false), ("us.icr.io", "evil-icr.io", false),
        ("x.icr.io", "iam.cloud.ibm.com", false),
    ])
    func `is known`(registry: String, realm: String, isTrusted: Bool) throws {
        let answer = TokenRealm.isTrusted(
            try HTTPURL(parsing: "https://\(realm)/token"),
            by: try HTTPURL(parsing: "https://\(registry)/v2/"),
            endpoints: []
        )
        #expect(answer == isTrusted)
        // Never without TLS, nor on another port.
        for url in ["http://\(realm)/token", "https://\(realm):444/token"] where registry != realm {
            #expect(
                !TokenRealm.isTrusted(
                    try HTTPURL(parsing: url),
                    by: try HTTPURL(parsing: "https://\(registry)/v2/"),
                    endpoints: []
                )
            )
        }
    }

    @Test(arguments: [
        (404, "https://api.scaleway.com/registry-internal/v1/regions/fr-par/tokens", "rg.fr-par.scw.cloud", true),
        (404, "https://r.example.com/token", "r.example.com", false),
        (400, "https://public.ecr.aws/token/", "public.ecr.aws", true),
        (400, "https://r.example.com/token", "r.example.com", false),
        (500, "https://api.scaleway.com/t", "rg.fr-par.scw.cloud", false),
    ])
    func `may refuse in its own way`(status: Int, realm: String, host: String, refuses: Bool) throws {
        #expect(TokenRealm.refuses(status, try HTTPURL(parsing: realm), of: host) == refuses)
    }

    private static let config = #"{"auths":{"r.example.com":{"username":"joe","password":"hunter2"}}}"#

    @Test(arguments: [
        "basic: { username: { env: U }, password: { env: P }",
        "dockerConfig: { file: FILE",
        "exec: { command: /bin/sh, args: ['PLUGIN', good], env: [{ name: USERNAME, env: U }, { name: PASSWORD, env: P }]",
        "exec: { command: /bin/sh, protocol: credentialHelper, args: ['HELPER', good], env: [{ name: USERNAME, env: U }, { name: PASSWORD, env: P }]",
    ])
    func `gets the credential of any kind once the configuration names it, and not before`(credentials: String)
        async throws
    {
        let files = FakeFiles(["/c": Self.config])
        let keys = credentials.replacing("FILE", with: "/c").replacing("PLUGIN", with: FixtureFile.path("plugin.sh"))
            .replacing("HELPER", with: FixtureFile.path("helper.sh"))
        try await ProbedRegistry().run { tokens in
            try await ProbedRegistry(realm: "\(tokens.url)/token").run { peer in
                func lines(_ more: String) -> String {
                    "matchImages: [r.example.com]\nprobe: { image: r.example.com/team/app }\n"
                        + "credentials: { \(keys), endpoint: '\(peer.url)'\(more) } }"
                }
                let unnamed = try await probed(lines(""), files: files)
                #expect(unnamed.verdict.doubt.contains("token realm on a foreign host"), "\(unnamed)")
                #expect(tokens.requests.isEmpty)
                let named = try await probed(lines(", authEndpoint: '\(tokens.url)'"), files: files)
                #expect(named.verdict == .good, "\(named)")
                #expect(tokens.requests.first?.parameters["scope"] == "repository:team/app:pull")
            }
        }
    }
}
