import Configuration

extension PatternScope {
    /// The regions for tokens of ECR: those named, or those that all patterns name; none where only the image of a fetch tells.
    func ecrRegions(named: [String], fields: Fields) -> [String] {
        var regions = named
        var isLeftToImage = false
        for entry in entries {
            if let flaw = ECRHostFlaw.of(entry.host) {
                entry.field.error(flaw)
                continue
            }
            let region = ECRHost(entry.host)?.region
            if let region, !Self.hasWildcard(region) {
                if named.isEmpty {
                    if !regions.contains(region) { regions.append(region) }
                } else if !named.contains(region) {
                    entry.field.error(
                        "is in \(region), but credentials.ecr names \(named.list) only: write regions: [\((named + [region]).joined(separator: ", "))]"
                    )
                }
            } else if named.isEmpty {
                guard !isImageKnown || !entry.hasWildcard else {
                    isLeftToImage = true
                    continue
                }
                entry.field.error(
                    region == nil
                        ? "does not name an AWS region, and a token is good for one: write region: … below credentials.ecr"
                        : "has a wildcard for the region, and a token is good for one: write regions: [ … ] below credentials.ecr"
                )
            }
        }
        if regions.isEmpty, entries.isEmpty {
            fields.error("has no region: write region: …")
        }
        return isLeftToImage ? [] : regions
    }

    /// Reports patterns that are meant for registries of ECR and match none, of a kind that may be for any registry.
    func expectECRHosts() {
        for entry in entries where entry.host.contains("ecr") {
            if let flaw = ECRHostFlaw.of(entry.host) { entry.field.error(flaw) }
        }
    }
}
