import Credentials

@testable import Providers

extension KindUnderTest {
    private static let stub = AWSStub.atNoon
    private static let role = "roleARN: \"arn:aws:iam::123456789012:role/puller\""
    private static let keys =
        "accessKeyID: { value: AKIDSTATIC01 }, secretAccessKey: { secretKeyRef: { name: aws, key: secret } }"
    private static let secrets = ["aws": SecretData.opaque(["secret": "hunter2-static"])]

    private static func ecr(_ name: String, _ identity: String, other: String? = nil) -> KindUnderTest {
        KindUnderTest(
            name: "ecr \(name)",
            lines: lines("ecr: { region: eu-west-1, endpoint: PROVIDER/ecr, stsEndpoint: PROVIDER/sts, \(identity) }"),
            otherLines: lines("ecr: { region: eu-west-3, endpoint: PROVIDER/ecr, \(other ?? identity) }"),
            attempts: ["AWS", ""],
            provider: stub
        )
    }

    static let ecr: [KindUnderTest] = [
        ecr("with keys", keys).with(secrets: secrets),
        ecr(
            "with keys and two roles",
            "\(keys), \(role), roleChain: [{ roleARN: \"arn:aws:iam::123456789012:role/a\" }]"
        )
        .with(secrets: secrets),
        ecr("with web identity", "webIdentityTokenFile: /token, \(role)").with(files: ["/token": AWSStub.webIdentity]),
        ecr("with Pod identity", "registryIDs: [\"123456789012\"]").with(
            environment: [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "PROVIDER/v1/credentials",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/token",
            ],
            files: ["/token": AWSStub.podToken]
        ),
        ecr("with instance metadata", "metadataEndpoint: PROVIDER"),
        ecr("with a profile", "profile: puller, sharedCredentialsFile: /c").with(
            files: [
                "/c": """
                [static]
                aws_access_key_id = AKIDSTATIC01
                aws_secret_access_key = hunter2-static
                [puller]
                role_arn = arn:aws:iam::123456789012:role/puller
                source_profile = static
                """
            ]
        ),
    ]

    static let ecrPublic: [KindUnderTest] = [
        KindUnderTest(
            name: "ecrPublic with keys",
            lines: lines("ecrPublic: { endpoint: PROVIDER/ecr-public, \(keys) }"),
            otherLines: lines("ecrPublic: { endpoint: PROVIDER/ecr-public, metadataEndpoint: PROVIDER }"),
            secrets: secrets,
            attempts: ["AWS", ""],
            provider: stub
        )
    ]

    private func with(
        environment: [String: String] = [:],
        secrets: [String: SecretData] = [:],
        files: [String: String] = [:]
    ) -> KindUnderTest {
        var kind = self
        kind.environment = environment
        kind.secrets = secrets
        kind.files = files
        return kind
    }
}

extension ECRSource: KindWithTests {
    static var underTest: [KindUnderTest] { KindUnderTest.ecr }
}

extension ECRPublicSource: KindWithTests {
    static var underTest: [KindUnderTest] { KindUnderTest.ecrPublic }
}
