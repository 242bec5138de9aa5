import Credentials

/// Why a pattern below one of AWS' domains matches no registry of ECR, and what to write instead.
///
/// The kubelet compares label by label, so a label too many or too few is enough. The hosts of registries:
///
/// | host | domains |
/// |---|---|
/// | `<account>.dkr.ecr.<region>.<domain>`, `<account>.dkr.ecr-fips.<region>.<domain>` | a partition's own: `amazonaws.com`, `amazonaws.com.cn`, … |
/// | `<account>.dkr-ecr.<region>.<domain>`, `<account>.dkr-ecr-fips.<region>.<domain>` | its dual-stack one: `on.aws`, `on.amazonwebservices.com.cn`, … |
///
/// Of a host that is below none of these domains nothing is known: it may be somebody's own name for a registry.
enum ECRHostFlaw {
    /// A domain, and how the regions begin that have it; those of the first partition have no beginning in common.
    private struct Domain {
        let name: String
        let isDualStack: Bool
        let regions: [String]

        var labels: [Substring] { name.split(separator: ".") }
    }

    private static let domains: [Domain] = [
        Domain(name: "amazonaws.com", isDualStack: false, regions: ["", "us-gov-"]),
        Domain(name: "on.aws", isDualStack: true, regions: ["", "us-gov-"]),
        Domain(name: "amazonaws.com.cn", isDualStack: false, regions: ["cn-"]),
        Domain(name: "on.amazonwebservices.com.cn", isDualStack: true, regions: ["cn-"]),
        Domain(name: "amazonaws.eu", isDualStack: false, regions: ["eusc-"]),
        Domain(name: "on.amazonwebservices.eu", isDualStack: true, regions: ["eusc-"]),
        Domain(name: "c2s.ic.gov", isDualStack: false, regions: ["us-iso-"]),
        Domain(name: "sc2s.sgov.gov", isDualStack: false, regions: ["us-isob-"]),
        Domain(name: "cloud.adc-e.uk", isDualStack: false, regions: ["eu-isoe-"]),
        Domain(name: "csp.hci.ic.gov", isDualStack: false, regions: ["us-isof-"]),
    ]

    /// The hosts of all registries of ECR, the usual ones first; those of VPC endpoints too.
    static let families: [String] =
        domains.filter { !$0.isDualStack }.map { "*.dkr.ecr.*.\($0.name)" }
        + domains.filter(\.isDualStack).map { "*.dkr-ecr.*.\($0.name)" }
        // With FIPS, and with a wildcard for that.
        + domains.map { $0.isDualStack ? "*.dkr-ecr*.*.\($0.name)" : "*.dkr.ecr*.*.\($0.name)" }
        + ["*.dkr.ecr.*.on.amazonwebservices.com.cn"]
        + ["amazonaws.com", "amazonaws.com.cn"].map { "*.dkr.ecr*.*.vpce.\($0)" }

    /// What to say of a host that may hold wildcards; nil where it can be a registry of ECR, or is no name of AWS'.
    static func of(_ host: String) -> String? {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard
            let domain = domains.filter({ labels.ends(with: $0.labels) }).max(by: { $0.labels.count < $1.labels.count })
        else { return nil }
        let own = Array(labels.dropLast(domain.labels.count))
        // The name of a VPC endpoint is one of its own.
        guard own.last != "vpce" else { return nil }
        guard !fits(own, domain) else { return regionFlaw(own, domain) }
        let right = suggestion(own, domain)
        let count =
            labels.count == right.split(separator: ".").count
            ? "" : ", which have \(right.split(separator: ".").count) labels"
        return "never matches a registry of ECR\(count): write \(right)"
    }

    /// Whether the labels before the domain can be those of a registry.
    private static func fits(_ own: [String], _ domain: Domain) -> Bool {
        // China's registries have been seen with the dotted form below both domains.
        let plain = own.count == 4 && HostGlob.covers(own[1], "dkr") && isService(own[2], ["ecr", "ecr-fips"])
        let dual = own.count == 3 && isService(own[1], ["dkr-ecr", "dkr-ecr-fips"])
        if domain.name == "on.amazonwebservices.com.cn" { return plain || dual }
        return domain.isDualStack ? dual : plain
    }

    private static func isService(_ label: String, _ names: [String]) -> Bool {
        names.contains { HostGlob.covers(label, $0) }
    }

    /// A region of another partition than the domain is of.
    private static func regionFlaw(_ own: [String], _ domain: Domain) -> String? {
        guard let region = own.last, AWSNames.isRegion(region) else { return nil }
        let partition = AWSPartition(region: region)
        let isOfDomain = domain.regions.contains { AWSPartition(region: $0 + "x") == partition }
        guard !isOfDomain,
            let right = domains.first(where: { other in
                other.isDualStack == domain.isDualStack
                    && other.regions.contains { AWSPartition(region: $0 + "x") == partition }
            })
        else { return nil }
        return "never matches a registry of ECR: those of \(region) end in \(right.name)"
    }

    private static func suggestion(_ own: [String], _ domain: Domain) -> String {
        let account = own.first.map { AWSNames.isAccountID($0) ? $0 : "*" } ?? "*"
        let region =
            own.last.map { $0.contains("-") && AWSNames.isRegion($0.replacing("*", with: "x")) ? $0 : "*" } ?? "*"
        let fips = own.contains { $0.hasSuffix("ecr-fips") } ? "-fips" : ""
        let service = domain.isDualStack ? "dkr-ecr\(fips)" : "dkr.ecr\(fips)"
        return "\(account).\(service).\(region).\(domain.name)"
    }
}

extension [String] {
    fileprivate func ends(with labels: [Substring]) -> Bool {
        count >= labels.count && zip(suffix(labels.count), labels).allSatisfy { $0 == $1 }
    }
}
