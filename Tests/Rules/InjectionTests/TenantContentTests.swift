import Images
import Injection
import Testing

@Suite struct `A Secret that a namespace brings` {
    private func content(_ registries: [String]) -> TenantContent {
        let entries = registries.map { #""\#($0)":{"username":"u","password":"hunter2"}"# }
        return TenantContent(reading: Array(#"{"auths":{\#(entries.joined(separator: ","))}}"#.utf8))
    }

    @Test func `is for the registries in it`() {
        let content = content(["ghcr.io/acme", "https://index.docker.io/v1/", "ghcr.io/acme", "docker.io"])
        #expect(content == TenantContent(patterns: ["ghcr.io/acme", "docker.io"]))
    }

    @Test func `with more registries than the bound is used up to there, and says which comes next`() {
        let names = (0..<600).map { "r\($0).example.com" }
        let content = content(names)
        #expect(content.patterns == Array(names.prefix(TenantBounds.entries)))
        #expect(content.flaw == .entries(600, firstLeftOut: "r512.example.com"))
        #expect(content.flaw?.isPartial == true)
        #expect(
            content.flaw?.description.contains(#"600 registries and the first 512 are used ("r512.example.com""#)
                == true
        )
    }

    @Test func `with a registry that no image can have is used without it`() {
        let content = content(["r.example.com/" + String(repeating: "a", count: 600), "s.example.com"])
        #expect(content == TenantContent(patterns: ["s.example.com"], flaw: .longEntry))
    }

    @Test(arguments: [
        ("{}", "no credential"), (#"{"auths":{}}"#, "no credential"), (#"{"auths":{"r":{"auth":"?"}}}"#, "content"),
        ("", "no credential"),
    ])
    func `that cannot be used says why, and repeats no credential`(text: String, kind: String) {
        let content = TenantContent(reading: Array(text.utf8))
        #expect(content.patterns.isEmpty)
        #expect(content.flaw?.kind == kind)
        #expect(content.flaw?.isPartial == false)
    }

    private func content(_ entries: [(key: String, password: String)]) -> TenantContent {
        let texts = entries.map { #""\#($0.key)":{"username":"u","password":"\#($0.password)"}"# }
        return TenantContent(reading: Array(#"{"auths":{\#(texts.joined(separator: ","))}}"#.utf8))
    }

    @Test(
        arguments: [
            (
                [("ghcr.io", #"hunter2\n"#), ("quay.io", "hunter2")], ["ghcr.io", "quay.io"], "credential",
                "with an entry that no registry can take: the password of the entry ghcr.io ends in a line break: write it with printf"
            ),
            (
                [("ghcr.io", #"hunter2\n"#)], ["ghcr.io"], "credential",
                "with an entry that no registry can take: the password of the entry ghcr.io ends in a line break"
            ),
            (
                [("ghcr.io", "hunter2"), ("quay.io", "${hunter2}")], ["ghcr.io", "quay.io"], "credential",
                "the password of the entry quay.io is a placeholder of the form ${…}"
            ),
            (
                [("ghcr.io", #"\u200bhunter2"#)], ["ghcr.io"], "credential",
                "the password of the entry ghcr.io starts with an invisible character (U+200B, a space of no width)"
            ),
            (
                [("https://r.example.com/v2", "hunter2")], ["r.example.com/v2"], "key",
                "not all of it is used: the key https://r.example.com/v2 is read by the kubelet as the path /v2 of r.example.com"
            ),
            (
                [("r.example.com/*", "hunter2"), ("ghcr.io", "hunter2")], ["r.example.com/*", "ghcr.io"], "key",
                "not all of it is used: the key r.example.com/* is read by the kubelet as the path /* of r.example.com"
            ),
            (
                [("r.example.com/Team", "hunter2"), ("https://index.docker.io/v1", "hunter2")], [], "key",
                "injected into no Pod: the key r.example.com/Team is read by the kubelet as the path /Team of r.example.com"
            ),
            (
                [("oci://robot:hunter2@r.example.com", "hunter2")], [], "key",
                "injected into no Pod: no image gets the credential of the key oci://r.example.com: the kubelet takes \"oci\" for the host: write "
                    + "\"r.example.com\", without a scheme"
            ),
            (
                [("https://bob:1/hunter2@r.example.com", "hunter2")], [], "key",
                "injected into no Pod: no image gets the credential of the key https://r.example.com: the kubelet takes the user name and password "
                    + "in it for a part of the host or path: write \"r.example.com\", without them"
            ),
        ] as [([(String, String)], [String], String, String)]
    )
    func `with an entry of no use is used as before, and says which it is`(
        entries: [(String, String)],
        patterns: [String],
        kind: String,
        text: String
    ) {
        let content = content(entries.map { (key: $0.0, password: $0.1) })
        #expect(content.patterns == patterns)
        #expect(content.flaw?.kind == kind)
        #expect(content.flaw?.isPartial == !patterns.isEmpty)
        let told = content.flaw.map { "\($0.outcome): \($0)" } ?? ""
        #expect(told.contains(text), "\(told)")
        #expect(!told.contains("hunter2"))
    }

    @Test func `with more registries than are used names the first one without its password`() {
        let keys = (0...TenantBounds.entries).map { "oci://bob:hunter2@r\($0).example.com" } + ["ghcr.io"]
        let told = content(keys.map { (key: $0, password: "x") }).flaw?.description ?? ""
        #expect(told.contains("oci://r\(TenantBounds.entries).example.com") && !told.contains("hunter2"), "\(told)")
    }

    @Test(arguments: ["[", #"{"a":"#, #"{"auths":{"r":"#])
    func `that is nested without end cannot be used`(text: String) {
        let content = TenantContent(reading: Array(#"{"x":\#(String(repeating: text, count: 60_000))"#.utf8))
        #expect(content.flaw?.kind == "content")
    }

    @Test(arguments: HostileFile.allCases)
    func `of whatever form is read once through`(file: HostileFile) {
        let bytes = Array(#"{"auths":{\#(file.entries)}}"#.utf8)
        #expect(bytes.count <= DockerConfig.maximumBytes)
        let content = TenantContent(reading: bytes)
        #expect(content.patterns.count == file.used)
    }
}

/// Contents that take long where something is done for each pair of entries.
enum HostileFile: CaseIterable {
    case manyRegistries, manyFields, longKey, sameKey

    var entries: String {
        switch self {
        case .manyRegistries:
            list(11_500) { #""registry-\#($0).example.com/some/path-\#($0)":{"auth":"dTpo"}"# }
        case .manyFields: #""r.example.com":{\#(list(20_000) { _ in #""Auth":"dTpo""# })}"#
        case .longKey: #""\#(String(repeating: "r", count: 900_000)).example.com":{"auth":"dTpo"}"#
        case .sameKey: list(10_000) { _ in #""r.example.com":{"auth":"dTpo"}"# }
        }
    }

    /// How many patterns come of it.
    var used: Int {
        switch self {
        case .manyRegistries: TenantBounds.entries
        case .manyFields, .sameKey: 1
        case .longKey: 0
        }
    }

    private func list(_ count: Int, _ entry: (Int) -> String) -> String {
        (0..<count).map(entry).joined(separator: ",")
    }
}
