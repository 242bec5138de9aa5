/// Reads `keeper:`.
enum KeeperReader {
    private static let standard = KeeperSettings()
    static let keys: [SettingKey] = [
        .key(
            "removeAfter",
            .duration(.zero ... .seconds(720 * 3600)),
            default: .text(DurationText.text(standard.removeAfter)),
            "How long a Secret that nobody wants any more is kept, for a running Pod may need it: 0s to 720h."
        ),
        .key(
            "requestsPerSecond",
            .number(0.1...10_000),
            default: .number(Int(standard.requestsPerSecond)),
            "The long-term rate of requests to the API server."
        ),
        .key(
            "burst",
            .integer(1...100_000),
            default: .number(standard.burst),
            "How many requests may go out at once after a pause; at least requestsPerSecond."
        ),
        .key(
            "tenantSecrets",
            .mapping([
                .key(
                    "enabled",
                    .boolean,
                    default: .bool(standard.tenantSecretsEnabled),
                    "Whether they do; needs the right to read Secrets of all namespaces."
                )
            ]),
            "Whether labelled Secrets of other namespaces become rules there."
        ),
        .key("leaderElection", .mapping(electionKeys), "The Lease that decides which replica writes."),
    ]
    private static let electionPart: ClosedRange<Duration> = .milliseconds(100) ... .seconds(3600)
    private static let electionKeys: [SettingKey] = [
        .key(
            "leaseName",
            .objectName,
            default: .text(standard.leaderElection.leaseName),
            "The name of the Lease in Pullpass' own namespace; two installations there need two names."
        ),
        .key(
            "leaseDuration",
            .duration(.seconds(2) ... .seconds(3600)),
            default: .text(DurationText.text(standard.leaderElection.leaseDuration)),
            "How long others wait for a leader that no longer renews, in whole seconds: 2s to 1h."
        ),
        .key(
            "renewDeadline",
            .duration(electionPart),
            default: .text(DurationText.text(standard.leaderElection.renewDeadline)),
            "How long a leader that cannot renew goes on before it stops; less than leaseDuration."
        ),
        .key(
            "retryPeriod",
            .duration(electionPart),
            default: .text(DurationText.text(standard.leaderElection.retryPeriod)),
            "The pause between attempts to take or renew the Lease; less than renewDeadline ÷ 1.2."
        ),
    ]

    static func read(_ field: Field) -> KeeperSettings {
        var settings = KeeperSettings()
        guard let fields = Fields(field) else { return settings }
        if let time = fields["removeAfter"]?.duration() {
            settings.removeAfter = time
        }
        if let rate = fields["requestsPerSecond"]?.number() { settings.requestsPerSecond = rate }
        if let burst = fields["burst"]?.int() { settings.burst = burst }
        if Double(settings.burst) < settings.requestsPerSecond {
            (fields["burst"] ?? fields["requestsPerSecond"])?
                .error(
                    "burst (\(settings.burst)) is less than requestsPerSecond, which it would throttle: write a larger burst"
                )
        }
        if let tenants = fields["tenantSecrets"], let inner = Fields(tenants) {
            settings.tenantSecretsEnabled = inner["enabled"]?.bool() ?? false
        }
        if let election = fields["leaderElection"] { settings.leaderElection = readElection(election) }
        return settings
    }

    private static func readElection(_ field: Field) -> LeaderElectionSettings {
        var settings = LeaderElectionSettings()
        guard let fields = Fields(field) else { return settings }
        if let name = fields["leaseName"], let text = name.string() {
            if NameRules.isSubdomain(text) {
                settings.leaseName = text
            } else {
                name.error("\"\(text)\" is no name of a Lease: write \(NameRules.subdomain)")
            }
        }
        if let place = fields["leaseDuration"], let time = place.duration() {
            settings.leaseDuration = time
            // The Lease object holds whole seconds.
            if time.components.attoseconds != 0 { place.error("must be whole seconds: the Lease holds no fractions") }
        }
        if let time = fields["renewDeadline"]?.duration() { settings.renewDeadline = time }
        if let time = fields["retryPeriod"]?.duration() { settings.retryPeriod = time }
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
