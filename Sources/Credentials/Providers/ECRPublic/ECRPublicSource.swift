import Configuration

/// `ecrPublic`: a token of Amazon ECR Public (`public.ecr.aws`), always asked for in us-east-1.
struct ECRPublicSource: ServiceAccountSource {
    /// The base URL of the ECR Public API; nil for AWS' own.
    let endpoint: Endpoint?
    /// Who asks.
    private(set) var identity: AWSIdentity

    static let kind = "ecrPublic"
    static let vendorHosts: VendorHosts? = VendorHosts(
        registries: ["public.ecr.aws", "ecr-public.aws.com"],
        services: AWSPartition.domains
    )
    static let summary =
        "A token of Amazon ECR Public (public.ecr.aws). Without keys the identity comes from AWS' default chain."
    static let keys: [SettingKey] = [.key("endpoint", .url, "The base URL of the ECR Public API.")] + AWSIdentity.keys

    init(_ fields: Fields, scope: PatternScope) {
        endpoint = fields.endpoint()
        identity = AWSIdentity(fields)
    }
}

extension ECRPublicSource {
    /// The ServiceAccount that the role trusts, where it is not Pullpass' own.
    var serviceAccount: ServiceAccountUse? { identity.serviceAccount }

    /// The same with another ServiceAccount.
    func with(_ serviceAccount: ServiceAccountUse) -> ECRPublicSource {
        var source = self
        source.identity = identity.with(serviceAccount)
        return source
    }
}
