import Configuration
import Testing

/// `serviceAccounts` and `injection.engine: none`.
struct ServiceAccountSettingsTests {
    private func accounts(_ text: String, mode: Configuration.Mode = .cluster) -> Configuration.Reading {
        parse(settings("serviceAccounts: { \(text) }"), mode: mode)
    }

    @Test func `No account carries a name unless somebody says so`() throws {
        #expect(try parse(settings("log: {}")).get().serviceAccounts == nil)
        let off = try #require(try accounts("enabled: false").get().serviceAccounts)
        #expect(!off.isEnabled)
        let all = try #require(try accounts("enabled: true").get().serviceAccounts)
        #expect(all.isEnabled && all.names.isEmpty && all.selector.selectsEverything)
    }

    @Test func `Accounts are selected by name and label`() throws {
        let text = #"enabled: true, names: [default, "build-*"], selector: { matchLabels: { team: a } }"#
        let settings = try #require(try accounts(text).get().serviceAccounts)
        #expect(settings.names == ["default", "build-*"])
        #expect(settings.selector.matches(["team": "a"]) && !settings.selector.matches([:]))
        #expect(try accounts("enabled: true, names: []").get().serviceAccounts?.names == [])
    }

    @Test(
        "A restriction that has become empty is told, where names are added",
        arguments: [
            ("names: []", 1), ("names: ", 1), ("selector: {}", 1), ("selector: ", 1), ("selector: { matchLabels: }", 1),
            ("names: , selector: ", 2), ("names: [a], selector: { matchLabels: { a: b } }", 0),
        ]
    )
    func emptied(text: String, warnings: Int) {
        let reading = accounts("enabled: true, \(text)")
        #expect(reading.warnings.count == warnings && reading.errors.isEmpty, "\(reading.diagnostics)")
        #expect(reading.warnings.allSatisfy { $0.description.contains("leaves out no ServiceAccount") })
        #expect(accounts("enabled: false, \(text)").warnings.isEmpty)
    }

    @Test(
        "What cannot be is refused, with what to write instead",
        arguments: [
            ("names: [default]", "write true to add names, or false to take away"),
            ("enabled: perhaps", "serviceAccounts.enabled"), ("enabled: true, names: default", "serviceAccounts.names"),
            ("enabled: true, names: [Default]", "\"Default\" can be the name of no ServiceAccount"),
            ("enabled: true, names: [a/b]", "\"a/b\" can be the name of no ServiceAccount"),
            ("enabled: true, selector: { matchLabels: { \"a b\": c } }", "is no label key"),
            ("enabled: true, namespaces: [a]", "unknown key"),
        ]
    )
    func refused(text: String, words: String) {
        let reading = accounts(text)
        #expect(reading.configuration == nil)
        #expect(reading.errors.contains { $0.description.contains(words) }, "\(reading.errors)")
    }

    @Test func `A lazy registry is left out, with a warning where names are added`() throws {
        let lazy = registry("matchImages: [docker.io]\nplacement: lazy\ncredentials: { gar: {} }")
        let reading = parse(lazy + "serviceAccounts: { enabled: true }\n")
        #expect(reading.warnings.count == 1)
        #expect(reading.warnings.first?.description.contains("r: a Secret with placement: lazy") == true)
        #expect(try reading.get().registries.allSatisfy { !$0.goesIntoServiceAccounts })
        #expect(parse(lazy + "serviceAccounts: { enabled: false }\n").warnings.isEmpty)
    }

    @Test func `Without a cluster there are no accounts`() {
        #expect(accounts("enabled: true", mode: .standalone).configuration == nil)
        #expect(accounts("enabled: true", mode: .node).configuration != nil)
    }

    @Test func `Nobody need change Pods`() throws {
        let reading = parse(settings("injection: { engine: none }"))
        #expect(try reading.get().injection.engine == .nothing)
        #expect(try !reading.get().injection.needsCEL)
        #expect(parse(settings("injection: { engine: none }"), mode: .standalone).configuration == nil)
        let listening = parse(settings("injection: { engine: none }\nserver: { listen: \":8443\" }"))
        #expect(listening.warnings.contains { $0.description.contains("injection.engine: none has none") })
    }

    @Test(
        "What needs the webhook, or a policy, says that there is none",
        arguments: [
            ("policy: { name: p }", "names a policy that nobody writes"),
            ("matchConditions: true", "engine: none has none"),
            ("selfTest: { enabled: true }", "engine: none has none"),
        ]
    )
    func nothingElse(text: String, words: String) {
        let reading = parse(settings("injection: { engine: none, \(text) }"))
        #expect(reading.configuration == nil)
        #expect(reading.errors.contains { $0.description.contains(words) }, "\(reading.errors)")
    }

    @Test func `A lazy Secret waits for a webhook`() {
        let lazy = registry("matchImages: [docker.io]\nplacement: lazy\ncredentials: { gar: {} }")
        let reading = parse(lazy + "injection: { engine: none }\n")
        #expect(reading.errors.contains { $0.description.contains("injection.engine: none has none: write eager") })
    }
}
