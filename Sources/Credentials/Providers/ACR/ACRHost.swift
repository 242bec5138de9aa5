/// The name of a registry of Azure, whose labels may be stars.
///
/// | form | what it is |
/// |---|---|
/// | `NAME.azurecr.io`, `NAME-HASH.azurecr.io` | the registry, in whichever of its regions is near |
/// | `NAME.REGION.geo.azurecr.io` | its endpoint in one region: the same registry and the same tokens, for the kubelet another host |
/// | `NAME.REGION.data.azurecr.io` | where layers are fetched from; no image has this host |
///
/// Other clouds have other suffixes, see ``AzureCloud``.
struct ACRHost: Sendable, Hashable {
    /// The registry's name, with the hash of its domain name label where it has one.
    let name: String
    /// The region of a regional endpoint.
    let region: String?
    /// Such as `azurecr.io`.
    let suffix: String

    /// Reads a host; nil for any other than Azure's, and for one of Azure's that no registry has.
    init?(_ host: String) {
        guard let (labels, suffix) = Self.parts(of: host), Self.flaw(labels, suffix) == nil else { return nil }
        name = labels[0]
        region = labels.count == 3 ? labels[1] : nil
        self.suffix = suffix
    }

    /// The host of the whole registry, which also stands for it in its tokens.
    var global: String { "\(name).\(suffix)" }

    /// Whether both are names of one registry.
    func isSameRegistry(as other: ACRHost) -> Bool { name == other.name && suffix == other.suffix }

    /// Why no registry of Azure has a host that ends as theirs do, and what to write; nil where one may, and for hosts of others.
    static func flaw(of host: String) -> String? { parts(of: host).flatMap(flaw) }

    private static func parts(of host: String) -> (labels: [String], suffix: String)? {
        let host = host.lowercased()
        guard let suffix = AzureCloud.suffixes.first(where: { host == $0 || host.hasSuffix(".\($0)") }) else {
            return nil
        }
        let labels = host.dropLast(suffix.count).split(separator: ".", omittingEmptySubsequences: false).dropLast()
        return (labels.map(String.init), suffix)
    }

    private static func flaw(_ labels: [String], _ suffix: String) -> String? {
        let forms = "a registry is NAME.\(suffix), its regional endpoint NAME.REGION.geo.\(suffix)"
        switch (labels.count, labels.last) {
        case (1, _), (3, "geo"):
            guard labels.allSatisfy(isLabel) else { return "is no host of Azure: \(forms)" }
            return labels.count == 1 && ["geo", "data"].contains(labels[0])
                ? "names no registry: write NAME.REGION.geo.\(suffix), or *.*.geo.\(suffix) for all" : nil
        case (2, "geo"):
            return
                "has too few parts for a regional endpoint: write NAME.REGION.geo.\(suffix), or *.*.geo.\(suffix) for all, "
                + "since a * never takes a dot"
        case (3, "data"):
            return "is where Azure keeps layers, and no image has that host: write \(labels[0]).\(suffix)"
        default:
            return
                "is no host of Azure: \(forms), and a * never takes a dot: write *.\(suffix) or *.*.geo.\(suffix) for all"
        }
    }

    private static func isLabel(_ label: String) -> Bool {
        !label.isEmpty && !label.hasPrefix("-") && !label.hasSuffix("-")
            && label.utf8.allSatisfy {
                ($0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z"))
                    || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9"))
                    || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "*")
            }
    }
}
