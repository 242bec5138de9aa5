import Configuration
import Images

/// `ecr`: a token of Amazon ECR, one a region, good for every account that the identity may read.
struct ECRSource: ServiceAccountSource {
    /// The regions to get a token of; empty where only the image of a fetch tells, see ``Configuration/Mode/node``.
    var regions: [String]
    /// The accounts named to AWS; mostly empty.
    let registryIDs: [String]
    /// The base URL of the ECR API; nil for the region's own.
    let endpoint: Endpoint?
    /// Who asks.
    private(set) var identity: AWSIdentity

    static let kind = "ecr"
    static let vendorHosts: VendorHosts? = VendorHosts(registries: ECRHostFlaw.families, services: AWSPartition.domains)
    static let summary =
        "A token of Amazon ECR, one a region. Without keys the regions come from matchImages, and the identity from AWS' default chain."
    static let keys: [SettingKey] =
        [
            .key("region", .text, "The region, such as eu-central-1; read from matchImages where these name it."),
            .key("regions", .list(.text), "The regions, where there are several."),
            .key(
                "registryIDs",
                .list(.text, mayBeEmpty: true),
                "Accounts, 12 digits in quotes, passed to AWS as they are."
            ),
            .key("endpoint", .url, "The base URL of the ECR API, such as a VPC endpoint."),
        ] + AWSIdentity.keys

    init?(_ fields: Fields, scope: PatternScope) {
        endpoint = fields.endpoint()
        identity = AWSIdentity(fields)
        registryIDs = Self.registryIDs(fields)
        regions = []
        guard let named = Self.namedRegions(fields) else { return nil }
        regions = scope.ecrRegions(named: named, fields: fields)
        if endpoint != nil, regions.count > 1 {
            let all = regions.joined(separator: ", ")
            fields["endpoint"]?.warning(
                "is asked for \(all), and an endpoint of AWS' takes requests for its own region only: write a registry for each"
            )
        }
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

extension ECRSource {
    /// The same for one of its regions.
    func narrowed(toRegion region: String) -> ECRSource {
        var source = self
        source.regions = [region]
        return source
    }

    /// The same for the image's region; as it is where it is for other regions only, which the fetch then says.
    func narrowed(to image: ImageReference) -> ECRSource? {
        guard let region = ECRHost(image.host)?.region, AWSNames.isRegion(region),
            regions.isEmpty || regions.contains(region)
        else { return self }
        return narrowed(toRegion: region)
    }
}

extension ECRSource {
    /// The ServiceAccount that the role trusts, where it is not Pullpass' own.
    var serviceAccount: ServiceAccountUse? { identity.serviceAccount }

    /// The same with another ServiceAccount.
    func with(_ serviceAccount: ServiceAccountUse) -> ECRSource {
        var source = self
        source.identity = identity.with(serviceAccount)
        return source
    }
}
