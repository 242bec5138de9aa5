import Configuration
import Testing

/// `heal`.
struct HealSettingsTests {
    private func heal(_ text: String, injection: String = "{}", mode: Configuration.Mode = .cluster)
        -> Configuration
        .Reading
    {
        parse(settings("injection: \(injection)\nheal: \(text)"), mode: mode)
    }

    @Test("Healing is off unless it is switched on, and evicts nobody unless that is written")
    func standard() throws {
        #expect(try heal("{}").get().heal == nil)
        #expect(try heal("{ enabled: false, period: 1m }").get().heal == nil)
        #expect(try heal("{ enabled: true }").get().heal == HealSettings())
        let other = try #require(
            try heal("{ enabled: true, period: 2m, recreate: report, recreatesPerMinute: 1 }").get().heal
        )
        #expect(other.period == .seconds(120))
        #expect(other.recreation == .report)
        #expect(other.recreationsPerMinute == 1)
    }

    @Test("Evictions need somebody who knows whether Pods get their Secrets")
    func evict() throws {
        let evict = "{ enabled: true, recreate: evict }"
        #expect(heal(evict).errors.first?.description.contains("injection.selfTest.enabled: true") == true)
        #expect(try heal(evict, injection: "{ selfTest: { enabled: true } }").get().heal?.recreation == .evict)
        #expect(try heal(evict, injection: "{ engine: policy }").get().heal?.recreation == .evict)
        let idle = heal("{ recreate: evict }")
        #expect(idle.warnings.first?.description.contains("does nothing while heal.enabled is false") == true)
    }

    @Test(
        "What cannot be is refused where it stands",
        arguments: [
            ("{ enabled: true, period: 5s }", "heal.period"), ("{ enabled: true, period: 2h }", "heal.period"),
            ("{ enabled: true, recreate: always }", "heal.recreate"),
            ("{ enabled: true, recreatesPerMinute: 0 }", "heal.recreatesPerMinute"),
            ("{ enabled: true, recreatesPerMinute: 61 }", "heal.recreatesPerMinute"), ("yes", "heal"),
            ("{ enable: true }", "heal.enable"),
        ]
    )
    func mistakes(text: String, place: String) {
        #expect(heal(text).errors.contains { "\($0)".contains(place) }, "\(heal(text).diagnostics)")
    }

    @Test("Without a cluster there are no Pods to look at")
    func standalone() {
        #expect(heal("{ enabled: true }", mode: .standalone).errors.first?.description.contains("--standalone") == true)
        #expect(heal("{}", mode: .standalone).errors.isEmpty)
    }
}
