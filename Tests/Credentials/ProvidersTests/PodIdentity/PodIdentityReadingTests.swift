import Configuration
import Testing

@testable import Providers

/// `fromPod` in a configuration.
@Suite struct `Reading fromPod` {
    private static let role = "roleARN: 'arn:aws:iam::123456789012:role/r'"

    @Test(arguments: [
        ("ecr: { region: eu-west-1, fromPod: {}, webIdentityTokenFile: /t, \(role) }", "has several sources"),
        ("ecr: { region: eu-west-1, fromPod: {}, profile: p }", "has several sources"),
        ("ecrPublic: { fromPod: {}, sharedCredentialsFile: /f }", "has several sources"),
        ("gar: { fromPod: {}, serviceAccountKey: { file: /k } }", "they exclude each other"),
        ("gar: { fromPod: {}, externalAccount: { file: /k } }", "they exclude each other"),
        ("gar: { fromPod: {} }", "has no audience: write workloadIdentity"),
        (
            "gar: { fromPod: {}, workloadIdentity: { project: p, location: l, cluster: c, tokenFile: /t } }",
            "excludes fromPod"
        ),
        ("gar: { fromPod: {}, workloadIdentity: { project: p } }", "is missing: write the cluster's region or zone"),
        ("gar: { fromPod: {}, workloadIdentity: { provider: x } }", "is no provider"),
        ("gar: { workloadIdentity: { provider: x } }", "has provider without fromPod"),
        ("acr: { fromPod: {}, managedIdentity: {} }", "they exclude each other"),
        ("acr: { fromPod: {}, workloadIdentity: { tokenFile: /t } }", "excludes fromPod"),
        (
            "ocir: { fromPod: {}, authEndpoint: 'https://10.0.0.1:12250', instancePrincipal: {} }",
            "they exclude each other"
        ),
        (
            "ocir: { fromPod: {}, authEndpoint: 'https://10.0.0.1:12250', workloadIdentity: { tokenFile: /t } }",
            "excludes fromPod"
        ),
        ("ocir: { fromPod: {} }", "has fromPod without authEndpoint"),
        ("icr: { fromPod: {}, apiKey: { value: k } }", "write fromPod beside a trustedProfile"),
        ("icr: { fromPod: {}, trustedProfile: { id: p, tokenFile: /t } }", "excludes fromPod"),
        ("icr: { fromPod: {} }", "exactly one of apiKey and trustedProfile"),
        ("quay: { fromPod: {}, username: { value: a+b }, token: { value: t } }", "exactly one of token and oidc"),
        ("quay: { fromPod: {}, username: { value: a+b }, oidc: { tokenFile: /t, audience: a } }", "excludes fromPod"),
        ("jfrog: { fromPod: {}, oidc: { providerName: p } }", "has no audience: write the one of the OIDC integration"),
        ("jfrog: { fromPod: {}, oidc: { providerName: p, tokenFile: /t, audience: a } }", "excludes fromPod"),
        ("jfrog: { fromPod: {}, username: { value: u }, token: { value: t } }", "has fromPod and a token"),
        ("cloudsmith: { fromPod: {}, oidc: { organization: o, service: s } }", "has no audience"),
        (
            "cloudsmith: { fromPod: { audience: a }, username: { value: u }, token: { value: t } }",
            "has fromPod and a token"
        ),
        ("acr: { fromPod: {}, serviceAccount: { name: a } }", "they exclude each other"),
        (
            "basic: { username: { value: u }, password: { value: p }, fromPod: { audience: a } }",
            "they exclude each other"
        ),
        ("basic: { username: { value: u }, fromPod: {} }", "has no audience"),
        ("basic: { fromPod: { audience: a } }", "username: is missing"),
        ("basic: { username: { value: 'u:v' }, fromPod: { audience: a } }", "has a ':'"),
        (
            "basic: { username: { value: u }, fromPod: { audience: a, cacheType: ServiceAccount } }",
            "cannot be ServiceAccount where the token is the password"
        ),
    ])
    func `excludes the other identities of a kind, and wants what the token is for`(kind: String, part: String) {
        let reading = parse(credentials(kind, matchImages: "r.example.com"), mode: .node)
        #expect(reading.errors.contains { "\($0)".contains(part) }, "\(reading.diagnostics)")
    }

    @Test(arguments: [
        ("{ audience: 'a b' }", "is no audience"),
        ("{ audience: '' }", "audience: is empty"),
        ("{ audience: '*' }", "for every audience"),
        ("{ audience: '*/x' }", "for every audience"),
        ("{ audience: [a] }", "must be a string"),
        ("{ cacheType: Pod }", "write ServiceAccount or Token"),
        ("{ cacheType: token }", "did you mean Token?"),
        ("{ roleAnnotation: a.example.com/role }", "says nothing that this kind could use"),
        ("{ clientIDAnnotation: 'a b' }", "is no key of an annotation"),
        ("{ clientIDAnnotation: a/b/c }", "is no key of an annotation"),
        ("{ clientIDAnnotation: a.example.com/x, tenantIDAnnotation: a.example.com/x }", "names one annotation twice"),
        ("{ clientIDAnnotation: azure.workload.identity/tenant-id }", "names one annotation twice"),
        ("{ name: puller }", "unknown key"),
        ("{ perNamespace: true }", "unknown key"),
        ("puller", "must be a mapping"),
    ])
    func `says what is wrong in it`(pod: String, part: String) {
        let reading = parse(credentials("acr: { fromPod: \(pod) }", matchImages: "a.azurecr.io"), mode: .node)
        #expect(reading.errors.contains { "\($0)".contains(part) }, "\(reading.diagnostics)")
    }

    @Test(
        arguments: [
            ("ecr: { fromPod: {} }", ["eks.amazonaws.com/role-arn"], []),
            ("ecr: { fromPod: { roleAnnotation: a.example.com/role } }", ["a.example.com/role"], []),
            ("ecr: { fromPod: {}, \(role) }", [], []),
            ("ecr: { fromPod: {}, roleChain: [{ \(role) }] }", [], []),
            ("ecr: { fromPod: { roleAnnotation: A.example.com/role }, \(role) }", [], ["A.example.com/role"]),
            ("ecrPublic: { fromPod: {} }", ["eks.amazonaws.com/role-arn"], []),
            (
                "gar: { fromPod: {}, workloadIdentity: { project: p, location: l, cluster: c } }", [],
                ["iam.gke.io/gcp-service-account"]
            ),
            (
                "gar: { fromPod: {}, impersonate: a@b.example.com, workloadIdentity: { project: p, location: l, cluster: c } }",
                [], []
            ),
            ("acr: { fromPod: {} }", ["azure.workload.identity/client-id"], ["azure.workload.identity/tenant-id"]),
            ("acr: { fromPod: {}, workloadIdentity: { tenantID: t } }", ["azure.workload.identity/client-id"], []),
            ("acr: { fromPod: {}, workloadIdentity: { tenantID: t, clientID: c } }", [], []),
            (
                "acr: { fromPod: { clientIDAnnotation: c.example.com/c }, workloadIdentity: { tenantID: t, clientID: c } }",
                [], ["c.example.com/c"]
            ),
            ("ocir: { fromPod: {}, authEndpoint: 'https://10.0.0.1:12250' }", [], []),
            ("icr: { fromPod: {}, trustedProfile: { id: p } }", [], []),
            ("quay: { fromPod: {}, username: { value: a+b } }", [], []),
            ("jfrog: { fromPod: {}, oidc: { providerName: p, audience: a } }", [], []),
            ("cloudsmith: { fromPod: { audience: a }, oidc: { organization: o, service: s } }", [], []),
        ] as [(String, [String], [String])]
    )
    func `requires of the ServiceAccount what nothing else says, and nothing that something else says`(
        kind: String,
        required: [String],
        optional: [String]
    ) throws {
        let hosts = [
            "ecr:": "123456789012.dkr.ecr.eu-west-1.amazonaws.com", "ecrPublic:": "public.ecr.aws",
            "gar:": "europe-docker.pkg.dev", "acr:": "a.azurecr.io", "ocir:": "fra.ocir.io", "icr:": "us.icr.io",
            "quay:": "quay.io", "jfrog:": "a.jfrog.io", "cloudsmith:": "docker.cloudsmith.io",
        ]
        let host = try #require(hosts[String(kind.prefix { $0 != " " })])
        let reading = parse(credentials(kind, matchImages: host), mode: .node)
        let identity = try #require(reading.configuration?.registries.first?.podIdentity, "\(reading.diagnostics)")
        #expect(identity.requiredAnnotations == required)
        #expect(identity.optionalAnnotations == optional)
        #expect(reading.errors.isEmpty)
    }

    @Test(arguments: [
        ("quay.io", "quay: { fromPod: {}, username: { value: a+b } }", "quay.io"),
        ("quay.io", "quay: { fromPod: {}, username: { value: a+b }, oidc: { audience: x } }", "x"),
        ("quay.io", "quay: { fromPod: { audience: own }, username: { value: a+b }, oidc: { audience: x } }", "own"),
        ("a.jfrog.io", "jfrog: { fromPod: { audience: own }, oidc: { providerName: p, audience: x } }", "own"),
        (
            "*.example.com",
            "quay: { fromPod: {}, username: { value: a+b }, endpoint: 'https://q.example.com:8443/x' }",
            "q.example.com"
        ),
        (
            "a.azurecr.io", "acr: { fromPod: { audience: 'api://AzureADTokenExchangeChina' } }",
            "api://AzureADTokenExchangeChina"
        ),
        ("gcr.io", "gar: { fromPod: { audience: acme.svc.id.goog } }", "acme.svc.id.goog"),
    ])
    func `asks for the audience that is written, or for that of the kind`(host: String, kind: String, audience: String)
        throws
    {
        let reading = parse(credentials(kind, matchImages: host), mode: .node)
        let identity = try #require(reading.configuration?.registries.first?.podIdentity, "\(reading.diagnostics)")
        #expect(identity.audience == audience)
    }

    @Test func `cannot guess the audience of one of many hosts`() {
        let kind = "quay: { fromPod: {}, username: { value: a+b } }"
        let reading = parse(credentials(kind, matchImages: "*.example.com"), mode: .node)
        #expect(reading.errors.contains { "\($0)".contains("has no audience") }, "\(reading.diagnostics)")
    }

    @Test func `warns of an audience with which a token opens the API server`() {
        let kind = "acr: { fromPod: { audience: 'https://kubernetes.default.svc' } }"
        let reading = parse(credentials(kind, matchImages: "a.azurecr.io"), mode: .node)
        #expect(reading.errors.isEmpty)
        #expect(reading.diagnostics.contains { "\($0)".contains("act as the Pod") }, "\(reading.diagnostics)")
    }

    @Test(arguments: [Configuration.Mode.cluster, .standalone])
    func `is refused in a cluster, with what to write there`(mode: Configuration.Mode) {
        let reading = parse(credentials("acr: { fromPod: {} }", matchImages: "a.azurecr.io"), mode: mode)
        #expect(
            reading.errors.map(\.description) == [
                "c.yaml:7: registries[0].credentials.acr.fromPod: is for a node, where the kubelet gives a plugin the token of each Pod's "
                    + "ServiceAccount: in a cluster write serviceAccount: { name: …, perNamespace: true } in its place (pullpass validate "
                    + "--node reads a file as a node does)"
            ]
        )
    }

    @Test func `is what to write on a node in place of serviceAccount`() {
        let reading = parse(
            credentials("acr: { serviceAccount: { name: a } }", matchImages: "a.azurecr.io"),
            mode: .node
        )
        #expect(
            reading.errors.contains { "\($0)".contains("write fromPod: {} in its place") },
            "\(reading.diagnostics)"
        )
    }

    @Test(arguments: [
        "harbor: { username: { value: u }, secret: { value: p }, fromPod: {} }",
        "github: { username: { value: u }, token: { value: p }, fromPod: {} }",
        "gitlab: { username: { value: u }, token: { value: p }, fromPod: {} }",
        "dockerHub: { username: { value: u }, token: { value: p }, fromPod: {} }",
    ])
    func `is unknown to kinds that exchange no token`(kind: String) {
        let reading = parse(credentials(kind, matchImages: "docker.io"), mode: .node)
        #expect(reading.errors.contains { "\($0)".contains("takes no token of a ServiceAccount") }, "\(reading.errors)")
    }

    @Test func `is nobody's identity where it is not written`() throws {
        for kind in ["acr: {}", "acr: { workloadIdentity: {} }"] {
            let reading = parse(credentials(kind, matchImages: "a.azurecr.io"), mode: .node)
            #expect(try #require(reading.configuration).registries[0].podIdentity == nil)
        }
    }
}
