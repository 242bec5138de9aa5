import Configuration

/// What somebody asks of AWS' clients as a whole, by variables or by a profile, as AWS' SDKs read it; a variable outweighs the profile.
///
/// | variable | key of a profile | what it asks for |
/// |---|---|---|
/// | `AWS_USE_FIPS_ENDPOINT` | `use_fips_endpoint` | endpoints with cryptography by FIPS 140, of ECR and of STS |
/// | `AWS_USE_DUALSTACK_ENDPOINT` | `use_dualstack_endpoint` | endpoints that IPv6 reaches too, of ECR and of STS |
/// | `AWS_EC2_METADATA_V1_DISABLED` | `ec2_metadata_v1_disabled` | no keys of an instance without a session |
///
/// The name of a registry asks for none of them: it says how images are pulled, and STS may well be reachable in another way only.
struct AWSSwitches: Sendable, Hashable {
    /// Which endpoints are wanted of every service.
    let variant: AWSVariant
    /// Whether instance metadata without a session is forbidden.
    let isMetadataV1Disabled: Bool

    /// Reads the variables, and of the profile what they leave open.
    init(_ environment: AWSEnvironment, profile: [String: String]? = nil) {
        func isOn(_ variable: String, _ key: String) -> Bool {
            // As in the SDKs, anything but the word is no.
            environment.has(variable)
                ? environment.isTrue(variable) : profile?[key]?.lowercased() == "true"
        }
        variant = AWSVariant(
            isFIPS: isOn("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
            isDualStack: isOn("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
        )
        isMetadataV1Disabled = isOn("AWS_EC2_METADATA_V1_DISABLED", "ec2_metadata_v1_disabled")
    }
}

extension AWSVariant {
    /// What both ask for.
    func with(_ switches: AWSSwitches) -> AWSVariant {
        AWSVariant(
            isFIPS: isFIPS || switches.variant.isFIPS,
            isDualStack: isDualStack || switches.variant.isDualStack
        )
    }
}
