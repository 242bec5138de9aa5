import Injection
import Testing

@Suite("Labels that were meant for Pullpass")
struct InjectSlipTests {
    private static func optIn(_ labels: [String: String]) -> Bool {
        ["enabled", "true"].contains(labels["pullpass.dev/inject"])
    }
    private static func optOut(_ labels: [String: String]) -> Bool {
        !["disabled", "false"].contains(labels["pullpass.dev/inject"])
    }

    @Test(
        "What was meant is told, in whichever way it was missed",
        arguments: [
            ("pullpass.dev/inject", "enable"), ("pullpass.dev/inject", "Enabled"), ("pullpass.dev/inject", "ENABLED"),
            ("pullpass.dev/inject", "True"), ("pullpass.dev/inject", "yes"), ("pullpass.dev/inject", "on"),
            ("pullpass.dev/inject", "1"), ("pullpass.dev/inject", ""), ("pullpass.dev/inject", "enabeld"),
            ("pullpass.dev/inject", "enabled-"), ("pullpass.dev/inject", "anything"),
            ("pullpass.dev/injection", "enabled"), ("pullpass.dev/injected", "true"),
            ("pullpass.dev/Inject", "enabled"),
            ("pullpass.dev/injcet", "enabled"), ("pullpass.dev/enabled", "true"), ("pullpass.dev/enable", "yes"),
            ("pullpass.dev/opt-in", "true"), ("pullpass.dev/inject-secrets", "enabled"),
            ("pullpass.io/inject", "enabled"), ("pullpass.com/inject", "enabled"), ("pullpas.dev/inject", "enabled"),
            ("pulpass.dev/inject", "true"), ("www.pullpass.dev/inject", "enabled"), ("PullPass.dev/inject", "enabled"),
            ("pullpass/inject", "enabled"), ("inject.pullpass.dev/enabled", "true"), ("pullpass", "enabled"),
            ("pullpass-inject", "enabled"), ("pullpass.dev", "enabled"), ("pullpass_injection", "true"),
            ("inject", "Enabled"), ("inject", "enabled"), ("pullpass.dev/disabled", "false"),
        ]
    )
    func enabling(key: String, value: String) throws {
        let slips = InjectSlip.onNamespace(labels: [key: value, "team": "a"], annotations: [:], selects: Self.optIn)
        let slip = try #require(slips.first)
        #expect(slips.count == 1)
        #expect(slip.correction == "pullpass.dev/inject=enabled")
        #expect(slip.spelling == "\(key)=\(value)")
        // Where everybody is in, it would change nothing.
        #expect(InjectSlip.onNamespace(labels: [key: value], annotations: [:], selects: Self.optOut).isEmpty)
    }

    @Test(
        "Where everybody is in, what was meant to keep a namespace out is told",
        arguments: [
            ("pullpass.dev/inject", "disable"), ("pullpass.dev/inject", "Disabled"), ("pullpass.dev/inject", "no"),
            ("pullpass.dev/inject", "off"), ("pullpass.dev/inject", "False"), ("pullpass.dev/injection", "disabled"),
            ("pullpass.io/inject", "disabled"), ("pullpass.dev/inject", "dissabled"), ("pullpass.dev/opt-out", "true"),
            ("pullpass.dev/disabled", "true"), ("pullpass.dev/skip", "yes"), ("pullpass.dev/no-inject", "true"),
        ]
    )
    func disabling(key: String, value: String) throws {
        let slips = InjectSlip.onNamespace(labels: [key: value], annotations: [:], selects: Self.optOut)
        #expect(try #require(slips.first).correction == "pullpass.dev/inject=disabled")
        // Where nobody is in without a label, it is as it was meant.
        #expect(InjectSlip.onNamespace(labels: [key: value], annotations: [:], selects: Self.optIn).isEmpty)
    }

    @Test(
        "What is right, or somebody else's, is nothing",
        arguments: [
            ["pullpass.dev/inject": "enabled"], ["pullpass.dev/inject": "true"], ["pullpass.dev/inject": "disabled"],
            ["pullpass.dev/inject": "false"], [:], ["app": "enabled"], ["istio-injection": "enabled"],
            ["linkerd.io/inject": "enabled"], ["sidecar.istio.io/inject": "true"], ["inject": "vault"], ["inject": ""],
            ["kubernetes.io/metadata.name": "pullpass"], ["pullpass.dev/owner": "x/y"],
            ["pullpass.dev/registry": "hub"],
            ["pullpass.dev/ready": "true"], ["pullpass": "team-9"], ["vault.hashicorp.com/agent-inject": "true"],
            ["pullpass.dev/inject": "enabled", "pullpass.dev/injection": "enabled"],
            ["dev.example/inject": "enabled"], ["fullpage.example/inject": "enabled"],
        ]
    )
    func nothing(labels: [String: String]) {
        #expect(InjectSlip.onNamespace(labels: labels, annotations: [:], selects: Self.optIn).isEmpty)
        if labels["pullpass.dev/inject"] == nil {
            #expect(InjectSlip.onNamespace(labels: labels, annotations: [:], selects: Self.optOut).isEmpty)
        }
    }

    @Test("An annotation on a namespace is told even where it is spelt right, since only the label counts")
    func annotation() throws {
        let right = ["pullpass.dev/inject": "enabled"]
        let slips = InjectSlip.onNamespace(labels: [:], annotations: right, selects: Self.optIn)
        #expect(try #require(slips.first).isAnnotation)
        #expect(InjectSlip.onNamespace(labels: right, annotations: right, selects: Self.optIn).isEmpty)
    }

    @Test("A selector that asks for something else makes nothing a slip")
    func ownSelector() {
        let labels = ["pullpass.dev/inject": "enable"]
        #expect(InjectSlip.onNamespace(labels: labels, annotations: [:]) { $0["team"] == "x" }.isEmpty)
    }

    @Test("Whatever somebody writes is short and harmless to print, and of many little is told")
    func hostile() {
        let long = String(repeating: "x", count: 100_000)
        #expect(
            InjectSlip.onNamespace(labels: ["pullpass.dev/\(long)": long], annotations: [:], selects: Self.optIn)
                .isEmpty
        )
        #expect(
            InjectSlip.onNamespace(labels: [:], annotations: ["pullpass.dev/inject": long], selects: Self.optIn).isEmpty
        )
        let many = Dictionary(uniqueKeysWithValues: (0..<1000).map { ("pullpass.dev/inject\($0)", "enabled") })
        #expect(InjectSlip.onNamespace(labels: many, annotations: [:], selects: Self.optIn).count == 3)
        let odd = InjectSlip.onNamespace(
            labels: [:],
            annotations: ["pullpass.dev/inject": "enabled\n\u{1b}[2J\u{202e}"],
            selects: Self.optIn
        )
        #expect(odd.allSatisfy { !$0.spelling.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202e } })
        #expect(odd.allSatisfy { $0.spelling.utf8.count <= 200 })
    }
}
