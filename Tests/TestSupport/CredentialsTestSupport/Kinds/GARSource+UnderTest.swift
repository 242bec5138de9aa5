import Credentials

@testable import Providers

extension KindUnderTest {
    static let gar: [KindUnderTest] = [
        garKind(
            name: "gar of the metadata server",
            "gar: { metadataEndpoint: PROVIDER }",
            other: "gar: { metadataEndpoint: PROVIDER, impersonate: a@p.iam.gserviceaccount.com }",
            optionalRequests: [1]
        ),
        garKind(
            name: "gar of the metadata server as another account",
            "gar: { iamEndpoint: PROVIDER, metadataEndpoint: PROVIDER, impersonate: a@p.iam.gserviceaccount.com }",
            other:
                "gar: { iamEndpoint: PROVIDER, metadataEndpoint: PROVIDER, impersonate: b@p.iam.gserviceaccount.com }",
            optionalRequests: [1]
        ),
        garKind(
            name: "gar of a service account's key",
            "gar: { endpoint: PROVIDER, serviceAccountKey: { secretKeyRef: { name: gcp, key: key.json } } }",
            other: "gar: { endpoint: PROVIDER, serviceAccountKey: { secretKeyRef: { name: gcp, key: other.json } } }",
            secrets: ["gcp": .opaque(["key.json": GoogleStub.serviceAccount])]
        ),
        garKind(
            name: "gar of a person",
            "gar: { endpoint: PROVIDER, serviceAccountKey: { file: /adc.json } }",
            other: "gar: { endpoint: PROVIDER, serviceAccountKey: { file: /other.json } }",
            files: ["/adc.json": GoogleStub.authorizedUser]
        ),
        garKind(
            name: "gar of a federated identity",
            "gar: { stsEndpoint: PROVIDER, externalAccount: { value: '\(GoogleStub.federated)' } }",
            other: "gar: { stsEndpoint: PROVIDER, externalAccount: { file: /other.json } }",
            files: ["/token": "hunter2-subject\n"]
        ),
        garKind(
            name: "gar of a federated identity as a service account",
            "gar: { stsEndpoint: PROVIDER, iamEndpoint: PROVIDER, externalAccount: { file: /wif.json } }",
            other: "gar: { stsEndpoint: PROVIDER, externalAccount: { file: /wif.json } }",
            files: ["/wif.json": GoogleStub.impersonating]
        ),
        garKind(
            name: "gar of the file of GOOGLE_APPLICATION_CREDENTIALS",
            "gar: { endpoint: PROVIDER }",
            other: "gar: { endpoint: PROVIDER, impersonate: a@p.iam.gserviceaccount.com }",
            environment: ["GOOGLE_APPLICATION_CREDENTIALS": "/adc.json"],
            files: ["/adc.json": GoogleStub.serviceAccount]
        ),
        garKind(
            name: "gar of an identity of AWS",
            "gar: { stsEndpoint: PROVIDER, externalAccount: { file: /wif.json } }",
            other: "gar: { stsEndpoint: PROVIDER, externalAccount: { file: /other.json } }",
            files: ["/wif.json": GoogleStub.aws]
        ),
        garKind(
            name: "gar of a person who acts as a service account",
            "gar: { endpoint: PROVIDER, iamEndpoint: PROVIDER, serviceAccountKey: { file: /adc.json } }",
            other: "gar: { endpoint: PROVIDER, iamEndpoint: PROVIDER, serviceAccountKey: { file: /other.json } }",
            files: ["/adc.json": GoogleStub.impersonated]
        ),
        garKind(
            name: "gar of a person of a workforce",
            "gar: { stsEndpoint: PROVIDER, externalAccount: { file: /adc.json } }",
            other: "gar: { stsEndpoint: PROVIDER, externalAccount: { file: /other.json } }",
            files: ["/adc.json": GoogleStub.workforceUser]
        ),
        garKind(
            name: "gar of a GKE cluster's ServiceAccount",
            "gar: { stsEndpoint: PROVIDER, workloadIdentity: { project: p, location: l, cluster: c, tokenFile: /token } }",
            other:
                "gar: { stsEndpoint: PROVIDER, workloadIdentity: { project: p, location: l, cluster: d, tokenFile: /token } }",
            files: ["/token": "hunter2-subject"]
        ),
    ]

    private static func garKind(
        name: String,
        _ credentials: String,
        other: String,
        environment: [String: String] = [:],
        secrets: [String: SecretData] = [:],
        files: [String: String] = [:],
        optionalRequests: Set<Int> = []
    ) -> KindUnderTest {
        func lines(_ credentials: String) -> String {
            "matchImages: [europe-docker.pkg.dev/p]\ncredentials: { \(credentials) }"
        }
        return KindUnderTest(
            name: name,
            lines: lines(credentials),
            otherLines: lines(other),
            environment: environment,
            secrets: secrets,
            files: files,
            attempts: ["oauth2accesstoken"],
            image: "europe-docker.pkg.dev/p/r/i:1",
            provider: GoogleStub.atNoon,
            optionalRequests: optionalRequests
        )
    }
}

extension GARSource: KindWithTests {
    static var underTest: [KindUnderTest] { KindUnderTest.gar }
}
