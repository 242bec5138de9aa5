import TestSupport
import Testing

@testable import Images

/// Recalling is to change nothing but the time that an answer takes.
@Suite("A matcher that recalls")
struct RecallingMatcherTests {
    private static let patterns = [
        ["docker.io"], ["ghcr.io/acme"], ["*.dkr.ecr.*.amazonaws.com", "quay.io"],
        ["harbor.example:8443/team", "[::1]:5000"],
    ]

    private static func matcher() throws -> ImageMatcher {
        ImageMatcher(try patterns.map { try $0.map { try ImagePattern(parsing: $0) } })
    }

    /// What a matcher says, and whether it can read the image.
    private struct Said: Hashable {
        var isReadable: Bool
        var registries: RegistrySet
    }

    private static func ask(_ matcher: RecallingMatcher, _ image: String) -> Said {
        var registries = RegistrySet()
        let image = Array(image.utf8)
        let isReadable = matcher.collect(matching: image.span, into: &registries)
        return Said(isReadable: isReadable, registries: registries)
    }

    private static func ask(_ matcher: ImageMatcher, _ image: String) -> Said {
        var registries = RegistrySet()
        let image = Array(image.utf8)
        let isReadable = matcher.collect(matching: image.span, into: &registries)
        return Said(isReadable: isReadable, registries: registries)
    }

    private static let images = [
        "nginx", "nginx:1.27", "nginx:1.28", "ghcr.io/acme/app", "ghcr.io/acme", "ghcr.io/other/app",
        "quay.io/a/b@sha256:12",
        "1234.dkr.ecr.eu-central-1.amazonaws.com/shop/cart:v1", "1234.dkr.ecr.eu-central-1.amazonaws.com/shop/cart:v2",
        "harbor.example:8443/team/x", "harbor.example/team/x", "[::1]:5000/x", "[::x]:5000/x", "UPPER/case", "a//b", "",
        " nginx", "nginx\u{0}",
        String(repeating: "a", count: 199), String(repeating: "a", count: 200), String(repeating: "a", count: 201),
        "quay.io/" + String(repeating: "a/", count: 96) + "b", "quay.io/" + String(repeating: "a/", count: 140) + "b",
    ]

    @Test("says of each image the first time and each time after what the matcher says")
    func answers() throws {
        let matcher = try Self.matcher()
        let recalling = RecallingMatcher(matcher)
        for round in 0..<3 {
            for image in Self.images {
                #expect(Self.ask(recalling, image) == Self.ask(matcher, image), "\(image) in round \(round)")
            }
        }
    }

    @Test("mixes up none of many images that push one another out")
    func crowd() throws {
        let matcher = try Self.matcher()
        let recalling = RecallingMatcher(matcher)
        let hosts = [
            "", "ghcr.io/", "ghcr.io/acme/", "quay.io/", "x.dkr.ecr.y.amazonaws.com/", "host.example/", "BAD/",
        ]
        var random = SeededGenerator(seed: 4)
        var wrong: [String] = []
        for _ in 0..<20_000 {
            // Their ends are few, so that many have the same place.
            let host = hosts[Int.random(in: 0..<hosts.count, using: &random)]
            let image = "\(host)\(Int.random(in: 0..<60, using: &random))/\(Int.random(in: 0..<9, using: &random))"
            if Self.ask(recalling, image) != Self.ask(matcher, image) { wrong.append(image) }
        }
        #expect(wrong == [])
    }

    @Test("adds to what is in the set already")
    func adds() throws {
        let recalling = RecallingMatcher(try Self.matcher())
        let image = Array("nginx".utf8)
        for _ in 0..<2 {
            var registries: RegistrySet = [3]
            #expect(recalling.collect(matching: image.span, into: &registries))
            #expect(registries == [0, 3])
        }
    }

    @Test("gives many threads at once the right answers")
    func threads() async throws {
        let matcher = try Self.matcher()
        let recalling = RecallingMatcher(matcher)
        let wanted = Self.images.map { Self.ask(matcher, $0) }
        let wrong = await withTaskGroup(of: Int.self, returning: Int.self) { group in
            for start in 0..<8 {
                group.addTask {
                    var wrong = 0
                    for round in 0..<2000 {
                        let index = (start * 3 + round) % Self.images.count
                        if Self.ask(recalling, Self.images[index]) != wanted[index] { wrong += 1 }
                    }
                    return wrong
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }
}
