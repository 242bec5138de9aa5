/// The hosts of whoever offers a kind of registry: there its credentials may go without another word.
///
/// All else would be a stranger's, and a slip of a letter is enough for that. A kind that anybody can run has none.
package struct VendorHosts: Sendable {
    /// Hosts of registries, the usual ones first; a `*` stands for any text without a dot.
    let registries: [String]
    /// Domains that are the vendor's with all that is below them: where `endpoint` and its like may be.
    let services: [String]

    /// Names them.
    package init(registries: [String], services: [String]) {
        self.registries = registries
        self.services = services
    }

    /// Whether a host, or every host that a pattern matches, is one of the registries.
    package func has(_ host: String) -> Bool { registries.contains { HostShape.covers($0, host) } }

    /// Whether a host belongs to the vendor, as a registry or another service.
    func serves(_ host: String) -> Bool {
        has(host) || services.contains { host == $0 || host.hasSuffix(".\($0)") }
    }

    /// The registry that was most likely meant by a host that is none; nil where none is near.
    func nearestRegistry(to host: String) -> String? {
        let host = host.lowercased()
        guard host.utf8.count <= Self.longest else { return nil }
        var best: (host: String, slips: Int)?
        for registry in registries {
            guard let (meant, slips) = HostShape.nearest(of: registry, to: host) else { continue }
            if slips < best?.slips ?? .max { best = (meant, slips) }
        }
        return best?.host
    }

    /// The domain that was most likely meant by the end of a host; nil where none is near.
    func nearestService(to host: String) -> String? {
        let host = host.lowercased()
        guard host.utf8.count <= Self.longest, !HostShape.isAddress(host) else { return nil }
        return services.first { HostShape.endsNearly(host, in: $0) } ?? nearestRegistry(to: host)
    }

    /// No host is longer, and comparisons take the product of both lengths.
    private static let longest = 255
}
