import Testing

/// The cases of h2spec 2.6 (github.com/summerwind/h2spec) in its order and under its numbers, each with what this server does: as
/// a rule h2spec would take other behaviour as well.
///
/// Over plain HTTP/2 with prior knowledge: behind TLS the same connection gets the same bytes.
@Suite struct `h2spec against the server` {
    static let cases =
        genericCases + frameCases + streamCases + definitionCases + settingsCases + windowCases + messageCases
        + hpackCases

    @Test(arguments: cases)
    func passes(_ example: HTTP2Case) async throws {
        let sight = try await withServer { test in try await example.run(on: test) }
        #expect(example.sight.fits(sight), "saw \(sight) instead of \(example.sight): \(example.reason)")
    }

    @Test func `all its cases are there, once`() {
        let count = { (key: String) in Self.cases.count { $0.section.hasPrefix(key) } }
        #expect([count("generic"), count("http2"), count("hpack")] == [44, 95, 8], "146, and a strict one")
        #expect(Set(Self.cases.map(\.section)).count == Self.cases.count)
    }
}
