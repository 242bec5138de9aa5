/// Reads `keeper:`.
enum KeeperReader {
    static let keys = ["removeAfter", "requestsPerSecond", "burst", "tenantSecrets", "leaderElection"]

    static func read(_ field: Field) -> KeeperSettings {
        var settings = KeeperSettings()
        guard let fields = Fields(field, keys: keys) else { return settings }
        if let time = fields["removeAfter"]?.duration(in: .zero ... .seconds(720 * 3600)) {
            settings.removeAfter = time
        }
        if let rate = fields["requestsPerSecond"]?.number(in: 0.1...10_000) { settings.requestsPerSecond = rate }
        if let burst = fields["burst"]?.int(in: 1...100_000) { settings.burst = burst }
        if Double(settings.burst) < settings.requestsPerSecond {
            (fields["burst"] ?? fields["requestsPerSecond"])?
                .error(
                    "burst (\(settings.burst)) is less than requestsPerSecond, which it would throttle: write a larger burst"
                )
        }
        if let tenants = fields["tenantSecrets"], let inner = Fields(tenants, keys: ["enabled"]) {
            settings.tenantSecretsEnabled = inner["enabled"]?.bool() ?? false
        }
        if let election = fields["leaderElection"] { settings.leaderElection = readElection(election) }
        return settings
    }

    private static func readElection(_ field: Field) -> LeaderElectionSettings {
        var settings = LeaderElectionSettings()
        let keys = ["leaseName", "leaseDuration", "renewDeadline", "retryPeriod"]
        guard let fields = Fields(field, keys: keys) else { return settings }
        if let name = fields["leaseName"], let text = name.string() {
            if NameRules.isSubdomain(text) {
                settings.leaseName = text
            } else {
                name.error("\"\(text)\" is no name of a Lease: write \(NameRules.subdomain)")
            }
        }
        if let place = fields["leaseDuration"], let time = place.duration(in: .seconds(2) ... .seconds(3600)) {
            settings.leaseDuration = time
            // The Lease object holds whole seconds.
            if time.components.attoseconds != 0 { place.error("must be whole seconds: the Lease holds no fractions") }
        }
        let part: ClosedRange<Duration> = .milliseconds(100) ... .seconds(3600)
        if let time = fields["renewDeadline"]?.duration(in: part) { settings.renewDeadline = time }
        if let time = fields["retryPeriod"]?.duration(in: part) { settings.retryPeriod = time }
        // The rules of client-go's NewLeaderElector.
        if settings.leaseDuration <= settings.renewDeadline {
            fields.error(
                "renewDeadline must be shorter than leaseDuration, or two leaders would act at once: write 15s and 10s"
            )
        }
        if settings.renewDeadline * 10 <= settings.retryPeriod * 12 {
            fields.error(
                "retryPeriod must be shorter than renewDeadline ÷ 1.2, so that a renewal can be tried twice: write 2s"
            )
        }
        return settings
    }
}
