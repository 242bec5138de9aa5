import Configuration
import Credentials
import Testing

@testable import CredentialsTestSupport
@testable import Providers

/// No token may reach a registry that is configured with another identity, by whichever key they differ.
@Suite struct `The scope of a token` {
    /// Credentials of one kind, each of which is another identity, asks another place or is good for something else.
    struct Table: Sendable, CustomTestStringConvertible {
        let kind: String
        var patterns = "ghcr.io"
        /// Every key that the kind has.
        let keys: [String]
        let credentials: [String]

        var testDescription: String { kind }

        func lines(_ credentials: String, patterns: String? = nil) -> String {
            "matchImages: [\(patterns ?? self.patterns)]\ncredentials: { \(kind): { \(credentials) } }"
        }
    }

    private static let keysOfAWS = "accessKeyID: { env: A }, secretAccessKey: { file: /s }"
    private static let role = #"roleARN: "arn:aws:iam::123456789012:role/a""#
    private static let identitiesOfAWS = [
        "stsEndpoint: 'https://s.test'", "metadataEndpoint: 'https://s.test'", "metadataV1: true", "profile: a",
        "profile: b",
        "sharedCredentialsFile: /f", "profile: a, sharedCredentialsFile: /f", "profile: default",
        keysOfAWS, "accessKeyID: { file: /s }, secretAccessKey: { env: A }",
        "accessKeyID: { env: B }, secretAccessKey: { file: /s }",
        "accessKeyID: { env: A }, secretAccessKey: { file: /t }",
        "accessKeyID: { env: A }, secretAccessKey: { value: one }",
        "accessKeyID: { env: A }, secretAccessKey: { value: other }",
        "accessKeyID: { env: A }, secretAccessKey: { secretKeyRef: { name: s, key: a } }",
        "accessKeyID: { env: A }, secretAccessKey: { secretKeyRef: { name: s, key: b } }",
        "accessKeyID: { env: A }, secretAccessKey: { secretKeyRef: { name: t, key: a } }",
        "\(keysOfAWS), sessionToken: { file: /u }", "\(keysOfAWS), \(role)", role,
        #"roleARN: "arn:aws:iam::123456789012:role/b""#, "\(role), externalID: e1", "\(role), externalID: e2",
        "\(role), roleSessionName: s1", "webIdentityTokenFile: /w, \(role)", "webIdentityTokenFile: /v, \(role)",
        "serviceAccount: { name: a }", "serviceAccount: { name: b }", "serviceAccount: { name: a }, \(role)",
        "serviceAccount: { name: a, audience: x }", "serviceAccount: { name: a, perNamespace: true }",
        "fromPod: {}", "fromPod: { audience: x }", "fromPod: { cacheType: Token }", "fromPod: {}, \(role)",
        "fromPod: { roleAnnotation: a.test/b }", "fromPod: { roleAnnotation: a.test/b }, \(role)",
        #"\#(role), roleChain: [{ roleARN: "arn:aws:iam::123456789012:role/b" }]"#,
        #"\#(role), roleChain: [{ roleARN: "arn:aws:iam::123456789012:role/b", externalID: e1 }]"#,
        #"roleARN: "arn:aws:iam::123456789012:role/b", roleChain: [{ \#(role) }]"#,
    ]

    private static func ecr(_ more: String) -> String { more.contains("region") ? more : "region: eu-west-1, \(more)" }

    static let tables = [
        Table(
            kind: "ecr",
            keys: ECRSource.keys.names,
            credentials: (identitiesOfAWS + [
                "region: eu-west-1", "region: eu-west-2", "regions: [eu-west-3]", "endpoint: 'https://s.test'",
                "registryIDs: [\"123456789012\"]", "registryIDs: [\"123456789013\"]",
            ]).map(ecr)
        ),
        Table(
            kind: "ecrPublic",
            patterns: "public.ecr.aws",
            keys: ECRPublicSource.keys.names,
            credentials: identitiesOfAWS + ["", "endpoint: 'https://s.test'"]
        ),
        Table(
            kind: "gar",
            patterns: "europe-docker.pkg.dev",
            keys: GARSource.keys.names,
            credentials: [
                "", "endpoint: 'https://s.test'", "stsEndpoint: 'https://s.test'", "iamEndpoint: 'https://s.test'",
                "universeDomain: s.test", "metadataEndpoint: 'https://s.test'", "impersonate: a@b.test",
                "impersonate: b@b.test",
                "serviceAccountKey: { file: /k }", "externalAccount: { file: /k }", "serviceAccountKey: { file: /l }",
                "serviceAccountKey: { value: one }", "serviceAccountKey: { value: other }",
                "workloadIdentity: { project: p, location: l, cluster: c, tokenFile: /k }",
                "workloadIdentity: { project: q, location: l, cluster: c, tokenFile: /k }",
                "workloadIdentity: { project: p, location: m, cluster: c, tokenFile: /k }",
                "workloadIdentity: { project: p, location: l, cluster: d, tokenFile: /k }",
                "workloadIdentity: { project: p, location: l, cluster: c, tokenFile: /l }",
                "serviceAccount: { name: a }", "serviceAccount: { name: b }",
                "serviceAccount: { name: a, audience: x }", "serviceAccount: { name: a, perNamespace: true }",
                "serviceAccount: { name: a }, workloadIdentity: { project: p, location: l, cluster: c }",
                "serviceAccount: { name: a }, workloadIdentity: { project: q, location: l, cluster: c }",
                "fromPod: {}, workloadIdentity: { project: p, location: l, cluster: c }",
                "fromPod: { audience: x }, workloadIdentity: { project: p, location: l, cluster: c }",
                "fromPod: { serviceAccountAnnotation: x }, workloadIdentity: { project: p, location: l, cluster: c }",
                "serviceAccount: { name: a }, workloadIdentity: { provider: projects/1/locations/global/workloadIdentityPools/p/providers/x }",
            ]
        ),
        Table(
            kind: "acr",
            patterns: "a.azurecr.io",
            keys: ACRSource.keys.names,
            credentials: [
                "", "endpoint: 'https://s.test'", "authorityEndpoint: 'https://s.test'",
                "metadataEndpoint: 'https://s.test'", "tenantID: t", "tenantID: u",
                "registries: [a.azurecr.io], tenantID: v",
                "managedIdentity: { clientID: x }", "managedIdentity: { resourceID: x }",
                "managedIdentity: { objectID: x }", "managedIdentity: { clientID: c2 }", "managedIdentity: {}",
                "workloadIdentity: {}", "workloadIdentity: { tenantID: x }", "workloadIdentity: { clientID: x }",
                "workloadIdentity: { tokenFile: /x }", "workloadIdentity: { tokenFile: /y }",
                "serviceAccount: { name: a }", "serviceAccount: { name: b }",
                "serviceAccount: { name: a, audience: x }", "serviceAccount: { name: a, perNamespace: true }",
                "fromPod: {}", "fromPod: { audience: x }", "fromPod: { cacheType: Token }",
                "fromPod: { clientIDAnnotation: x }", "fromPod: { tenantIDAnnotation: x }",
                "fromPod: {}, workloadIdentity: { tenantID: x }",
                "serviceAccount: { name: a }, workloadIdentity: { tenantID: x }",
                "serviceAccount: { name: a }, workloadIdentity: { clientID: x }",
                "servicePrincipal: { tenantID: x, clientID: c2, clientSecret: { file: /s } }",
                "servicePrincipal: { tenantID: x, clientID: c2, certificate: { file: /s } }",
                "servicePrincipal: { tenantID: c2, clientID: x, certificate: { file: /s } }",
                "servicePrincipal: { tenantID: x, clientID: c2, clientSecret: { file: /t } }",
                // Nobody is asked for it, so it shares nothing.
                "admin: { username: { value: u }, password: { file: /s } }",
            ]
        ),
        Table(
            kind: "ocir",
            patterns: "fra.ocir.io/ns",
            keys: OCIRSource.keys.names,
            credentials: [
                "", "endpoint: 'https://s.test'", "authEndpoint: 'https://s.test'",
                "metadataEndpoint: 'https://s.test'",
                "instancePrincipal: {}, region: eu-x-1", "region: eu-y-1", "registries: [fra.ocir.io], region: eu-z-1",
                "workloadIdentity: {}", "workloadIdentity: { tokenFile: /t }",
                "serviceAccount: { name: a }", "serviceAccount: { name: b }",
                "serviceAccount: { name: a, audience: x }", "serviceAccount: { name: a, perNamespace: true }",
                "fromPod: {}, authEndpoint: 'https://s.test'",
                "fromPod: { audience: x }, authEndpoint: 'https://s.test'",
                "userPrincipal: { tenancyID: t, userID: u, fingerprint: 'aa', privateKey: { file: /t } }",
                "userPrincipal: { tenancyID: u, userID: t, fingerprint: 'aa', privateKey: { file: /t } }",
                "userPrincipal: { tenancyID: t, userID: u, fingerprint: 'bb', privateKey: { file: /t } }",
                "userPrincipal: { tenancyID: t, userID: u, fingerprint: 'aa', privateKey: { file: /u } }",
                "userPrincipal: { tenancyID: t, userID: u, fingerprint: 'aa', privateKey: { file: /t }, passphrase: { file: /p } }",
                "authToken: { username: { value: u }, password: { file: /s } }",
            ]
        ),
        Table(
            kind: "icr",
            patterns: "de.icr.io",
            keys: ICRSource.keys.names,
            credentials: [
                "apiKey: { file: /k }", "exchange: true, apiKey: { file: /k }", "exchange: true, apiKey: { file: /l }",
                "exchange: true, apiKey: { file: /k }, endpoint: 'https://s.test'",
                "trustedProfile: { id: p, tokenFile: /k }", "trustedProfile: { name: p, tokenFile: /k }",
                "trustedProfile: { id: q, tokenFile: /k }", "trustedProfile: { id: p, tokenFile: /l }",
                "trustedProfile: { id: p }, serviceAccount: { name: a }",
                "trustedProfile: { id: p }, serviceAccount: { name: b }",
                "trustedProfile: { id: p }, serviceAccount: { name: a, audience: x }",
                "trustedProfile: { id: p }, fromPod: {}", "trustedProfile: { id: p }, fromPod: { audience: x }",
            ]
        ),
        Table(
            kind: "quay",
            keys: QuaySource.keys.names,
            credentials: [
                "username: { value: u }, token: { file: /t }", "username: { value: u }, oidc: { tokenFile: /t }",
                "username: { value: v }, oidc: { tokenFile: /t }", "username: { value: u }, oidc: { tokenFile: /u }",
                "username: { value: u }, oidc: { tokenFile: /t }, endpoint: 'https://s.test'",
                "username: { value: u }, serviceAccount: { name: a }",
                "username: { value: u }, serviceAccount: { name: b }",
                "username: { value: u }, serviceAccount: { name: a, audience: x }",
                "username: { value: u }, fromPod: {}", "username: { value: u }, fromPod: { audience: x }",
                "username: { value: u }, oidc: { tokenFile: /t, audience: a }",
            ]
        ),
        Table(
            kind: "jfrog",
            keys: JFrogSource.keys.names,
            credentials: [
                "username: { value: u }, token: { file: /t }", "oidc: { providerName: p, tokenFile: /t }",
                "oidc: { providerName: q, tokenFile: /t }", "oidc: { providerName: p, tokenFile: /u }",
                "oidc: { providerName: p, tokenFile: /t, audience: x }",
                "oidc: { providerName: p, tokenFile: /t, projectKey: x }",
                "oidc: { providerName: p, tokenFile: /t, identityMapping: x }",
                "oidc: { providerName: p, tokenFile: /t }, endpoint: 'https://s.test'",
                "oidc: { providerName: p, audience: x }, serviceAccount: { name: a }",
                "oidc: { providerName: p, audience: x }, serviceAccount: { name: b }",
                "oidc: { providerName: p, audience: x }, serviceAccount: { name: a, audience: x }",
                "oidc: { providerName: p, audience: x }, fromPod: {}",
                "oidc: { providerName: p, audience: x }, fromPod: { audience: z }",
            ]
        ),
        Table(
            kind: "cloudsmith",
            keys: CloudsmithSource.keys.names,
            credentials: [
                "username: { value: u }, token: { file: /t }",
                "oidc: { organization: o, service: s, tokenFile: /t }",
                "oidc: { organization: s, service: o, tokenFile: /t }",
                "oidc: { organization: o, service: s, tokenFile: /u }",
                "oidc: { organization: o, service: s, tokenFile: /t }, endpoint: 'https://s.test'",
                "oidc: { organization: o, service: s }, serviceAccount: { name: a, audience: x }",
                "oidc: { organization: o, service: s }, serviceAccount: { name: b, audience: x }",
                "oidc: { organization: o, service: s }, serviceAccount: { name: a, audience: z }",
                "oidc: { organization: o, service: s }, fromPod: { audience: x }",
                "oidc: { organization: o, service: s }, fromPod: { audience: z }",
            ]
        ),
        Table(
            kind: "github",
            keys: GitHubSource.keys.names,
            credentials: [
                "username: { value: u }, token: { file: /t }",
                "app: { appID: 1, installationID: 2, privateKey: { file: /t } }",
                "app: { appID: 2, installationID: 1, privateKey: { file: /t } }",
                "app: { appID: 1, installationID: 2, privateKey: { file: /u } }",
                "app: { appID: 1, installationID: 2, privateKey: { file: /t }, repositories: [a] }",
                "app: { appID: 1, installationID: 2, privateKey: { file: /t }, repositories: [a, b] }",
                "app: { appID: 1, installationID: 2, privateKey: { file: /t } }, endpoint: 'https://s.test'",
            ]
        ),
        Table(
            kind: "exec",
            keys: ExecSource.keys.names,
            credentials: [
                "command: /a", "command: /b", "command: /a, args: [one]", "command: /a, args: [two]",
                "command: /a, args: [one, two]", "command: /a, env: [{ name: A, value: v }]",
                "command: /a, env: [{ name: B, value: v }]", "command: /a, env: [{ name: A, value: w }]",
                "command: /a, env: [{ name: A, file: v }]", "command: /a, apiVersion: v1alpha1",
                "command: /a, image: ghcr.io/x", "command: /a, timeout: 3s", "command: /a, endpoint: 'https://s.test'",
                "command: /a, authEndpoint: 'https://s.test'", "command: /a, protocol: credentialHelper",
                "command: /a, protocol: credentialHelper, registries: [ghcr.io]",
                "command: /a, protocol: credentialHelper, refreshEvery: 2h",
            ]
        ),
    ]

    @Test(arguments: tables)
    func `is another one wherever any key differs`(table: Table) throws {
        for key in table.keys {
            #expect(table.credentials.contains { $0.contains("\(key):") }, "nothing differs by \(key)")
        }
        let fetchers = try table.credentials.map { try fetcher(table.lines($0)) }
        var count = 0
        for (index, one) in fetchers.enumerated() {
            for other in fetchers[..<index] {
                count += 1
                #expect(one.scope != other.scope)
                #expect(
                    one.inputs.tokens.isDisjoint(with: other.inputs.tokens),
                    "\(table.credentials[index]) shares \(one.inputs.tokens.intersection(other.inputs.tokens))"
                )
            }
        }
        #expect(count > 5)
    }

    @Test(arguments: [
        ("ecr", "region: eu-west-1", "a.test", "b.test/x"),
        ("ecrPublic", "", "public.ecr.aws/a", "public.ecr.aws/b"), ("gar", "", "gcr.io/a", "europe-docker.pkg.dev"),
        ("acr", "", "a.azurecr.io/x", "a.azurecr.io/y"), ("ocir", "", "fra.ocir.io/x", "fra.ocir.io/y"),
        ("icr", "trustedProfile: { id: p, tokenFile: /k }", "de.icr.io", "us.icr.io"),
        ("quay", "username: { value: u }, oidc: { tokenFile: /t }", "quay.io/a", "quay.io/b"),
        ("jfrog", "oidc: { providerName: p, tokenFile: /t }", "a.jfrog.io/x", "a.jfrog.io/y"),
        ("cloudsmith", "oidc: { organization: o, service: s, tokenFile: /t }", "a.test", "b.test"),
        ("github", "app: { appID: 1, installationID: 2, privateKey: { file: /t } }", "ghcr.io/a", "ghcr.io/b"),
        ("exec", "command: /a, image: r.test/x", "r.test", "r.test/x"),
    ])
    func `is the same for other images that the token is good for`(
        kind: String,
        credentials: String,
        patterns: String,
        others: String
    ) throws {
        let table = Table(kind: kind, keys: [], credentials: [])
        let one = try fetcher(table.lines(credentials, patterns: patterns)).inputs.tokens
        #expect(one.count == 1)
        #expect(try fetcher(table.lines(credentials, patterns: others)).inputs.tokens == one)
    }

    @Test(arguments: [
        ("acr", "", "a.azurecr.io", "b.azurecr.io"), ("ocir", "", "fra.ocir.io/x", "iad.ocir.io/x"),
        ("quay", "username: { value: u }, oidc: { tokenFile: /t }", "a.test", "b.test"),
        ("jfrog", "oidc: { providerName: p, tokenFile: /t }", "a.jfrog.io", "b.jfrog.io"),
        ("exec", "command: /a", "r.test/x", "r.test/y"),
        ("ecr", "", "123456789012.dkr.ecr.eu-west-1.amazonaws.com", "123456789012.dkr.ecr.eu-west-2.amazonaws.com"),
        // Whoever asks for cryptography by FIPS 140 must not be given what came another way.
        (
            "ecr", "", "123456789012.dkr.ecr.us-east-1.amazonaws.com",
            "123456789012.dkr.ecr-fips.us-east-1.amazonaws.com"
        ),
        ("ecr", "", "123456789012.dkr.ecr.us-east-1.amazonaws.com", "123456789012.dkr-ecr.us-east-1.on.aws"),
        ("ecrPublic", "", "public.ecr.aws", "ecr-public.aws.com"),
    ])
    func `is another one for images that the token is not good for`(
        kind: String,
        credentials: String,
        patterns: String,
        others: String
    ) throws {
        let table = Table(kind: kind, keys: [], credentials: [])
        let one = try fetcher(table.lines(credentials, patterns: patterns)).inputs.tokens
        let other = try fetcher(table.lines(credentials, patterns: others)).inputs.tokens
        #expect(one.count == 1 && other.count == 1 && one != other)
    }

    @Test func `is that of one region or registry, of the several that a registry entry may list`() throws {
        let all = try fetcher(
            "matchImages: ['*.azurecr.io']\ncredentials: { acr: { registries: [a.azurecr.io, b.azurecr.io] } }"
        )
        let one = try fetcher("matchImages: [b.azurecr.io/team]\ncredentials: { acr: {} }")
        #expect(all.inputs.tokens.count == 2)
        #expect(one.inputs.tokens.isSubset(of: all.inputs.tokens))
    }

    @Test(arguments: KindUnderTest.all)
    func `is there for every kind that asks somebody, and for no other`(kind: KindUnderTest) async throws {
        try await kind.withWorld { world in
            let asks = kind.provider != nil || kind.name.hasPrefix("exec")
            #expect(world.fetcher.inputs.tokens.isEmpty == !asks)
        }
    }
}
