import Configuration
import Testing

@testable import CredentialsTestSupport
@testable import Providers

private let ref = "{ env: A }"

/// The rules for `credentials`, each with all that is said about a file that breaks it.
struct CredentialRuleTests {
    @Test(
        "Each mistake is reported with its line, its place and what to write",
        arguments: [
            (
                credentials("basic: {}"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.basic.username: is missing: write username: { secretKeyRef: { name: …, key: … } }, or file:, env:, value:",
                    "c.yaml:7: registries[0].credentials.basic.password: is missing: write password: { secretKeyRef: { name: …, key: … } }, or file:, env:, value:",
                ]
            ),
            (
                credentials("basic:"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.basic.username: is missing: write username: { secretKeyRef: { name: …, key: … } }, or file:, env:, value:",
                    "c.yaml:7: registries[0].credentials.basic.password: is missing: write password: { secretKeyRef: { name: …, key: … } }, or file:, env:, value:",
                ]
            ),
            (
                credentials("basic: { username: {}, password: { value: a, file: b } }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.basic.username: has no source: write exactly one of value, file, env or secretKeyRef",
                    "c.yaml:7: registries[0].credentials.basic.password: has value and file: write exactly one of value, file, env or secretKeyRef",
                ]
            ),
            (
                credentials("basic: { username: joe, password: { value: 12 } }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.basic.username: must be a mapping, not a string: write { value: … }, { file: … }, { env: … } or { secretKeyRef: { name: …, key: … } }",
                    "c.yaml:7: registries[0].credentials.basic.password.value: must be a string, not a number: put it in quotes",
                ]
            ),
            (
                credentials("basic: { username: { value: \"a:b\" }, password: { value: \"\" } }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.basic.password.value: is empty: write the credential, or use file, env or secretKeyRef",
                    "c.yaml:7: registries[0].credentials.basic.username: has a ':', which ends a user name in HTTP: write the user name only",
                ]
            ),
            (
                credentials(
                    "basic: { username: { valeu: a }, password: { secretKeyRef: { name: A, key: a/b, namespace: x } } }"
                ), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.basic.username: has an unknown key (not shown, it may be a credential): did you mean value?",
                    "c.yaml:7: registries[0].credentials.basic.username: has no source: write exactly one of value, file, env or secretKeyRef",
                    "c.yaml:7: registries[0].credentials.basic.password.secretKeyRef.namespace: there is no namespace key: the Secret is read from Pullpass' own namespace, since a reference into another one would hand out somebody else's credential; copy the Secret there and remove the key",
                    "c.yaml:7: registries[0].credentials.basic.password.secretKeyRef.name: is no name of a Secret: write lower-case letters, digits, '-' and '.', starting and ending with a letter or digit",
                ]
            ),
            (
                credentials("basic: { username: { env: \"A=b\" }, password: { value: \"x\\n\" } }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.basic.username.env: is no name of an environment variable: write the name only, such as REGISTRY_PASSWORD",
                    "c.yaml:7: registries[0].credentials.basic.password.value: has white space or a line break at its start or end: remove it (after a | write |- )",
                ]
            ),
            (
                credentials("basic: { username: { file: \"\" }, password: { value: #x\n } }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.basic.username.file: is empty: write a value or leave the key out",
                    "c.yaml:7: registries[0].credentials.basic.password.value: is empty: write the credential in quotes (an unquoted # or ! hides what follows)",
                ]
            ),
            (
                credentials("dockerConfig: {}"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.dockerConfig: has no source: write file: … or secretRef: { name: … }"
                ]
            ),
            (
                credentials("dockerConfig: { file: a, secretRef: { name: b } }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.dockerConfig: has file and secretRef: write only one of them"
                ]
            ),
            (
                credentials("dockerConfig: { secretRef: { name: b, namespace: c } }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.dockerConfig.secretRef.namespace: there is no namespace key: the Secret is read from Pullpass' own namespace, since a reference into another one would hand out somebody else's credential; copy the Secret there and remove the key"
                ]
            ),
            (
                credentials("ecr: {}"), .cluster,
                [
                    "c.yaml:5: registries[0].matchImages[0]: does not name an AWS region, and a token is good for one: write region: … below credentials.ecr"
                ]
            ),
            (
                credentials("ecr: {}", matchImages: "*.dkr.ecr.*.amazonaws.com"), .cluster,
                [
                    "c.yaml:5: registries[0].matchImages[0]: has a wildcard for the region, and a token is good for one: write regions: [ … ] below credentials.ecr"
                ]
            ),
            (
                credentials("ecr: { region: eu-west-1 }", matchImages: "1.dkr.ecr.us-east-1.amazonaws.com"), .cluster,
                [
                    "c.yaml:5: registries[0].matchImages[0]: is in us-east-1, but credentials.ecr names eu-west-1 only: write regions: [eu-west-1, us-east-1]"
                ]
            ),
            (
                credentials("ecr: { region: Frankfurt, regions: [] }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.ecr: has region and regions: write only one of them"
                ]
            ),
            (
                credentials("ecr: { region: Frankfurt }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.ecr.region: \"Frankfurt\" is no AWS region: write one such as eu-central-1"
                ]
            ),
            (
                credentials("ecr: { regions: [] }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.ecr.regions: is empty: write at least one region or leave the key out"
                ]
            ),
            (
                credentials("ecr: { region: eu-west-1, registryIDs: [012345678901, \"1\"] }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.ecr.registryIDs[0]: must be a string, not a number: put it in quotes",
                    "c.yaml:7: registries[0].credentials.ecr.registryIDs[1]: \"1\" is no AWS account: write its 12 digits in quotes",
                ]
            ),
            (
                credentials("ecr: { region: eu-west-1, accessKeyID: \(ref) }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.ecr: static keys are incomplete: write accessKeyID and secretAccessKey (and sessionToken for temporary keys)"
                ]
            ),
            (
                credentials("ecr: { region: eu-west-1, accessKeyID: \(ref), secretAccessKey: \(ref), profile: x }"),
                .cluster,
                [
                    "c.yaml:7: registries[0].credentials.ecr: has several sources: write static keys, a profile or webIdentityTokenFile, or none for the default chain"
                ]
            ),
            (
                credentials("ecr: { region: eu-west-1, roleARN: x, webIdentityTokenFile: /a }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.ecr.roleARN: is no ARN of a role: write arn:aws:iam::<12 digits>:role/<name>"
                ]
            ),
            (
                credentials("ecr: { region: eu-west-1, webIdentityTokenFile: /a, externalID: x }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.ecr: has externalID without roleARN: an external ID belongs to a role that is assumed",
                    "c.yaml:7: registries[0].credentials.ecr: has webIdentityTokenFile without roleARN: write the role that the token is for",
                ]
            ),
            (
                credentials("ecr: { region: eu-west-1, roleChain: [{ externalID: x }] }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.ecr.roleChain[0].roleARN: is missing: write the ARN of the role"
                ]
            ),
            (
                credentials("ecrPublic: { hosts: [] }"), .cluster,
                [
                    "c.yaml:5: registries[0].matchImages[0]: docker.io is no host of ecrPublic's, and would be sent its credential, which is for public.ecr.aws or ecr-public.aws.com: correct it, or, for a mirror, a domain or a server of your own, write hosts: [\"docker.io\"] below credentials.ecrPublic",
                    "c.yaml:7: registries[0].credentials.ecrPublic.hosts: is empty: write the hosts that the credential may go to, or leave the key out",
                ]
            ),
            (
                credentials("gar: { serviceAccountKey: \(ref), externalAccount: \(ref) }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.gar: has serviceAccountKey and externalAccount: they exclude each other, write only one"
                ]
            ),
            (
                credentials("gar: { workloadIdentity: {}, impersonate: x }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.gar.impersonate: is no service account: write its e-mail address",
                    "c.yaml:7: registries[0].credentials.gar.workloadIdentity.project: is missing: write the ID of the cluster's project",
                    "c.yaml:7: registries[0].credentials.gar.workloadIdentity.location: is missing: write the cluster's region or zone",
                    "c.yaml:7: registries[0].credentials.gar.workloadIdentity.cluster: is missing: write the cluster's name",
                    "c.yaml:7: registries[0].credentials.gar.workloadIdentity.tokenFile: is missing: write the path of a projected ServiceAccount token",
                ]
            ),
            (
                credentials("acr: {}", matchImages: "*.azurecr.io"), .cluster,
                [
                    "c.yaml:5: registries[0].matchImages[0]: has a wildcard for the registry, and a token is good for one: write registries: [ … ] below credentials.acr"
                ]
            ),
            (
                credentials("acr: { registries: [a.azurecr.io] }", matchImages: "b.azurecr.io"), .cluster,
                [
                    "c.yaml:5: registries[0].matchImages[0]: is not in credentials.acr.registries: add b.azurecr.io there or remove the pattern"
                ]
            ),
            (
                credentials("acr: { registries: [\"*.azurecr.io\"] }", matchImages: "b.azurecr.io"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.acr.registries[0]: \"*.azurecr.io\" is no host: write it without https://, path and wildcard"
                ]
            ),
            (
                credentials("acr: { managedIdentity: { clientID: a, objectID: b }, admin: {} }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.acr: has managedIdentity and admin: they exclude each other, write only one",
                    "c.yaml:7: registries[0].credentials.acr.managedIdentity: has clientID and objectID: they exclude each other, write only one",
                ]
            ),
            (
                credentials("acr: { servicePrincipal: { tenantID: a } }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.acr.servicePrincipal.clientID: is missing: write the application (client) ID",
                    "c.yaml:7: registries[0].credentials.acr.servicePrincipal: must have exactly one of clientSecret and certificate",
                ]
            ),
            (
                credentials("ocir: {}", matchImages: "*.ocir.io"), .cluster,
                [
                    "c.yaml:5: registries[0].matchImages[0]: has a wildcard for the registry, and a token is good for one: write registries: [ … ] below credentials.ocir"
                ]
            ),
            (
                credentials("ocir: { userPrincipal: {} }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.ocir.userPrincipal.tenancyID: is missing: write the tenancy's OCID",
                    "c.yaml:7: registries[0].credentials.ocir.userPrincipal.userID: is missing: write the user's OCID",
                    "c.yaml:7: registries[0].credentials.ocir.userPrincipal.fingerprint: is missing: write the fingerprint of the API key, aa:bb:…",
                    "c.yaml:7: registries[0].credentials.ocir.userPrincipal.privateKey: is missing: write privateKey: { secretKeyRef: { name: …, key: … } }, or file:, env:, value:",
                ]
            ),
            (
                credentials("icr: {}"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.icr: must have exactly one of apiKey and trustedProfile"
                ]
            ),
            (
                credentials("icr: { trustedProfile: { id: a, name: b } }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.icr.trustedProfile.tokenFile: is missing: write the path of a projected ServiceAccount token",
                    "c.yaml:7: registries[0].credentials.icr.trustedProfile: must have exactly one of id and name",
                ]
            ),
            (
                credentials("dockerHub: { username: \(ref), password: \(ref) }", matchImages: "quay.io"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.dockerHub.password: unknown key: write the password or access token as token: …",
                    "c.yaml:7: registries[0].credentials.dockerHub.token: is missing: write token: { secretKeyRef: { name: …, key: … } }, or file:, env:, value:",
                ]
            ),
            (
                credentials("quay: { username: \(ref) }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.quay: must have exactly one of token and oidc"
                ]
            ),
            (
                credentials("harbor: { username: \(ref) }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.harbor.secret: is missing: write secret: { secretKeyRef: { name: …, key: … } }, or file:, env:, value:"
                ]
            ),
            (
                credentials("gitlab: { token: \(ref) }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.gitlab.username: is missing: write username: { secretKeyRef: { name: …, key: … } }, or file:, env:, value:"
                ]
            ),
            (
                credentials("jfrog: {}"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.jfrog: must have either username and token, or oidc"
                ]
            ),
            (
                credentials("cloudsmith: { oidc: {} }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.cloudsmith.oidc.organization: is missing: write the organization's slug",
                    "c.yaml:7: registries[0].credentials.cloudsmith.oidc.service: is missing: write the slug of the service account",
                    "c.yaml:7: registries[0].credentials.cloudsmith.oidc.tokenFile: is missing: write the path of a projected ServiceAccount token",
                ]
            ),
            (
                credentials("github: { app: { appID: 1 } }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.github.app.installationID: is missing: write the number at the end of the installation's URL",
                    "c.yaml:7: registries[0].credentials.github.app.privateKey: is missing: write privateKey: { secretKeyRef: { name: …, key: … } }, or file:, env:, value:",
                ]
            ),
            (
                credentials(
                    "github: { app: { appID: 1, installationID: 2, privateKey: \(ref) } }",
                    matchImages: "containers.*.ghe.com"
                ), .cluster,
                [
                    "c.yaml:5: registries[0].matchImages[0]: is no registry of one subdomain, and an App is one of its subdomain: write containers.SUBDOMAIN.ghe.com, or the endpoint https://api.SUBDOMAIN.ghe.com"
                ]
            ),
            (
                credentials(
                    "github: { app: { appID: 1, installationID: 2, privateKey: \(ref) } }",
                    matchImages: #"containers.a.ghe.com", "ghcr.io"#
                ), .cluster,
                [
                    "c.yaml:5: registries[0].matchImages[1]: is not for the App of containers.a.ghe.com, which is one of its subdomain: make a registry of its own for it, or write an endpoint"
                ]
            ),
            (
                credentials("github: { app: {}, token: \(ref) }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.github: must have either username and token, or app"
                ]
            ),
            (
                credentials("exec: { args: [1] }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.exec.command: is missing: write the path of the plugin",
                    "c.yaml:7: registries[0].credentials.exec.args[0]: must be a string, not a number: put it in quotes",
                ]
            ),
            (
                credentials(
                    "exec: { command: a, apiVersion: v2, timeout: 0s, env: [{ name: A }] }",
                    matchImages: "*.a.b"
                ), .cluster,
                [
                    "c.yaml:5: registries[0].matchImages[0]: has a wildcard, and the plugin is asked for one image: write image: … below credentials.exec",
                    "c.yaml:7: registries[0].credentials.exec.env[0]: has no source: write exactly one of value, file, env or secretKeyRef",
                    "c.yaml:7: registries[0].credentials.exec.apiVersion: is not known: write v1, v1beta1 or v1alpha1",
                    "c.yaml:7: registries[0].credentials.exec.timeout: must be from 1s to 10m",
                ]
            ),
            (
                credentials("gar: { endpoint: http://example.com, stsEndpoint: http://127.0.0.1.example.com }"),
                .cluster,
                [
                    "c.yaml:7: warning: registries[0].credentials.gar.endpoint: credentials are sent there without encryption: write https://",
                    "c.yaml:7: warning: registries[0].credentials.gar.stsEndpoint: credentials are sent there without encryption: write https://",
                ]
            ),
            (
                credentials("quay: { username: \(ref), oidc: { tokenFile: /t } }", matchImages: "*.a.b"), .cluster,
                [
                    "c.yaml:5: registries[0].matchImages[0]: has a wildcard, and one host is asked for the token: write endpoint: … below credentials.quay",
                    "c.yaml:7: warning: registries[0].credentials.quay.oidc: has no audience, and Quay has deprecated robot federations without audiences: mount a token for one such as quay.io, list it in the federation's audiences, and write audience: quay.io here",
                ]
            ),
            (
                credentials("jfrog: { oidc: { providerName: p, tokenFile: /t } }", matchImages: "*.a.b"), .cluster,
                [
                    "c.yaml:5: registries[0].matchImages[0]: has a wildcard, and one host is asked for the token: write endpoint: … below credentials.jfrog"
                ]
            ),
            (
                credentials("basic: { pasword: \(ref), foo: \(ref), username: \(ref), password: \(ref) }"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.basic: has an unknown key (not shown, it may be a credential): did you mean password?",
                    "c.yaml:7: registries[0].credentials.basic: has an unknown key (not shown, it may be a credential): write username, password, fromPod, endpoint or authEndpoint",
                ]
            ),
            (
                credentials("ocir: { instancePrincipal: { a: b } }", matchImages: "fra.ocir.io"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.ocir.instancePrincipal: has an unknown key (not shown, it may be a credential): write {}"
                ]
            ),
            (
                credentials("acr: { registries: [] }", matchImages: "b.azurecr.io"), .cluster,
                [
                    "c.yaml:7: registries[0].credentials.acr.registries: is empty: write at least one host or leave the key out"
                ]
            ),
        ] as [(String, Configuration.Mode, [String])]
    )
    func reports(text: String, mode: Configuration.Mode, diagnostics: [String]) {
        let reading = parse(text, mode: mode)
        #expect(reading.diagnostics.map(\.description) == diagnostics)
        #expect((reading.configuration == nil) == !reading.errors.isEmpty)
    }
}
