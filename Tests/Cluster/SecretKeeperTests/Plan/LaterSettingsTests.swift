import Configuration
import CredentialsTestSupport
import Providers
import Testing

@testable import SecretKeeper

/// Settings that came with a later version: they are in the fingerprint where somebody writes them, and nowhere else.
@Suite struct `The fingerprint of a credential with a later setting` {
    private static func fingerprint(_ credentials: String) throws -> String {
        let text =
            "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries:\n  - name: a\n    matchImages: [r.example]\n"
            + "    credentials: { \(credentials) }\n"
        let reading = Configuration.parse(
            Array(sayingWhoseHosts(text).utf8),
            file: "c.yaml",
            mode: .cluster,
            kinds: CredentialKinds.all
        )
        return CredentialFingerprint(try #require(reading.configuration?.registries.first, "\(reading.diagnostics)"))
            .text
    }

    private static let login = "username: { env: U }, password: { env: P }"

    @Test(arguments: [
        [
            "basic: { \(login) }", "basic: { \(login), authEndpoint: 'https://a.test' }",
            "basic: { \(login), authEndpoint: 'https://b.test' }",
        ],
        ["dockerConfig: { file: /c }", "dockerConfig: { file: /c, authEndpoint: 'https://a.test' }"],
        [
            "gar: {}", "gar: { universeDomain: a.example }", "gar: { universeDomain: b.example }",
            "gar: { workloadIdentity: { project: a, location: b, cluster: c, tokenFile: /t } }",
            "gar: { serviceAccount: { name: a } }",
        ],
        ["ecr: { region: eu-west-1 }", "ecr: { region: eu-west-1, metadataV1: true }"],
        [
            "exec: { command: /a }", "exec: { command: /a, authEndpoint: 'https://a.test' }",
            "exec: { command: /a, protocol: credentialHelper }",
            "exec: { command: /a, protocol: credentialHelper, refreshEvery: 2h }",
            "exec: { command: /a, protocol: credentialHelper, registries: [b.example] }",
        ],
        [
            "quay: { username: { env: U }, oidc: { tokenFile: /t } }",
            "quay: { username: { env: U }, oidc: { tokenFile: /t, audience: a } }",
            "quay: { username: { env: U }, oidc: { tokenFile: /t, audience: b } }",
        ],
    ])
    func `is another one where that says something`(all: [String]) throws {
        #expect(Set(try all.map(Self.fingerprint)).count == all.count)
    }

    @Test(arguments: [
        ("ecr: { region: eu-west-1 }", "ecr: { region: eu-west-1, metadataV1: false }"),
        ("exec: { command: /a }", "exec: { command: /a, protocol: kubelet }"),
    ])
    func `is the same where that says nothing`(one: String, other: String) throws {
        #expect(try Self.fingerprint(one) == Self.fingerprint(other))
    }
}
