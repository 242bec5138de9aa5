import Configuration
import Images
import PolicyTestSupport
import Testing

/// The policy and the webhook, asked the same; the CEL is evaluated by an implementation that is not the API server's.
@Suite(
    "The policy does what the webhook does",
    .enabled(if: CELRuntime.isAvailable, CELRuntime.absence)
)
struct AgreementTests {
    @Test func `every row of the kubelet's truth table of patterns holds for the CEL`() async throws {
        let registries = try Fixture.everyPattern()
        let images = try Fixture.everyImage()
        let effects = try await Comparison(configuration: Configuration(registries: registries))
            .expectAgreement(on: images.map { PodCreation.request(ofPodWith: $0) })
        let secrets = Dictionary(uniqueKeysWithValues: zip(images, effects.map { Set($0.secrets) }))
        let secret = Dictionary(uniqueKeysWithValues: registries.map { ($0.matchImages[0].text, $0.secretName) })
        var count = 0
        for row in try Fixture.rows("match.jsonl") where row.error != true && row.invalid != true {
            guard let pattern = row.pattern, let name = secret[pattern] else { continue }
            #expect(secrets[row.image]?.contains(name) == row.match, "\(pattern) against \(row.image)")
            count += 1
        }
        #expect(count > 500)
    }

    @Test func `an image that the kubelet cannot read matches nothing, and one that it can read matches`() async throws
    {
        let everything = [
            "docker.io", "*.*", "*.*.*", "*.*.*.*", "*.*.*.*.*", "*.*.*.*.*.*", "*.*.*.*.*.*.*", "*:5000", "*.*:5000",
            "*.*.*:5000", "*.*.*.*:5000", "*.*.*:8443", "*",
        ]
        let all = Registry(name: "all", matchImages: try everything.map { try ImagePattern(parsing: $0) })
        let images = try Fixture.everyImage()
        try await Comparison(configuration: Configuration(registries: [all]))
            .expectAgreement(on: images.map { PodCreation.request(ofPodWith: $0) })
    }

    @Test func `images that were changed at random are read alike`() async throws {
        var mixer = Mixer(seed: 5)
        let alphabet =
            Array("abzAZ09._-/:@[]*% é\n").map(String.init) + ["::", "//", "__", "sha256:", "docker.io/", "localhost/"]
        let images = try Fixture.everyImage()
        var requests: [JSON] = []
        for _ in 0..<1000 {
            var image = Array(images[mixer.below(images.count)])
            for _ in 0...mixer.below(3) {
                let position = mixer.below(image.count + 1)
                let end = min(image.count, position + mixer.below(3))
                image.replaceSubrange(position..<end, with: alphabet[mixer.below(alphabet.count)])
            }
            requests.append(PodCreation.request(ofPodWith: String(image)))
        }
        try await Comparison(configuration: Configuration(registries: try Fixture.everyPattern())).expectAgreement(
            on: requests
        )
    }

    @Test func `patterns in several expressions match the images that they match in one`() async throws {
        let patterns = try (0..<150).map { try ImagePattern(parsing: "*.registry-\($0).example.com/team") }
        let registry = Registry(name: "many", matchImages: patterns, imagePullPolicy: .always)
        let images = [0, 75, 149, 150].map { "a.registry-\($0).example.com/team/app:1" }
        let effects = try await Comparison(configuration: Configuration(registries: [registry]))
            .expectAgreement(on: images.map { PodCreation.request(ofPodWith: $0) })
        #expect(effects.map { !$0.secrets.isEmpty } == [true, true, true, false])
    }

    @Test(arguments: [1, 246, 247, 248, 254, 255, 256, 257])
    func `the length of a repository counts as the kubelet counts it`(length: Int) async throws {
        let name = String(repeating: "a", count: length)
        let images = [name, "team/\(name)", "example.com/\(name)", "my_host.corp/\(name)", "localhost:5000/\(name):1"]
        try await Comparison(configuration: Configuration(registries: try Fixture.everyPattern()))
            .expectAgreement(on: images.map { PodCreation.request(ofPodWith: $0) })
    }

    @Test(arguments: [
        "[::1]:5000/a", "[::1]/a", "[1:2:3:4:5:6:7:8]:5000/a", "[1:2:3:4:5:6:7::]:5000/a", "[::2:3:4:5:6:7:8]:5000/a",
        "[1:2:3:4:5:6:7:8:9]:5000/a", "[1::2::3]:5000/a", "[:::]:5000/a", "[1:2]:5000/a", "[::12345]:5000/a",
        "[1:2:3:4::5:6:7:8]:5000/a", "[A::f]/a", "[::]:5000/a", "[:]:5000/a", "[]:5000/a", "[1:2:3:4:5:6:7:]:5000/a",
    ])
    func `an address in brackets is matched as the kubelet matches it`(image: String) async throws {
        let patterns = ["[::1]:5000", "*:5000", "*", "*:*", "a:5000", "**:5000", "*1*", "*:1:5000"]
        let registries = patterns.compactMap { try? ImagePattern(parsing: $0) }.enumerated()
            .map { Registry(name: "p\($0.offset)", matchImages: [$0.element]) }
        try await Comparison(configuration: Configuration(registries: registries))
            .expectAgreement(on: [PodCreation.request(ofPodWith: image)])
    }

    @Test func `every recorded review gets the same answer`() async throws {
        let reviews = try Fixture.reviews()
        let effects = try await Comparison(configuration: Fixture.reviewConfiguration())
            .expectAgreement(on: reviews.map(\.request))
        #expect(effects.count > 80)
        #expect(effects.count { !$0.secrets.isEmpty } > 20)
        #expect(effects.count { !$0.alwaysPulled.isEmpty } > 2)
    }

    @Test(arguments: ["team-a", "team-", "corp", "a-mesh", "axxb", "ab", "a", "other.x"])
    func `a rule holds in the namespaces that its names and labels say`(namespace: String) async throws {
        let rules: [(names: [String], labels: [String: String])] = [
            (["team-*"], [:]), (["*-mesh", "corp"], [:]), (["corp", "team-a"], [:]), (["a*b"], [:]),
            (["a.b", "other.*x"], [:]),
            (["*"], [:]), (["**"], [:]), (["*e*"], [:]), ([], ["tier": "prod"]), ([], ["tier": "test"]),
            ([], ["gone": ""]),
            (["team-*"], ["tier": "prod", "empty": ""]),
        ]
        let registries = try rules.enumerated().flatMap { position, rule in
            try [false, true].map { always in
                Registry(
                    name: "r\(position)-\(always)",
                    matchImages: [try ImagePattern(parsing: "docker.io")],
                    always: always,
                    namespaces: NamespaceRule(names: rule.names, labels: rule.labels)
                )
            }
        }
        try await Comparison(
            configuration: Configuration(registries: registries),
            namespaceLabels: ["tier": "prod", "empty": ""]
        ).expectAgreement(
            on: ["nginx", "quay.io/a", "A B"].map { PodCreation.request(ofPodWith: $0, namespace: namespace) }
        )
    }

    @Test func `Secrets that registries share come once, where the first that needs one stands`() async throws {
        let registries = try ["quay.io", "ghcr.io", "docker.io", "quay.io"].enumerated().map { position, pattern in
            Registry(
                name: position == 0 ? "a.b" : position == 1 ? "a-b" : "r\(position)",
                matchImages: [try ImagePattern(parsing: pattern)],
                secretName: ["shared", "ghcr", "shared", "other"][position],
                imagePullPolicy: position == 1 ? .always : nil
            )
        }
        let images = [["nginx", "ghcr.io/a"], ["ghcr.io/a", "quay.io/b", "nginx"], ["quay.io/a"], []]
        let pods = images.map { images in
            let containers = images.map { JSON.object(["name": .text("c"), "image": .text($0)]) }
            let pod = ["metadata": JSON.object([:]), "spec": .object(["containers": .array(containers)])]
            return PodCreation.request(of: .object(pod), namespace: "a")
        }
        let effects = try await Comparison(configuration: Configuration(registries: registries)).expectAgreement(
            on: pods
        )
        #expect(
            effects.map(\.secrets) == [["ghcr", "shared"], ["shared", "ghcr", "other"], ["shared", "other"], []]
        )
    }

    @Test func `the anonymous try goes last, from wherever a list has it`() async throws {
        let requests = try AnonymousLists.requests()
        let comparison = Comparison(
            configuration: try AnonymousLists.configuration(),
            namespaceLabels: ["tier": "prod"]
        )
        let effects = try await comparison.expectAgreement(on: requests)
        #expect(effects.count { !$0.removed.isEmpty } > 20)
        #expect(effects.count { $0.secrets == ["anon"] } > 1)
        for (request, effect) in zip(requests, effects) where effect.secrets.contains("anon") {
            let names = (request["object"]?["spec"]?["imagePullSecrets"]?.array ?? []).map { $0["name"]?.text ?? "" }
            let after = effect.applied(to: names)
            #expect(after.last == "anon" && after.count { $0 == "anon" } == 1, "\(request)")
            #expect(
                after.filter { ["own", "theirs", ""].contains($0) }
                    == names.filter { ["own", "theirs", ""].contains($0) }
            )
        }
    }

    @Test func `a list with more of it than a patch may change is left alone by both`() async throws {
        let lists = [997, 998, 999, 1000, 1001, 1500].map { [String](repeating: "anon", count: $0) }
        let effects = try await Comparison(
            configuration: try AnonymousLists.configuration(),
            namespaceLabels: ["tier": "prod"]
        )
        .expectAgreement(on: lists.map { AnonymousLists.request($0, ["nginx"]) })
        #expect(effects.map(\.removed.count) == [997, 998, 0, 0, 0, 0])
    }
}

/// Pods whose lists have the Secret of the anonymous try everywhere it can be.
enum AnonymousLists {
    /// Registries with and without an anonymous try, for names and labels of namespaces.
    static func configuration() throws -> Configuration {
        func registry(
            _ name: String,
            _ pattern: String,
            _ isAnonymous: Bool,
            labels: [String: String] = [:],
            pulls: Bool = false
        ) throws
            -> Registry
        {
            Registry(
                name: name,
                matchImages: [try ImagePattern(parsing: pattern)],
                namespaces: NamespaceRule(labels: labels),
                imagePullPolicy: pulls ? .always : nil,
                anonymousFallback: isAnonymous
            )
        }
        var configuration = Configuration(registries: [
            try registry("hub", "docker.io", true), try registry("quay", "quay.io", false, pulls: true),
            try registry("ghcr", "ghcr.io", true, labels: ["tier": "prod"]),
            try registry("test", "gcr.io", true, labels: ["tier": "test"]),
        ])
        configuration.injection.anonymousSecretName = "anon"
        return configuration
    }

    static func requests() throws -> [JSON] {
        let lists: [[String]?] = [
            nil, [], ["own"], ["anon"], ["own", "anon"], ["anon", "own"], ["pullpass-hub", "anon"],
            ["anon", "pullpass-hub"],
            ["pullpass-hub", "anon", "theirs"], ["anon", "anon"], ["anon", "own", "anon", "theirs"], ["", "anon", ""],
            ["pullpass-hub", "anon", "anon", ""], ["own", "anon", "pullpass-quay"],
        ]
        let images = [
            ["nginx"], ["quay.io/a/b"], ["ghcr.io/a/b"], ["gcr.io/a/b"], ["nginx", "quay.io/a/b"], ["example.com/x"],
            ["A B"],
        ]
        return lists.flatMap { list in images.map { request(list, $0) } }
    }

    static func request(_ list: [String]?, _ images: [String]) -> JSON {
        let containers = images.map { JSON.object(["name": .text("c"), "image": .text($0)]) }
        var spec = ["containers": JSON.array(containers)]
        if let list {
            spec["imagePullSecrets"] = .array(list.map { $0.isEmpty ? .object([:]) : .object(["name": .text($0)]) })
        }
        return PodCreation.request(of: .object(["metadata": .object([:]), "spec": .object(spec)]), namespace: "a")
    }
}

/// A small generator of numbers that come the same in every run.
struct Mixer {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func below(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(limit))
    }
}
