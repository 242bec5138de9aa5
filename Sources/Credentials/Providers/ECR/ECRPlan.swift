import Configuration
import Credentials
import Images
import Text

/// Which token goes with which key: ECR's tokens are good for one region each, and for every account that lets the identity in.
struct ECRPlan: Sendable {
    /// An entry of the Secret.
    struct Entry: Sendable {
        let pattern: ImagePattern
        let region: String
        /// The account that the pattern names, to choose among the tokens of `registryIDs`.
        let account: String?
    }

    /// A region that is needed, and by which endpoint it is asked.
    struct Region: Sendable {
        let name: String
        let variant: AWSVariant
    }

    let entries: [Entry]
    let regions: [Region]

    /// Divides patterns among regions.
    ///
    /// A pattern with a wildcard for the region stands once for each region that it matches, without the wildcard: a key that covers
    /// several regions would pair images with the token of another one.
    ///
    /// - Throws: `.misconfigured` when a pattern belongs to no region or could belong to several.
    init(patterns: [ImagePattern], regions: [String]) throws(CredentialError) {
        var entries: [Entry] = []
        var variants: [String: AWSVariant] = [:]
        for pattern in patterns {
            let host = String(pattern.text.prefix { $0 != "/" && $0 != ":" })
            let place = Place(identity: "pattern \(Printable.text(pattern.text))")
            guard let ecr = ECRHost(host) else {
                guard let region = regions.first, regions.count == 1 else {
                    throw place.misconfigured(
                        "it names no region, and there are several (\(Printable.list(regions)))",
                        fix: "make it a registry of its own with one region"
                    )
                }
                entries.append(Entry(pattern: pattern, region: region, account: nil))
                continue
            }
            let matching = regions.filter { HostGlob.covers(ecr.region, $0) }
            guard !matching.isEmpty else {
                throw place.misconfigured(
                    "it is in none of the regions \(Printable.list(regions))",
                    fix: "add its region to regions"
                )
            }
            for region in matching {
                let text = ecr.name(inRegion: region) + pattern.text.dropFirst(host.count)
                guard let expanded = try? ImagePattern(parsing: text) else {
                    throw place.misconfigured("it cannot be written for region \(region)", fix: "name the region in it")
                }
                entries.append(Entry(pattern: expanded, region: region, account: ecr.account))
                variants[region, default: AWSVariant()].isFIPS = variants[region]?.isFIPS ?? false || ecr.isFIPS
                variants[region, default: AWSVariant()].isDualStack =
                    variants[region]?.isDualStack ?? false || ecr.isDualStack
            }
        }
        self.entries = entries
        self.regions = regions.filter { region in entries.contains { $0.region == region } }
            .map { Region(name: $0, variant: variants[$0] ?? AWSVariant()) }
    }
}
