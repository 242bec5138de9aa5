import Credentials

@testable import Providers

extension KindUnderTest {
    static let acr: [KindUnderTest] = [
        acrKind(
            name: "acr of the machine's identity",
            "acr: { endpoint: PROVIDER, metadataEndpoint: PROVIDER }",
            other: "acr: { endpoint: PROVIDER, metadataEndpoint: PROVIDER, managedIdentity: { clientID: c2 } }"
        ),
        acrKind(
            name: "acr of a named identity",
            "acr: { endpoint: PROVIDER, metadataEndpoint: PROVIDER, managedIdentity: { resourceID: /subscriptions/s/x } }",
            other:
                "acr: { endpoint: PROVIDER, metadataEndpoint: PROVIDER, managedIdentity: { resourceID: /subscriptions/s/y } }"
        ),
        acrKind(
            name: "acr of the identity of AZURE_CLIENT_ID",
            "acr: { endpoint: PROVIDER, metadataEndpoint: PROVIDER }",
            other: "acr: { endpoint: PROVIDER, metadataEndpoint: PROVIDER, managedIdentity: {} }",
            environment: ["AZURE_CLIENT_ID": "c1"]
        ),
        acrKind(
            name: "acr of an application of the environment",
            "acr: { endpoint: PROVIDER, authorityEndpoint: PROVIDER }",
            other: "acr: { endpoint: PROVIDER, authorityEndpoint: PROVIDER, workloadIdentity: {} }",
            environment: [
                "AZURE_CLIENT_ID": "c1", "AZURE_TENANT_ID": "t1", "AZURE_CLIENT_CERTIFICATE_PATH": "/sp.pem",
                "AZURE_CLIENT_SEND_CERTIFICATE_CHAIN": "true",
            ],
            files: ["/sp.pem": AzureStub.certificate]
        ),
        acrKind(
            name: "acr of a ServiceAccount of the environment",
            "acr: { endpoint: PROVIDER, authorityEndpoint: PROVIDER }",
            other: "acr: { endpoint: PROVIDER, authorityEndpoint: PROVIDER, workloadIdentity: { clientID: c9 } }",
            environment: [
                "AZURE_CLIENT_ID": "c1", "AZURE_TENANT_ID": "t1", "AZURE_FEDERATED_TOKEN_FILE": "/token",
            ],
            files: ["/token": "hunter2-subject"]
        ),
        acrKind(
            name: "acr of an application's secret",
            "acr: { endpoint: PROVIDER, authorityEndpoint: PROVIDER, servicePrincipal: { tenantID: t1, clientID: c1, clientSecret: { secretKeyRef: { name: sp, key: s } } } }",
            other:
                "acr: { endpoint: PROVIDER, authorityEndpoint: PROVIDER, servicePrincipal: { tenantID: t1, clientID: c2, clientSecret: { secretKeyRef: { name: sp, key: s } } } }",
            secrets: ["sp": .opaque(["s": "hunter2-secret"])]
        ),
        acrKind(
            name: "acr of an application's certificate",
            "acr: { endpoint: PROVIDER, authorityEndpoint: PROVIDER, servicePrincipal: { tenantID: t1, clientID: c1, certificate: { file: /sp.pem } } }",
            other:
                "acr: { endpoint: PROVIDER, authorityEndpoint: PROVIDER, servicePrincipal: { tenantID: t1, clientID: c1, certificate: { file: /other.pem } } }",
            files: ["/sp.pem": AzureStub.certificate]
        ),
        KindUnderTest(
            name: "acr of the admin user",
            lines: acrLines("acr: { admin: { username: { value: a }, password: { file: /p } } }"),
            otherLines: acrLines("acr: { admin: { username: { value: b }, password: { file: /p } } }"),
            files: ["/p": "hunter2-p"],
            attempts: ["a"],
            image: "a.azurecr.io/team/x:1"
        ),
    ]

    private static func acrLines(_ credentials: String) -> String {
        "matchImages: [a.azurecr.io/team]\ncredentials: { \(credentials) }"
    }

    private static func acrKind(
        name: String,
        _ credentials: String,
        other: String,
        environment: [String: String] = [:],
        secrets: [String: SecretData] = [:],
        files: [String: String] = [:]
    ) -> KindUnderTest {
        KindUnderTest(
            name: name,
            lines: acrLines(credentials),
            otherLines: acrLines(other),
            environment: environment,
            secrets: secrets,
            files: files,
            attempts: ["00000000-0000-0000-0000-000000000000"],
            image: "a.azurecr.io/team/x:1",
            provider: AzureStub.atNoon
        )
    }
}

extension ACRSource: KindWithTests {
    static var underTest: [KindUnderTest] { KindUnderTest.acr }
}
