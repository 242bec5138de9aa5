import Credentials

@testable import Providers

extension KindUnderTest {
    static let ocir: [KindUnderTest] = [
        ocirKind(
            name: "ocir of a user's key",
            "ocir: { endpoint: PROVIDER, userPrincipal: { \(user), privateKey: { secretKeyRef: { name: oci, key: pem } } } }",
            other:
                "ocir: { endpoint: PROVIDER, userPrincipal: { \(otherUser), privateKey: { secretKeyRef: { name: oci, key: pem } } } }",
            secrets: ["oci": .opaque(["pem": SigningKey.fixture("leaf.key")])]
        ),
        ocirKind(
            name: "ocir of a user's encrypted key",
            "ocir: { endpoint: PROVIDER, userPrincipal: { \(user), privateKey: { file: /key }, passphrase: { file: /pass } } }",
            other: "ocir: { endpoint: PROVIDER, userPrincipal: { \(otherUser), privateKey: { file: /key } } }",
            files: ["/key": SigningKey.fixture("leaf-encrypted.key"), "/pass": "hunter2-passphrase\n"]
        ),
        ocirKind(
            name: "ocir of the machine",
            "ocir: { endpoint: PROVIDER, authEndpoint: PROVIDER, metadataEndpoint: PROVIDER }",
            other:
                "ocir: { endpoint: PROVIDER, authEndpoint: PROVIDER, metadataEndpoint: PROVIDER, region: us-phoenix-1 }"
        ),
        ocirKind(
            name: "ocir of a ServiceAccount",
            "ocir: { endpoint: PROVIDER, authEndpoint: PROVIDER, workloadIdentity: { tokenFile: /token } }",
            other: "ocir: { endpoint: PROVIDER, authEndpoint: PROVIDER, workloadIdentity: { tokenFile: /other } }",
            files: ["/token": OracleStub().serviceAccountToken + "\n"]
        ),
        ocirKind(
            name: "ocir of an auth token",
            "ocir: { authToken: { username: { value: ns/u }, password: { file: /p } } }",
            other: "ocir: { authToken: { username: { value: ns/v }, password: { file: /p } } }",
            files: ["/p": "hunter2-p"],
            attempts: ["ns/u"],
            provider: nil
        ),
    ]

    private static let user = "tenancyID: t, userID: u, fingerprint: 'aa:bb'"
    private static let otherUser = "tenancyID: t, userID: v, fingerprint: 'aa:bb'"

    private static func ocirKind(
        name: String,
        _ credentials: String,
        other: String,
        secrets: [String: SecretData] = [:],
        files: [String: String] = [:],
        attempts: [String] = ["BEARER_TOKEN"],
        provider: ProviderPeer.Answer? = OracleStub.atNoon
    ) -> KindUnderTest {
        func lines(_ credentials: String) -> String { "matchImages: [fra.ocir.io/ns]\ncredentials: { \(credentials) }" }
        return KindUnderTest(
            name: name,
            lines: lines(credentials),
            otherLines: lines(other),
            secrets: secrets,
            files: files,
            attempts: attempts,
            image: "fra.ocir.io/ns/x:1",
            provider: provider
        )
    }
}

extension OCIRSource: KindWithTests {
    static var underTest: [KindUnderTest] { KindUnderTest.ocir }
}
