import Configuration
import Testing

/// `injection.selfTest` and `injection.warnings`.
struct SelfTestSettingsTests {
    private func injection(_ text: String, mode: Configuration.Mode = .cluster) -> Configuration.Reading {
        parse(settings("injection: { \(text) }"), mode: mode)
    }

    @Test func `There is no self test unless somebody says so, and warnings unless somebody says not`() throws {
        let plain = try injection("").get().injection
        #expect(plain.selfTest == nil)
        #expect(plain.warnings)
        #expect(try injection("selfTest: {}").get().injection.selfTest == nil)
        #expect(try injection("selfTest: { enabled: false, period: 1h }").get().injection.selfTest == nil)
        #expect(try !injection("warnings: false").get().injection.warnings)
    }

    @Test func `A self test has a namespace and a period, and labels for its Pod`() throws {
        let standard = try #require(try injection("selfTest: { enabled: true }").get().injection.selfTest)
        #expect(standard.namespace == "pullpass-self-test")
        #expect(standard.period == .seconds(300))
        let text = "selfTest: { enabled: true, namespace: probe, period: 10m, podLabels: { team: none } }"
        let other = try #require(try injection(text).get().injection.selfTest)
        #expect(other.namespace == "probe")
        #expect(other.period == .seconds(600))
        #expect(other.podLabels == ["team": "none"])
    }

    @Test(
        "What cannot be tested is refused, with what to write instead",
        arguments: [
            ("selfTest: { enabled: true, period: 30s }", "injection.selfTest.period"),
            ("selfTest: { enabled: true, period: 2h }", "injection.selfTest.period"),
            ("selfTest: { enabled: true, namespace: A_b }", "is no name of a namespace"),
            ("selfTest: { enabled: true, namespace: kube-system }", "is not the self test's own"),
            ("selfTest: { enabled: true, namespace: default }", "is not the self test's own"),
            ("selfTest: { enabled: true, podLabels: { \"a b\": c } }", "is no label key"),
            ("selfTest: true", "injection.selfTest"), ("warnings: loud", "injection.warnings"),
            ("engine: policy, selfTest: { enabled: true }", "engine: policy has none"),
        ]
    )
    func refused(text: String, words: String) {
        let reading = injection(text)
        #expect(reading.configuration == nil)
        #expect(reading.errors.contains { $0.description.contains(words) }, "\(reading.errors)")
    }

    @Test func `Without a cluster there is nobody to ask`() {
        #expect(injection("selfTest: { enabled: true }", mode: .standalone).configuration == nil)
    }
}
