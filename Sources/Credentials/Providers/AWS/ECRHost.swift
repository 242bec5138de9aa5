/// The name of an ECR registry, any part of which may hold a wildcard:
/// `<account>.dkr.ecr[-fips].<region>.<suffix>`, or `<account>.dkr-ecr[-fips].<region>.<suffix>` for IPv4 and IPv6.
struct ECRHost: Sendable, Hashable {
    private let labels: [String]
    private let regionIndex: Int

    /// Whether it is one with cryptography by FIPS 140.
    let isFIPS: Bool
    /// Whether it is one that IPv6 reaches too.
    let isDualStack: Bool

    /// Reads a host; nil for any other than ECR's.
    init?(_ host: String) {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let index = labels.indices.first { index in
            guard index > 0, index + 1 < labels.count else { return false }
            let isPlain = ["ecr", "ecr-fips"].contains(labels[index]) && labels[index - 1] == "dkr"
            return isPlain || ["dkr-ecr", "dkr-ecr-fips"].contains(labels[index])
        }
        guard let index else { return nil }
        self.labels = labels
        regionIndex = index + 1
        isFIPS = labels[index].hasSuffix("-fips")
        isDualStack = labels[index].hasPrefix("dkr-")
    }

    /// The region, which may hold a wildcard.
    var region: String { labels[regionIndex] }

    /// The account, 12 digits or something with a wildcard.
    var account: String { labels[0] }

    /// The host with another region.
    func name(inRegion region: String) -> String {
        var labels = labels
        labels[regionIndex] = region
        return labels.joined(separator: ".")
    }
}
