import Configuration
import Testing

@testable import Providers

@testable import CredentialsTestSupport

/// What valid `credentials` of each kind become.
struct CredentialReadingTests {
    private static let source = ValueSource.secretKeyRef(name: "s", key: "k")
    private static let ref = "{ secretKeyRef: { name: s, key: k } }"

    private func read(_ lines: String, matchImages: String = "registry.example.com") throws -> AnyCredentialSource {
        let configuration = try parse(credentials(lines, matchImages: matchImages)).get()
        return try #require(configuration.registries.first?.credentials)
    }

    @Test(
        "Each kind can be written, and knows its name",
        arguments: [
            ("basic", "{ username: \(ref), password: \(ref) }"), ("dockerConfig", "{ file: /config.json }"),
            ("dockerConfig", "{ secretRef: { name: s } }"), ("ecr", "{ region: eu-central-1 }"), ("ecrPublic", "{}"),
            ("gar", "{}"), ("gar", "{ serviceAccountKey: \(ref), impersonate: a@b.iam.gserviceaccount.com }"),
            ("gar", "{ externalAccount: \(ref) }"), ("acr", "{}"), ("acr", "{ managedIdentity: {} }"),
            ("acr", "{ workloadIdentity: { tenantID: t, clientID: c, tokenFile: /t } }"),
            ("acr", "{ servicePrincipal: { tenantID: t, clientID: c, clientSecret: \(ref) } }"),
            ("acr", "{ servicePrincipal: { tenantID: t, clientID: c, certificate: \(ref) } }"),
            ("acr", "{ admin: { username: \(ref), password: \(ref) } }"), ("ocir", "{}"),
            ("ocir", "{ instancePrincipal: {} }"),
            ("ocir", "{ userPrincipal: { tenancyID: t, userID: u, fingerprint: aa, privateKey: \(ref) } }"),
            ("ocir", "{ workloadIdentity: {} }"), ("ocir", "{ authToken: { username: \(ref), password: \(ref) } }"),
            ("icr", "{ apiKey: \(ref), exchange: true }"), ("icr", "{ trustedProfile: { id: p, tokenFile: /t } }"),
            ("dockerHub", "{ username: \(ref), token: \(ref) }"), ("quay", "{ username: \(ref), token: \(ref) }"),
            ("quay", "{ username: \(ref), oidc: { tokenFile: /t } }"),
            ("harbor", "{ username: \(ref), secret: \(ref) }"),
            ("gitlab", "{ username: \(ref), token: \(ref) }"), ("jfrog", "{ username: \(ref), token: \(ref) }"),
            ("jfrog", "{ oidc: { providerName: p, tokenFile: /t } }"),
            ("cloudsmith", "{ username: \(ref), token: \(ref) }"),
            ("cloudsmith", "{ oidc: { organization: o, service: s, tokenFile: /t } }"),
            ("github", "{ username: \(ref), token: \(ref) }"),
            ("github", "{ app: { appID: 12, installationID: \"34\", privateKey: \(ref), repositories: [a] } }"),
            (
                "exec",
                "{ command: /plugin, args: [get], env: [{ name: A, value: \"\" }, { name: B, env: C }], timeout: 10s }"
            ),
        ]
    )
    func kinds(kind: String, keys: String) throws {
        #expect(try read("\(kind): \(keys)").kind == kind)
    }

    @Test(
        "Each kind takes an endpoint",
        arguments: [
            "basic: { username: \(ref), password: \(ref), ", "dockerConfig: { file: a, ", "ecr: { region: eu-west-1, ",
            "ecrPublic: { ",
            "gar: { ", "acr: { ", "ocir: { ", "icr: { apiKey: \(ref), ",
            "dockerHub: { username: \(ref), token: \(ref), ",
            "quay: { username: \(ref), token: \(ref), ", "harbor: { username: \(ref), secret: \(ref), ",
            "gitlab: { username: \(ref), token: \(ref), ", "jfrog: { username: \(ref), token: \(ref), ",
            "cloudsmith: { username: \(ref), token: \(ref), ", "github: { username: \(ref), token: \(ref), ",
            "exec: { command: a, ",
        ]
    )
    func endpoints(start: String) throws {
        #expect(throws: Never.self) { try read(start + "endpoint: \"http://127.0.0.1:5000\" }") }
        let reading = parse(credentials(start + "endpoint: example.com }", matchImages: "registry.example.com"))
        #expect(
            reading.errors.map(\.message) == [
                "is no base URL: write https://host, https://host:port or https://host/path, without user name and query"
            ]
        )
    }

    @Test(
        arguments: [
            ("regions: [eu-central-1, eu-west-1]", 1), ("regions: [eu-central-1]", 0), ("region: eu-west-1", 0),
        ]
    )
    func `An endpoint for several regions of AWS is warned of`(regions: String, count: Int) {
        let lines = "ecr: { \(regions), endpoint: \"https://vpce-1.api.ecr.eu-central-1.vpce.amazonaws.com\" }"
        let reading = parse(credentials(lines, matchImages: "123456789012.dkr.ecr.eu-central-1.amazonaws.com"))
        #expect(reading.warnings.count { $0.message.contains("its own region only") } == count)
    }

    @Test(
        "A credential can come from four places",
        arguments: [
            ("{ value: x }", ValueSource.value(SecretText("x"))), ("{ file: /a/b }", .file("/a/b")),
            ("{ env: A_B }", .environment("A_B")),
            ("{ secretKeyRef: { name: a.b, key: .c_d } }", .secretKeyRef(name: "a.b", key: ".c_d")),
        ]
    )
    func sources(text: String, source: ValueSource) throws {
        guard let basic = try read("basic: { username: \(text), password: \(text) }").base as? BasicSource else {
            Issue.record("the credentials are not basic")
            return
        }
        #expect(basic.username == source)
        #expect(basic.password == source)
    }

    @Test func `AWS keys, roles and endpoints are read`() throws {
        let lines = """
            ecr:
              region: us-gov-west-1
              hosts: [registry.example.com]
              registryIDs: ["012345678901"]
              accessKeyID: \(Self.ref)
              secretAccessKey: \(Self.ref)
              sessionToken: \(Self.ref)
              roleChain:
                - { roleARN: "arn:aws:iam::111111111111:role/first", externalID: one }
              roleARN: arn:aws-us-gov:iam::222222222222:role/path/second
              externalID: two
              roleSessionName: me
              endpoint: https://vpce-1.api.ecr.us-gov-west-1.vpce.amazonaws.com
              stsEndpoint: https://sts.example.com/base/
              metadataEndpoint: http://169.254.169.254
            """
        guard let ecr = try read(lines).base as? ECRSource else {
            Issue.record("the credentials are not ecr")
            return
        }
        #expect(ecr.regions == ["us-gov-west-1"])
        #expect(ecr.registryIDs == ["012345678901"])
        let source = Self.source
        #expect(ecr.identity.source == .keys(accessKeyID: source, secretAccessKey: source, sessionToken: source))
        #expect(ecr.identity.roles.map(\.arn).map { $0.suffix(6) } == ["/first", "second"])
        #expect(ecr.identity.roles.map(\.externalID) == ["one", "two"])
        #expect(ecr.identity.roleSessionName == "me")
        #expect(ecr.endpoint?.host == "vpce-1.api.ecr.us-gov-west-1.vpce.amazonaws.com")
        #expect(ecr.identity.stsEndpoint?.description == "https://sts.example.com/base")
        #expect(ecr.identity.metadataEndpoint?.description == "http://169.254.169.254")
    }

    @Test(
        "The regions of ECR are read from the patterns where none are given",
        arguments: [
            ("123456789012.dkr.ecr.eu-central-1.amazonaws.com", "eu-central-1"),
            ("*.dkr.ecr.us-gov-west-1.amazonaws.com/team/", "us-gov-west-1"),
            ("123456789012.dkr.ecr-fips.us-east-1.amazonaws.com", "us-east-1"),
            ("123456789012.dkr-ecr.eu-west-1.on.aws", "eu-west-1"),
            ("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "cn-north-1"),
            ("123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"),
            ("123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov", "us-iso-east-1"),
        ]
    )
    func regions(pattern: String, region: String) throws {
        guard let ecr = try read("ecr: {}", matchImages: pattern).base as? ECRSource else {
            Issue.record("the credentials are not ecr")
            return
        }
        #expect(ecr.regions == [region])
    }

    @Test func `A list of regions or registries makes a wildcard possible`() throws {
        #expect(throws: Never.self) {
            try read("ecr: { regions: [eu-west-1, eu-west-2] }", matchImages: "*.dkr.ecr.*.amazonaws.com")
        }
        guard
            let acr = try read("acr: { registries: [a.azurecr.io, b.azurecr.io] }", matchImages: "*.azurecr.io").base
                as? ACRSource
        else {
            Issue.record("the credentials are not acr")
            return
        }
        #expect(acr.registries == ["a.azurecr.io", "b.azurecr.io"])
    }

    @Test(
        "Endpoints are base URLs",
        arguments: [
            ("https://a.example", "https", "a.example", nil, ""),
            ("http://127.0.0.1:5000/", "http", "127.0.0.1", 5000, ""),
            ("https://[::1]:1/a/b/", "https", "::1", 1, "/a/b"),
            ("https://[fd00:ec2::254]", "https", "fd00:ec2::254", nil, ""),
        ] as [(String, String, String, UInt16?, String)]
    )
    func endpointParts(text: String, scheme: String, host: String, port: UInt16?, path: String) throws {
        let endpoint = try #require(Endpoint(text))
        #expect((endpoint.scheme, endpoint.host, endpoint.port, endpoint.path) == (scheme, host, port, path))
        #expect(Endpoint(endpoint.description) == endpoint)
    }

    @Test(
        "What is no base URL is no endpoint",
        arguments: [
            "", "a.example", "ftp://a", "https://", "https:///a", "https://u:p@a", "https://a?b", "https://a#b",
            "https://a:0",
            "https://a:x", "https://a b", "https://a:70000", "https://::1", "HTTPS://a",
        ]
    )
    func noEndpoints(text: String) {
        #expect(Endpoint(text) == nil)
    }
}
