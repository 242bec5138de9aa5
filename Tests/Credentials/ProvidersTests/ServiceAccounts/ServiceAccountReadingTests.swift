import Configuration
import Testing

@testable import Providers

/// `serviceAccount` in a configuration.
@Suite struct `Reading a serviceAccount` {
    private static let account = "serviceAccount: { name: puller }"

    @Test(arguments: [
        (
            "ecr: { region: eu-west-1, ACCOUNT, webIdentityTokenFile: /t, roleARN: 'arn:aws:iam::123456789012:role/r' }",
            "has several sources"
        ),
        ("ecr: { region: eu-west-1, ACCOUNT, profile: p }", "has several sources"),
        (
            "ecr: { region: eu-west-1, ACCOUNT, accessKeyID: { value: a }, secretAccessKey: { value: b } }",
            "has several sources"
        ),
        ("ecrPublic: { ACCOUNT, sharedCredentialsFile: /f }", "has several sources"),
        ("gar: { ACCOUNT, serviceAccountKey: { file: /k } }", "they exclude each other"),
        ("gar: { ACCOUNT, externalAccount: { file: /k } }", "they exclude each other"),
        (
            "gar: { ACCOUNT, workloadIdentity: { project: p, location: l, cluster: c, tokenFile: /t } }",
            "excludes serviceAccount"
        ),
        ("gar: { ACCOUNT, workloadIdentity: { project: p } }", "is missing: write the cluster's region or zone"),
        ("gar: { ACCOUNT, workloadIdentity: { provider: x } }", "is no provider"),
        ("acr: { ACCOUNT, managedIdentity: {} }", "they exclude each other"),
        ("acr: { ACCOUNT, workloadIdentity: { tokenFile: /t } }", "excludes serviceAccount"),
        ("ocir: { ACCOUNT, instancePrincipal: {} }", "they exclude each other"),
        ("ocir: { ACCOUNT, workloadIdentity: { tokenFile: /t } }", "excludes serviceAccount"),
        ("icr: { ACCOUNT, apiKey: { value: k } }", "beside a trustedProfile"),
        ("icr: { ACCOUNT, trustedProfile: { id: p, tokenFile: /t } }", "excludes serviceAccount"),
        ("icr: { ACCOUNT }", "exactly one of apiKey and trustedProfile"),
        ("quay: { ACCOUNT, username: { value: a+b }, token: { value: t } }", "exactly one of token and oidc"),
        ("quay: { ACCOUNT, username: { value: a+b }, oidc: { tokenFile: /t } }", "excludes serviceAccount"),
        ("jfrog: { ACCOUNT, oidc: { providerName: p } }", "has no audience"),
        ("jfrog: { ACCOUNT, oidc: { providerName: p, tokenFile: /t, audience: a } }", "excludes serviceAccount"),
        ("jfrog: { ACCOUNT, username: { value: u }, token: { value: t } }", "serviceAccount"),
        ("cloudsmith: { ACCOUNT, oidc: { organization: o, service: s } }", "has no audience"),
        ("cloudsmith: { ACCOUNT, username: { value: u }, token: { value: t } }", "serviceAccount"),
    ])
    func `excludes the other identities of a kind`(kind: String, part: String) {
        let reading = parse(credentials(kind.replacing("ACCOUNT", with: Self.account), matchImages: "r.example.com"))
        #expect(reading.errors.contains { "\($0)".contains(part) }, "\(reading.diagnostics)")
    }

    @Test(arguments: [
        ("{ name: puller, namespace: team }", "perNamespace: true"),
        ("{ name: Puller }", "no name of a ServiceAccount"),
        ("{}", "is missing"),
        ("{ name: puller, audience: 'a b' }", "is no audience"),
        ("{ name: puller, audience: '' }", "audience"),
        ("{ name: puller, tokenFile: /t }", "its token comes from the API server"),
        ("{ nam: puller }", "did you mean name?"),
        ("puller", "must be a mapping"),
    ])
    func `says what is wrong in it`(account: String, part: String) {
        let reading = parse(credentials("acr: { serviceAccount: \(account) }", matchImages: "a.azurecr.io"))
        #expect(reading.errors.contains { "\($0)".contains(part) }, "\(reading.diagnostics)")
    }

    @Test(arguments: [("default", true), ("puller", false), ("default-puller", false)])
    func `warns of the ServiceAccount that every Pod may run as`(name: String, warns: Bool) {
        let account = "serviceAccount: { name: \(name), perNamespace: true }"
        let reading = parse(credentials("acr: { \(account) }", matchImages: "a.azurecr.io"))
        #expect(reading.errors.isEmpty)
        #expect(reading.diagnostics.contains { "\($0)".contains("every Pod that names none") } == warns)
    }

    @Test func `is refused on a node, where nobody can ask for tokens`() {
        let reading = parse(credentials("acr: { \(Self.account) }", matchImages: "a.azurecr.io"), mode: .node)
        #expect(reading.errors.contains { "\($0)".contains("tokenAttributes") }, "\(reading.diagnostics)")
    }

    @Test(arguments: [
        "basic: { username: { value: u }, password: { value: p }, ACCOUNT }", "harbor: { ACCOUNT }",
        "github: { ACCOUNT }",
    ])
    func `is unknown to kinds that exchange no token`(kind: String) {
        let reading = parse(credentials(kind.replacing("ACCOUNT", with: Self.account), matchImages: "r.example.com"))
        #expect(!reading.errors.isEmpty)
    }
}
