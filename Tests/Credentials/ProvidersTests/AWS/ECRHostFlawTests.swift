import Configuration
import Testing

@testable import CredentialsTestSupport
@testable import Providers

@Suite struct `A pattern for registries of ECR` {
    @Test(
        arguments: [
            ("*.dkr.ecr.*.on.aws", "which have 5 labels: write *.dkr-ecr.*.on.aws"),
            ("*.dkr.ecr-fips.*.on.aws", "write *.dkr-ecr-fips.*.on.aws"),
            ("123456789012.dkr.ecr.us-west-2.on.aws", "write 123456789012.dkr-ecr.us-west-2.on.aws"),
            ("*.dkr-ecr.*.amazonaws.com", "which have 6 labels: write *.dkr.ecr.*.amazonaws.com"),
            ("*.dkr-ecr-fips.us-gov-west-1.amazonaws.com", "write *.dkr.ecr-fips.us-gov-west-1.amazonaws.com"),
            ("*.dkr.ecr.amazonaws.com", "write *.dkr.ecr.*.amazonaws.com"),
            ("*.amazonaws.com", "write *.dkr.ecr.*.amazonaws.com"),
            ("*.ecr.eu-west-1.amazonaws.com", "write *.dkr.ecr.eu-west-1.amazonaws.com"),
            ("123456789012.dkr.ecr.amazonaws.com.cn", "write 123456789012.dkr.ecr.*.amazonaws.com.cn"),
            ("*.dkr-ecr.*.amazonaws.eu", "write *.dkr.ecr.*.amazonaws.eu"),
            ("*.dkr.ecr.*.on.amazonwebservices.eu", "write *.dkr-ecr.*.on.amazonwebservices.eu"),
            ("*.dkr.ecr.c2s.ic.gov", "write *.dkr.ecr.*.c2s.ic.gov"),
            ("*.dkr-ecr.*.sc2s.sgov.gov", "write *.dkr.ecr.*.sc2s.sgov.gov"),
            ("*.*.on.aws", "write *.dkr-ecr.*.on.aws"),
            ("1.dkr.ecr.cn-north-1.amazonaws.com", "those of cn-north-1 end in amazonaws.com.cn"),
            ("1.dkr.ecr.eusc-de-east-1.amazonaws.com", "end in amazonaws.eu"),
            ("1.dkr.ecr.us-east-1.amazonaws.com.cn", "those of us-east-1 end in amazonaws.com"),
            ("1.dkr-ecr.cn-north-1.on.aws", "end in on.amazonwebservices.com.cn"),
            ("1.dkr.ecr.us-iso-east-1.amazonaws.com", "end in c2s.ic.gov"),
        ]
    )
    func `that matches none is refused with the right one`(pattern: String, right: String) {
        #expect(ECRHostFlaw.of(pattern)?.contains(right) == true, "\(ECRHostFlaw.of(pattern) ?? "no flaw")")
    }

    @Test(arguments: [
        "123456789012.dkr.ecr.eu-central-1.amazonaws.com", "*.dkr.ecr.*.amazonaws.com", "*.dkr.ecr*.*.amazonaws.com",
        "*.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "*.*.*.*.amazonaws.com", "*.d*.ecr.us-*-1.amazonaws.com",
        "*.dkr-ecr.*.on.aws", "*.dkr-ecr-fips.us-west-2.on.aws", "*.dkr-*.*.on.aws",
        "1.dkr.ecr.cn-north-1.amazonaws.com.cn",
        "1.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn", "1.dkr.ecr.cn-north-1.on.amazonwebservices.com.cn",
        "1.dkr.ecr.eusc-de-east-1.amazonaws.eu", "1.dkr.ecr.us-isob-east-1.sc2s.sgov.gov",
        "1.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk", "1.dkr.ecr.us-isof-south-1.csp.hci.ic.gov",
        "1.dkr.ecr.us-gov-east-1.amazonaws.com",
        // Somebody's own names, and those of VPC endpoints.
        "registry.example.com", "*.dkr.ecr.*.*", "vpce-0123-abc.dkr.ecr.us-east-1.vpce.amazonaws.com", "localhost",
    ])
    func `that matches one is fine`(pattern: String) { #expect(ECRHostFlaw.of(pattern) == nil) }

    private func messages(_ pattern: String, _ credentials: String) -> [String] {
        let text =
            "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries:\n  - name: r\n    matchImages: [\"\(pattern)\"]\n"
            + "    credentials: { \(credentials) }\n"
        return Configuration.parse(Array(text.utf8), file: "c.yaml", mode: .cluster, kinds: CredentialKinds.all).errors
            .map(\.description)
    }

    @Test(arguments: ["ecr: { region: us-east-1 }", "exec: { command: ecr-credential-provider, image: a/b }"])
    func `is looked at where the configuration is read`(credentials: String) {
        let found = messages("*.dkr.ecr.*.on.aws/team/", credentials)
        #expect(
            found.first
                == "c.yaml:5: registries[0].matchImages[0]: never matches a registry of ECR, which have 5 labels: write *.dkr-ecr.*.on.aws",
            "\(found)"
        )
    }
}
