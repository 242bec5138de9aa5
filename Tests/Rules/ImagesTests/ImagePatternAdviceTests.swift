import Images
import Testing

@Suite struct `Advice on patterns` {
    struct Case: Sendable, CustomTestStringConvertible {
        var pattern: String
        var kind: ImagePatternAdvice.Kind
        var severity: ImagePatternAdvice.Severity
        var instead: String
        var testDescription: String { pattern }

        init(_ pattern: String, _ kind: ImagePatternAdvice.Kind, never instead: String) {
            (self.pattern, self.kind, self.severity, self.instead) = (pattern, kind, .neverMatches, instead)
        }

        init(_ pattern: String, _ kind: ImagePatternAdvice.Kind, surprising instead: String) {
            (self.pattern, self.kind, self.severity, self.instead) = (pattern, kind, .surprising, instead)
        }
    }

    static let cases: [Case] = [
        Case("https://ghcr.io", .scheme, never: "\"ghcr.io\""),
        Case("https://gcr.io/foo", .scheme, never: "\"gcr.io/foo\""),
        Case("https://index.docker.io/v1/", .scheme, never: "\"docker.io\""),
        Case("docker://quay.io/acme/app:1", .scheme, never: "quay.io/acme/app"),
        Case("https://", .scheme, never: "write a host"),
        Case("", .emptyHost, never: "docker.io"),
        Case("/library/nginx", .emptyHost, never: "docker.io/library/nginx"),
        Case("ghcr.io/acme/app:1.2", .tag, never: "\"ghcr.io/acme/app\""),
        Case("localhost:5000/app:1", .tag, never: "\"localhost:5000/app\""),
        Case("ghcr.io/acme/app@sha256:abc", .digest, never: "\"ghcr.io/acme/app\""),
        Case("docker.io/*/nginx", .wildcardInPath, never: "\"docker.io/\""),
        Case("docker.io/lib*", .wildcardInPath, never: "\"docker.io/lib\""),
        Case("ghcr.io/Acme", .impossiblePath, never: "\"ghcr.io/acme\""),
        Case("docker.io//", .impossiblePath, never: "single slashes"),
        Case("ghcr.io/.github", .impossiblePath, never: "joined by"),
        Case("ghcr.io/" + String(repeating: "a", count: 256), .impossiblePath, never: "255"),
        Case("index.docker.io", .dockerHub, never: "\"docker.io\""),
        Case("index.docker.io/v1/", .dockerHub, never: "\"docker.io\""),
        Case("ghcr.io,quay.io", .impossibleHost, never: "entry of its own"),
        Case("docker..io", .impossibleHost, never: "dot too many"),
        Case("docker.io.", .impossibleHost, never: "dot too many"),
        Case("bücher.example", .impossibleHost, never: "xn--"),
        Case("registry.example.com\u{200B}", .impossibleHost, never: "an invisible character in it, \\u{200B}"),
        Case("\u{FEFF}registry.example.com/team", .impossibleHost, never: "an invisible character in it, \\u{FEFF}"),
        Case("\u{201C}registry.example.com\u{201D}", .impossibleHost, never: "a text processor"),
        Case("!docker.io", .impossibleHost, never: "correct"),
        Case("oci://robot:pw@ghcr.io/team", .scheme, never: "write \"ghcr.io/team\""),
        Case("bob:1/pw@ghcr.io/team", .impossibleHost, never: "write \"ghcr.io/team\", without"),
        Case("https:/bob:p?w@ghcr.io", .impossibleHost, never: "write \"ghcr.io\", without"),
        Case("localhost:5000/a@sha256:abc", .digest, never: "\"localhost:5000/a\""),
        Case("nginx", .singlePartHost, never: "docker.io/library/nginx"),
        Case("acme/app", .singlePartHost, never: "docker.io/acme/app"),
        Case("gcr.io/foo", .openPath, surprising: "\"gcr.io/foo/\""),
        Case("docker.io/nginx", .openPath, surprising: "docker.io/library/nginx"),
        Case("registry-1.docker.io", .dockerHub, surprising: "\"docker.io\""),
        Case("hub.docker.com/acme/", .dockerHub, surprising: "\"docker.io/acme/\""),
        Case("*.docker.io", .dockerHub, surprising: "\"docker.io\""),
        Case("*", .singlePartGlob, surprising: "*.example.com"),
        Case("**.example.com", .doubleStar, surprising: "each part"),
        Case("REGISTRY.example.com", .uppercaseHost, surprising: "\"registry.example.com\""),
        Case("MyUser/app/", .uppercaseHost, surprising: "full host"),
        Case("quay.io:443", .defaultPort, surprising: "\"quay.io\""),
        Case("docker.io:", .emptyPort, surprising: "\"docker.io\""),
        Case("[::1]/", .addressWithoutPort, surprising: "[::1]:5000"),
        Case("user@docker.io", .ignoredText, surprising: "\"docker.io\""),
        Case("docker.io?x=1", .ignoredText, surprising: "\"docker.io\""),
        Case("1234567890??.dkr.ecr.us-east-1.amazonaws.com", .ignoredText, surprising: "use *"),
        Case("docker.io#f", .ignoredText, surprising: "\"docker.io\""),
    ]

    @Test(arguments: cases)
    func `says what to write instead`(item: Case) throws {
        let advice = try #require(try ImagePattern(parsing: item.pattern).advice.first)
        #expect(advice.kind == item.kind)
        #expect(advice.severity == item.severity)
        #expect(advice.message.contains(item.instead), "\(advice)")
    }

    @Test(arguments: [
        "docker.io", "docker.io/", "docker.io/acme/", "gcr.io/foo/", "*.azurecr.io", "*.dkr.ecr.*.amazonaws.com",
        "localhost",
        "localhost:5000", "registry:5000", "reg*:5000", "[::1]:5000", "ghcr.io/team-", "10.0.0.1:30500", "my_host.corp",
        "xn--bcher-kva.example", "*-docker.pkg.dev",
    ])
    func `is silent where nothing is odd`(text: String) throws {
        #expect(try ImagePattern(parsing: text).advice.isEmpty)
    }

    @Test func `never calls a pattern dead that matches something`() throws {
        let references = try rows("match.jsonl", as: MatchRow.self).map(\.image) + oddImages
        let readable = Set(references.compactMap { try? ImageReference(parsing: $0) })
        var mixer = try Mixer()
        let patterns = (0..<1500).map { _ in mixer.pattern() } + Self.cases.map(\.pattern)
        var dead = 0
        for text in patterns {
            guard let pattern = try? ImagePattern(parsing: text) else { continue }
            guard pattern.advice.contains(where: { $0.severity == .neverMatches }) else { continue }
            dead += 1
            #expect(!readable.contains(where: pattern.matches), "\(text): \(pattern.advice)")
        }
        #expect(dead > 100)
    }

    private let oddImages = [
        "index.docker.io:443/app", "my_host.corp/app", "A/b", "localhost/app", "[::1]/a", "1.2:3/a",
    ]
}
