import Images
import Testing

@Suite struct `The image matcher` {
    @Test(arguments: try rows("match.jsonl", as: MatchRow.self))
    func `agrees with the kubelet`(row: MatchRow) throws {
        guard let pattern = try? ImagePattern(parsing: row.pattern) else { return }
        let (isReadable, found) = collect(row.image, from: ImageMatcher([[pattern]]))
        #expect(isReadable == (row.invalid != true))
        #expect(found == (row.match == true ? [0] : []))
    }

    @Test(arguments: try rows("parse.jsonl", as: ParseRow.self))
    func `refuses what is no reference`(row: ParseRow) throws {
        let (isReadable, _) = collect(row.image, from: ImageMatcher([]))
        #expect(isReadable == (row.invalid != true))
    }

    @Test func `agrees with references and patterns on 20,000 mixtures of the vectors`() throws {
        var mixer = try Mixer()
        var matches = 0
        for _ in 0..<500 {
            let registries = (0..<5).map { _ in
                (0..<2).compactMap { _ in try? ImagePattern(parsing: mixer.pattern()) }
            }
            let matcher = ImageMatcher(registries)
            for _ in 0..<40 {
                let image = mixer.image()
                let reference = try? ImageReference(parsing: image)
                let expected = registries.indices.filter { index in
                    reference.map { reference in registries[index].contains { $0.matches(reference) } } ?? false
                }
                let (isReadable, found) = collect(image, from: matcher)
                #expect(isReadable == (reference != nil), "\(image)")
                #expect(found == expected, "\(image) against \(registries)")
                matches += found.count
            }
        }
        // A mixture that hardly ever matched would show nothing.
        #expect(matches > 1000)
    }

    @Test func `keeps what the set holds and reports every registry once`() throws {
        let hub = try ImagePattern(parsing: "docker.io")
        let any = try ImagePattern(parsing: "*.*")
        let ghcr = try ImagePattern(parsing: "ghcr.io")
        let matcher = ImageMatcher([[hub, any], [ghcr], [any]])
        var set: RegistrySet = [70]
        let image = Array("nginx".utf8)
        #expect(matcher.collect(matching: image.span, into: &set))
        #expect(Array(set) == [0, 2, 70])
        let broken = Array("nginx:".utf8)
        #expect(!matcher.collect(matching: broken.span, into: &set))
        #expect(Array(set) == [0, 2, 70])
    }

    @Test(arguments: [[0xFF, 0x2F, 0x61], [0x2F], [0x3A], [0x40], [0x5B], [0x5B, 0x2F, 0x61], [0xC3], [0x00]])
    func `refuses bytes that are no text`(bytes: [UInt8]) {
        var set = RegistrySet()
        #expect(!ImageMatcher([]).collect(matching: bytes.span, into: &set))
        #expect(set.isEmpty)
    }

    private func collect(_ image: String, from matcher: ImageMatcher) -> (isReadable: Bool, found: [Int]) {
        let bytes = Array(image.utf8)
        var set = RegistrySet()
        let isReadable = matcher.collect(matching: bytes.span, into: &set)
        return (isReadable, Array(set))
    }
}
