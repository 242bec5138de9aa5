internal import Configuration
internal import Credentials
internal import Metrics
internal import Sockets

extension Keeper {
    /// How often Docker Hub is asked; its windows last hours.
    private static let quotaInterval = Duration.seconds(600)

    /// Asks how many pulls are left, for registries of Docker Hub whose `probe` is on, for as long as this replica leads.
    func watchQuotas() async {
        guard let quota else { return }
        while !Task.isCancelled {
            for (name, registry) in registries.sorted(by: { $0.key < $1.key }) where Self.hasQuota(registry) {
                guard let fetched = try? await fetchers[name]?.fetch(tokens.access()),
                    let left = await quota(registry, fetched)
                else {
                    continue
                }
                metrics.quotaRemaining.child(name).set(Int64(clamping: left.remaining))
                metrics.quotaLimit.child(name).set(Int64(clamping: left.limit))
            }
            await loop.sleep(until: loop.preciseNow().advanced(by: Self.quotaInterval))
        }
    }

    private static func hasQuota(_ registry: Registry) -> Bool {
        guard registry.probe.isEnabled, let kind = registry.credentialKind else { return false }
        return type(of: kind).hasPullQuota
    }
}
