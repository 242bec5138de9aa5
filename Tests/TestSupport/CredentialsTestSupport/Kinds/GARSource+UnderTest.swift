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
