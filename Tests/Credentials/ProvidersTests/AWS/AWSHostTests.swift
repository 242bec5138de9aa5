import Testing

@testable import CredentialsTestSupport
@testable import Providers

/// What botocore's endpoint rules give, from `Fixtures/aws/endpoints.json`.
struct EndpointCase: Sendable, Decodable, CustomTestStringConvertible {
    let service: String
    let region: String
    let fips: Bool
    let dualStack: Bool
    let host: String

    var testDescription: String { host }

    static let all = (try? FixtureFile.json([EndpointCase].self, "aws/endpoints.json")) ?? []
}

@Suite struct `A host of AWS` {
    @Test(arguments: EndpointCase.all)
    func `is the one that AWS' endpoint rules give`(example: EndpointCase) {
        let variant = AWSVariant(isFIPS: example.fips, isDualStack: example.dualStack)
        let host =
            example.service == "sts"
            ? AWSHost.sts(region: example.region, variant) : AWSHost.ecr(region: example.region, variant)
        #expect(host == example.host)
    }

    @Test func `has examples of all partitions`() {
        #expect(Set(EndpointCase.all.map { AWSPartition(region: $0.region).name }).count == 8)
    }

    @Test func `of ECR Public is in us-east-1`() {
        #expect(AWSHost.ecrPublic(isDualStack: false) == "api.ecr-public.us-east-1.amazonaws.com")
        #expect(AWSHost.ecrPublic(isDualStack: true) == "ecr-public.us-east-1.api.aws")
    }

    @Test(
        arguments: [
            ("123456789012.dkr.ecr.eu-central-1.amazonaws.com", "eu-central-1", false, false),
            ("123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1", true, false),
            ("123456789012.dkr-ecr.us-east-1.on.aws", "us-east-1", false, true),
            ("123456789012.dkr-ecr-fips.us-east-1.on.aws", "us-east-1", true, true),
            ("*.dkr.ecr.*.amazonaws.com", "*", false, false),
        ]
    )
    func `of a registry says region and endpoint`(host: String, region: String, fips: Bool, dual: Bool) throws {
        let ecr = try #require(ECRHost(host))
        #expect(ecr.region == region)
        #expect(ecr.isFIPS == fips)
        #expect(ecr.isDualStack == dual)
        #expect(ecr.name(inRegion: region) == host)
    }

    @Test(arguments: ["ghcr.io", "ecr.eu-central-1.amazonaws.com", "dkr.ecr", "", "a.dkr.ecr", "a.b.ecr.c.d"])
    func `that is no registry of ECR is told apart`(host: String) { #expect(ECRHost(host) == nil) }
}
