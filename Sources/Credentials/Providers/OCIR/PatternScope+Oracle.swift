import Configuration

extension PatternScope {
    /// Reports patterns that match no registry of Oracle's, and warns of hosts that its regions do not have.
    ///
    /// | host | realms |
    /// |---|---|
    /// | `<short name>.ocir.io`, `<region>.ocir.io` | the first |
    /// | `ocir.<region>.oci.<domain>` | all |
    func expectOracleHosts() {
        for entry in entries {
            let labels = entry.host.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            if labels.suffix(2) == ["ocir", "io"] {
                checkShort(entry, labels)
            } else if let domain = OCIRegion.domains.first(where: { entry.host.hasSuffix(".\($0)") || entry.host == $0 }
            ) {
                let own = labels.dropLast(domain.split(separator: ".").count)
                guard own.count != 3 || own.last != "oci" else { continue }
                entry.field.error(
                    "never matches a registry of Oracle's, which has two labels before oci: write ocir.*.oci.\(domain)"
                )
            }
        }
    }

    private func checkShort(_ entry: Entry, _ labels: [String]) {
        guard labels.count == 3 else {
            entry.field.error(
                "never matches a registry of Oracle's, which has one label before ocir.io: write *.ocir.io"
            )
            return
        }
        let region = OCIRegion(labels[0])
        guard let domain = region.domain, domain != OCIRegion.firstDomain else { return }
        entry.field.warning(
            "\(region.name) is of another realm than the hosts below ocir.io: its registry is ocir.\(region.name).oci.\(domain)"
        )
    }
}
