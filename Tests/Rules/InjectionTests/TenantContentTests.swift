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
        (String(repeating: "[", count: 100_000), "content"),
        (#"{"x":"# + String(repeating: #"{"a":"#, count: 200_000), "content"),
    ])
    func `that cannot be used says why, and repeats no credential`(text: String, kind: String) {
        let content = TenantContent(reading: Array(text.utf8))
        #expect(content.patterns.isEmpty)
        #expect(content.flaw?.kind == kind)
        #expect(content.flaw?.isPartial == false)
    }

    @Test(arguments: [
        // 11,500 registries; one registry with 80,000 fields; one key of nearly a megabyte; the same key again and again.
        (0..<11_500).map { #""registry-\#($0).example.com/some/path-\#($0)":{"auth":"dTpo"}"# }.joined(separator: ","),
        #""r.example.com":{\#((0..<80_000).map { _ in #""Auth":"""# }.joined(separator: ","))}"#,
        #""\#(String(repeating: "r", count: 900_000)).example.com":{"auth":"dTpo"}"#,
        (0..<30_000).map { _ in #""r.example.com":{"auth":"dTpo"}"# }.joined(separator: ","),
    ])
    func `of a megabyte is read once through`(entries: String) {
        let bytes = Array(#"{"auths":{\#(entries)}}"#.utf8)
        #expect(bytes.count <= DockerConfig.maximumBytes)
        #expect(TenantContent(reading: bytes).patterns.count <= TenantBounds.entries)
    }
}
