/// `ecr`: a token of Amazon ECR, one a region, good for every account that the identity may read.
///
/// | key | value |
/// |---|---|
/// | `region` or `regions` | one region or a list; read from `matchImages` where these name it |
/// | `registryIDs` | accounts, 12 digits in quotes, passed to AWS as they are |
/// | `endpoint` | base URL of the ECR API, such as a VPC endpoint |
/// | the keys of ``AWSIdentity`` | who asks |
package struct ECRCredential: Sendable, Hashable {
    /// The regions to get a token of; never empty.
    package internal(set) var regions: [String]
    /// The accounts named to AWS; mostly empty.
    package let registryIDs: [String]
    /// The base URL of the ECR API; nil for the region's own.
    package let endpoint: Endpoint?
    /// Who asks.
    package let identity: AWSIdentity

    static let keys = ["region", "regions", "registryIDs", "endpoint"] + AWSIdentity.keys

    init?(_ fields: Fields, scope: PatternScope) {
        endpoint = fields.endpoint()
        identity = AWSIdentity(fields)
        registryIDs = Self.registryIDs(fields)
        regions = []
        guard let named = Self.namedRegions(fields) else { return nil }
        regions = scope.ecrRegions(named: named, fields: fields)
    }

    /// The regions of the file; nil when those that are written are wrong.
    private static func namedRegions(_ fields: Fields) -> [String]? {
        if fields.has("region"), fields.has("regions") {
            fields.error("has region and regions: write only one of them")
            return nil
        }
        var regions: [String] = []
        let entries = fields["regions"]?.list() ?? (fields["region"].map { [$0] } ?? [])
        for entry in entries {
            guard let text = entry.string() else { return nil }
            guard AWSNames.isRegion(text) else {
                entry.error("\"\(text)\" is no AWS region: write one such as eu-central-1")
                return nil
            }
            if !regions.contains(text) { regions.append(text) }
        }
        if let list = fields["regions"], list.isEmptyList {
            list.error("is empty: write at least one region or leave the key out")
            return nil
        }
        return regions
    }

    private static func registryIDs(_ fields: Fields) -> [String] {
        var accounts: [String] = []
        for entry in fields["registryIDs"]?.list() ?? [] {
            guard let text = entry.string() else { continue }
            if AWSNames.isAccountID(text) {
                accounts.append(text)
            } else {
                entry.error("\"\(text)\" is no AWS account: write its 12 digits in quotes")
            }
        }
        return accounts
    }
}

/// `ecrPublic`: a token of Amazon ECR Public (`public.ecr.aws`), always asked for in us-east-1.
///
/// | key | value |
/// |---|---|
/// | `endpoint` | base URL of the ECR Public API |
/// | the keys of ``AWSIdentity`` | who asks |
package struct ECRPublicCredential: Sendable, Hashable {
    /// The base URL of the ECR Public API; nil for AWS' own.
    package let endpoint: Endpoint?
    /// Who asks.
    package let identity: AWSIdentity

    static let keys = ["endpoint"] + AWSIdentity.keys

    init(_ fields: Fields, scope: PatternScope) {
        endpoint = fields.endpoint()
        identity = AWSIdentity(fields)
        scope.expectHosts(["public.ecr.aws", "ecr-public.aws.com"], of: "ecrPublic")
    }
}
