import Testing

/// What RFC 9113 says and h2spec does not look at, by its sections.
@Suite struct `RFC 9113 against the server` {
    static let cases = connectionCases + streamCases + headerBlockCases + fieldCases + pseudoFieldCases + bodyCases

    @Test(arguments: cases)
    func isKept(_ example: HTTP2Case) async throws {
        let sight = try await withServer { test in try await example.run(on: test) }
        #expect(example.sight.fits(sight), "saw \(sight) instead of \(example.sight): \(example.reason)")
    }

    @Test func `no row stands twice`() {
        #expect(Set(Self.cases.map(\.testDescription)).count == Self.cases.count)
    }
}
