internal import Configuration
internal import Credentials
internal import Metrics

/// Asks how many pulls are left, for registries of Docker Hub whose `probe` is on, for as long as this replica leads.
struct QuotaWatch: Sendable {
    let context: KeeperContext
    let fetchers: RegistryFetchers
    let quota: QuotaReader?

    /// How often Docker Hub is asked; its windows last hours.
    private static let interval = Duration.seconds(600)

    func run() async {
        guard let quota else { return }
        var known: [String: PullQuota] = [:]
        while !Task.isCancelled {
            let registries = fetchers.registries.sorted { $0.key < $1.key }
            known = known.filter { fetchers.registries[$0.key].map(Self.hasQuota) ?? false }
            context.metrics.registries.show(quotas: known)
            for (name, registry) in registries where Self.hasQuota(registry) {
                guard let fetched = try? await fetchers.fetchers[name]?.fetch(fetchers.tokens.access()),
                    let left = await quota(registry, fetched)
                else { continue }
                known[name] = left
                context.metrics.registries.show(quotas: known)
            }
            await context.sleep(Self.interval)
        }
    }

    private static func hasQuota(_ registry: Registry) -> Bool {
        guard registry.probe.isEnabled, let kind = registry.credentialKind else { return false }
        return type(of: kind).hasPullQuota
    }
}
