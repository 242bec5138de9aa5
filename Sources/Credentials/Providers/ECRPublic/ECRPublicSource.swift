import Configuration

/// `ecrPublic`: a token of Amazon ECR Public (`public.ecr.aws`), always asked for in us-east-1.
///
/// | key | value |
/// |---|---|
/// | `endpoint` | base URL of the ECR Public API |
/// | the keys of ``AWSIdentity`` | who asks |
struct ECRPublicSource: CredentialSource {
    /// The base URL of the ECR Public API; nil for AWS' own.
    let endpoint: Endpoint?
    /// Who asks.
    let identity: AWSIdentity

    static let kind = "ecrPublic"
    static let keys = ["endpoint"] + AWSIdentity.keys

    init(_ fields: Fields, scope: PatternScope) {
        endpoint = fields.endpoint()
        identity = AWSIdentity(fields)
        scope.expectHosts(["public.ecr.aws", "ecr-public.aws.com"], of: "ecrPublic")
    }
}
