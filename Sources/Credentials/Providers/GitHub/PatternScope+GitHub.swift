import Configuration

extension PatternScope {
    /// The API of an organisation whose data stay in a region: `https://api.SUBDOMAIN.ghe.com` for the registry
    /// `containers.SUBDOMAIN.ghe.com`; nil where no pattern names one.
    ///
    /// An App is one of its subdomain, and its number is somebody else's at github.com: patterns that lead to more than one API are reported.
    func apiOfDataResidency() -> Endpoint? {
        guard let own = entries.first(where: { $0.host.hasSuffix(".ghe.com") }) else { return nil }
        let labels = own.host.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count == 4, labels[0] == "containers", !own.hasWildcard else {
            own.field.error(
                "is no registry of one subdomain, and an App is one of its subdomain: write containers.SUBDOMAIN.ghe.com, or the endpoint https://api.SUBDOMAIN.ghe.com"
            )
            return nil
        }
        if let other = entries.first(where: { $0.host != own.host }) {
            other.field.error(
                "is not for the App of \(own.host), which is one of its subdomain: make a registry of its own for it, or write an endpoint"
            )
        }
        return Endpoint("https://api.\(labels[1]).ghe.com")
    }
}
