/// A part of AWS that is closed in itself, with names of its own.
struct AWSPartition: Sendable, Hashable {
    /// `aws`, `aws-cn`, …, as in ARNs.
    let name: String
    /// What ends the names of its services.
    let suffix: String
    /// What ends the names of its dual-stack services.
    let dualStackSuffix: String

    private static let standard = AWSPartition(name: "aws", suffix: "amazonaws.com", dualStackSuffix: "api.aws")

    /// The partitions by how their regions begin, but for the first one.
    private static let special: [(prefix: String, partition: AWSPartition)] = [
        ("us-gov-", AWSPartition(name: "aws-us-gov", suffix: "amazonaws.com", dualStackSuffix: "api.aws")),
        (
            "cn-",
            AWSPartition(name: "aws-cn", suffix: "amazonaws.com.cn", dualStackSuffix: "api.amazonwebservices.com.cn")
        ),
        ("eusc-", AWSPartition(name: "aws-eusc", suffix: "amazonaws.eu", dualStackSuffix: "api.amazonwebservices.eu")),
        ("us-iso-", AWSPartition(name: "aws-iso", suffix: "c2s.ic.gov", dualStackSuffix: "api.aws.ic.gov")),
        ("us-isob-", AWSPartition(name: "aws-iso-b", suffix: "sc2s.sgov.gov", dualStackSuffix: "api.aws.scloud")),
        (
            "eu-isoe-",
            AWSPartition(name: "aws-iso-e", suffix: "cloud.adc-e.uk", dualStackSuffix: "api.cloud-aws.adc-e.uk")
        ),
        ("us-isof-", AWSPartition(name: "aws-iso-f", suffix: "csp.hci.ic.gov", dualStackSuffix: "api.aws.hci.ic.gov")),
    ]

    /// What ends the names of all its services, in every partition.
    static let domains: [String] =
        ([standard] + special.map(\.partition)).reduce(into: []) { domains, partition in
            for domain in [partition.suffix, partition.dualStackSuffix] where !domains.contains(domain) {
                domains.append(domain)
            }
        }

    /// The partition of a region; one that is not known belongs to the first.
    init(region: String) {
        self = Self.special.first { region.hasPrefix($0.prefix) }?.partition ?? Self.standard
    }

    private init(name: String, suffix: String, dualStackSuffix: String) {
        self.name = name
        self.suffix = suffix
        self.dualStackSuffix = dualStackSuffix
    }
}

/// Which of a service's endpoints.
struct AWSVariant: Sendable, Hashable {
    /// The one with cryptography by FIPS 140.
    var isFIPS = false
    /// The one that IPv6 reaches too.
    var isDualStack = false

    /// What `AWS_USE_FIPS_ENDPOINT` and `AWS_USE_DUALSTACK_ENDPOINT` ask for, on top of this.
    func with(_ environment: AWSEnvironment) -> AWSVariant { with(AWSSwitches(environment)) }
}

/// The host names of the services that are asked, as the SDKs' endpoint rules have them.
enum AWSHost {
    static func sts(region: String, _ variant: AWSVariant) -> String {
        // GovCloud's regular service is validated already and has no second name.
        if region.hasPrefix("us-gov-"), variant == AWSVariant(isFIPS: true) { return "sts.\(region).amazonaws.com" }
        return "sts\(variant.isFIPS ? "-fips" : "").\(region).\(suffix(region, variant))"
    }

    static func ecr(region: String, _ variant: AWSVariant) -> String {
        let name = variant.isFIPS ? "ecr-fips" : "ecr"
        return "\(variant.isDualStack ? "" : "api.")\(name).\(region).\(suffix(region, variant))"
    }

    /// ECR Public, which is in one region only and has no FIPS endpoint.
    static func ecrPublic(isDualStack: Bool) -> String {
        isDualStack ? "ecr-public.us-east-1.api.aws" : "api.ecr-public.us-east-1.amazonaws.com"
    }

    private static func suffix(_ region: String, _ variant: AWSVariant) -> String {
        let partition = AWSPartition(region: region)
        return variant.isDualStack ? partition.dualStackSuffix : partition.suffix
    }
}
