import YAML

/// Reads `heal:`.
enum HealReader {
    private static let standard = HealSettings()
    static let keys: [SettingKey] = [
        .key("enabled", .boolean, default: .bool(false), "Whether Pods that cannot pull are looked at."),
        .key(
            "period",
            .duration(HealSettings.periods),
            default: .text(DurationText.text(standard.period)),
            "The time from one look at the Pods that wait to the next, at least: 15s to 1h."
        ),
        .key(
            "recreate",
            .word(HealSettings.Recreation.self),
            default: .text(standard.recreation.rawValue),
            "Pods that were made without the Secret that they would get today: never (they are told), report (which would be made again), or evict, where "
                + "a ReplicaSet, StatefulSet or DaemonSet makes them again. Evict needs injection.selfTest or the engine policy."
        ),
        .key(
            "recreatesPerMinute",
            .integer(HealSettings.rates),
            default: .number(standard.recreationsPerMinute),
            "The most Pods that are evicted in a minute, of all namespaces together: 1 to 60."
        ),
    ]

    /// Reads it; nil where it is off.
    static func read(_ field: Field, injection: InjectionSettings, mode: Configuration.Mode) -> HealSettings? {
        var settings = HealSettings()
        guard let fields = Fields(field) else { return nil }
        if let period = fields["period"]?.duration() { settings.period = period }
        if let rate = fields["recreatesPerMinute"]?.int() { settings.recreationsPerMinute = rate }
        let recreate = fields["recreate"]
        settings.recreation = recreate?.word(HealSettings.Recreation.self) ?? standard.recreation
        guard fields["enabled"]?.bool() ?? false else {
            if settings.recreation != .never {
                recreate?.warning("does nothing while heal.enabled is false: write enabled: true, or leave it out")
            }
            return nil
        }
        if mode == .standalone { field.error("looks at Pods of a cluster: leave it out, or leave --standalone out") }
        if settings.recreation == .evict, injection.engine == .nothing {
            recreate?.error(
                "evict would make Pods again that nobody gives their Secrets, by injection.engine: none: write recreate: report"
            )
        } else if settings.recreation == .evict, injection.engine != .policy, injection.selfTest == nil {
            recreate?.error(
                "evict would make Pods again without anybody knowing whether they get their Secrets then: write injection.selfTest.enabled: true, or "
                    + "recreate: report"
            )
        }
        return settings
    }
}
