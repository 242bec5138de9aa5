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

    @Test func `agrees with references and patterns where there are hundreds, of few hosts and of many`() throws {
        var mixer = try Mixer()
        var matches = 0
        let names = [
            "a", "b", "ab", "aa", "a/b", "aaa", "abc/d", "team", "team/app", "team/application", "library",
            "library/nginx",
        ]
        for hosts in [1, 3, 40] {
            let made = (0..<100).map { index in
                let host =
                    index % hosts == 0 ? "docker.io" : "r\(index % hosts).example.com" + (index % 2 == 0 ? ":5000" : "")
                return index % 5 == 0 ? host : "\(host)/\(names[index * 7 % names.count])"
            }
            let registries = (0..<8).map { registry in
                (made.filter { $0.utf8.count % 8 == registry || registry == 3 } + (0..<4).map { _ in mixer.pattern() })
                    .compactMap { text in try? ImagePattern(parsing: text) }
            }
            let matcher = ImageMatcher(registries)
            var images = made + names + names.map { "r1.example.com/\($0)/x:1" } + names.map { "docker.io/\($0)" }
            for _ in 0..<100 { images.append(mixer.image()) }
            for image in images {
                let reference = try? ImageReference(parsing: image)
                let expected = registries.indices.filter { index in
                    reference.map { reference in registries[index].contains { $0.matches(reference) } } ?? false
                }
                let (isReadable, found) = collect(image, from: matcher)
                #expect(isReadable == (reference != nil), "\(image)")
                #expect(found == expected, "\(image)")
                matches += found.count
            }
        }
        #expect(matches > 500)
    }

    @Test func `compares no more wildcards than a budget allows, and looks up all the same`() throws {
        // The worst kind: each star can stand for nearly the whole name.
        let star = "*" + String(repeating: "a", count: 60) + "b*"
        let wild = try ImagePattern(parsing: "\(star).example.com")
        let plain = try ImagePattern(parsing: "r.example.com")
        let matcher = ImageMatcher([[plain], [wild]])
        var budget = MatchBudget()
        var comparisons = 0
        let long = Array("\(String(repeating: "a", count: 120)).example.com/x".utf8)
        var set = RegistrySet()
        while !budget.isSpent, comparisons < 100_000 {
            #expect(matcher.collect(matching: long.span, into: &set, offset: 0, budget: &budget))
            comparisons += 1
        }
        #expect(comparisons > 100)
        #expect(comparisons < 1000)
        let good = Array("r.example.com/x".utf8)
        #expect(matcher.collect(matching: good.span, into: &set, offset: 7, budget: &budget))
        #expect(Array(set) == [7])
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
