import Images
import Testing

/// What the kubelet tries for a Pod before and after Pullpass gives it Secrets: for every kind of Secret that a Pod can have itself.
@Suite struct `What a Pod could pull it still can` {
    /// A Secret that a Pod has without Pullpass.
    enum Own: String, CaseIterable, Sendable {
        case none
        /// `kubectl create secret docker-registry`, which names no server.
        case kubectl
        /// `--docker-server=docker.io`.
        case dockerHub
        /// `--docker-server=docker.io/team/`.
        case path
        /// kubectl's again, through `imagePullSecrets` of the ServiceAccount.
        case account

        var keys: [String] {
            switch self {
            case .none: []
            case .kubectl, .account: ["https://index.docker.io/v1/"]
            case .dockerHub: ["docker.io"]
            case .path: ["docker.io/team/"]
            }
        }
    }

    /// Where it stands.
    enum Place: String, CaseIterable, Sendable {
        /// In front of what Pullpass adds, as in every Pod that is created with it.
        case before
        /// Behind it: another webhook has added it later.
        case after
    }

    private static let images = ["docker.io/team/private", "docker.io/company/app", "docker.io/library/nginx"]

    /// A Secret whose user name is its own name.
    private static func secret(_ name: String, _ keys: [String]) -> DockerConfig {
        let credential = DockerCredential(username: name, password: name.isEmpty ? "" : "x")
        return DockerConfig(entries: keys.map { DockerConfig.Entry(registry: $0, credential: credential) })
    }

    /// What Pullpass writes for patterns: the keys of the Secret, and the same for the anonymous try.
    private static func keys(_ patterns: [String]) throws -> [String] {
        try patterns.map { try ImagePattern(parsing: $0).secretKey }
    }

    private static func tried(_ secrets: [DockerConfig], _ image: String) -> [String] {
        DockerKeyring(secrets).lookup(image).map { $0.username.isEmpty ? "anonymous" : $0.username }
    }

    /// The lists before and after, with the Secret of a registry and the one of the anonymous try around the Pod's own.
    private static func replay(
        _ own: [DockerConfig],
        _ place: Place,
        patterns: [String],
        image: String
    ) throws -> (before: [String], after: [String]) {
        let ours = secret("company", try keys(patterns))
        let anonymous = secret("", try keys(patterns))
        let list = place == .before ? own + [ours, anonymous] : [ours] + own + [anonymous]
        return (tried(own, image), tried(list, image))
    }

    @Test(arguments: Own.allCases, Place.allCases)
    func `a registry for docker.io is tried after what the Pod has, and then nobody`(own: Own, place: Place) throws {
        for image in Self.images {
            let (before, after) = try Self.replay(
                own == .none ? [] : [Self.secret("own", own.keys)],
                place,
                patterns: ["docker.io"],
                image: image
            )
            switch (own, before.isEmpty) {
            case (.dockerHub, _), (.path, false):
                // The prices, which have tests of their own.
                #expect(after == before, "\(image)")
            case _ where place == .before: #expect(after == before + ["company", "anonymous"], "\(image)")
            default: #expect(after == ["company"] + before + ["anonymous"], "\(image)")
            }
        }
    }

    @Test(arguments: Place.allCases)
    func `the price: a docker.io key of one's own hides ours, and only one's own is tried`(place: Place) throws {
        for image in Self.images {
            let own = [Self.secret("own", ["docker.io"])]
            #expect(try Self.replay(own, place, patterns: ["docker.io"], image: image).after == ["own"])
        }
    }

    @Test(arguments: Place.allCases)
    func `the price: a path of docker.io of one's own hides ours for its path alone`(place: Place) throws {
        let own = [Self.secret("own", ["docker.io/team/"])]
        let after = try Self.images.map { try Self.replay(own, place, patterns: ["docker.io"], image: $0).after }
        #expect(after == [["own"], ["company", "anonymous"], ["company", "anonymous"]])
    }

    @Test(arguments: Place.allCases)
    func `the price: a path of docker.io of ours hides kubectl's Secrets for its path alone`(place: Place) throws {
        let own = [Self.secret("own", Own.kubectl.keys)]
        let after = try Self.images.map { try Self.replay(own, place, patterns: ["docker.io/team/"], image: $0).after }
        #expect(after == [["company", "anonymous"], ["own"], ["own"]])
    }

    @Test func `two Secrets of one's own stay in their order`() throws {
        let own = [Self.secret("first", Own.kubectl.keys), Self.secret("second", Own.account.keys)]
        for image in Self.images {
            let replay = try Self.replay(own, .before, patterns: ["docker.io"], image: image)
            #expect(replay.after == ["first", "second", "company", "anonymous"])
        }
    }

    @Test func `what came before, keys of both kinds and a glob for the anonymous try, hid kubectl's Secrets`() throws {
        let own = Self.secret("own", Own.kubectl.keys)
        let ours = Self.secret("company", ["docker.io", "https://index.docker.io/v1/"])
        let glob = Self.secret("", ["docker.i*"])
        #expect(Self.tried([own, ours, glob], "docker.io/team/private") == ["company", "anonymous"])
        #expect(Self.tried([own, glob], "docker.io/team/private") == ["anonymous"])
    }

    @Test(
        "on other hosts nothing is hidden: a longer path goes first, and within one key the order of the list",
        arguments: [
            (["ghcr.io"], ["ghcr.io"], "ghcr.io/team/x", ["own", "company", "anonymous"]),
            (["ghcr.io/team/"], ["ghcr.io"], "ghcr.io/team/x", ["own", "company", "anonymous"]),
            (["ghcr.io"], ["ghcr.io/team/"], "ghcr.io/team/x", ["company", "anonymous", "own"]),
            (["ghcr.io"], ["ghcr.io/team/"], "ghcr.io/other/x", ["own"]),
            (["ghcr.i*"], ["ghcr.io"], "ghcr.io/team/x", ["company", "anonymous", "own"]),
            (["a.example.com"], ["*.example.com"], "a.example.com/x", ["own", "company", "anonymous"]),
            (["*.example.com"], ["*.example.com"], "a.example.com/x", ["own", "company", "anonymous"]),
            (["https://ghcr.io/v2/"], ["ghcr.io"], "ghcr.io/team/x", ["own", "company", "anonymous"]),
            (["https://index.docker.io/v1/"], ["ghcr.io"], "ghcr.io/team/x", ["company", "anonymous"]),
            (["https://index.docker.io/v1/"], ["ghcr.io"], "docker.io/team/private", ["own"]),
        ] as [([String], [String], String, [String])]
    )
    func otherHosts(own: [String], patterns: [String], image: String, expected: [String]) throws {
        let replay = try Self.replay([Self.secret("own", own)], .before, patterns: patterns, image: image)
        #expect(replay.after == expected)
        #expect(replay.after.filter { $0 == "own" } == replay.before)
    }

    @Test(arguments: ["*.io", "*.*", "d*.io", "docker.*", "*.i*", "*ocker.io/team/"])
    func `a glob that takes in Docker Hub hides kubectl's Secrets, and its author is told`(pattern: String) throws {
        let parsed = try ImagePattern(parsing: pattern)
        #expect(parsed.hidesLegacyDockerHub)
        #expect(parsed.advice.contains { $0.kind == .hidesDockerHub })
        let own = [Self.secret("own", Own.kubectl.keys)]
        #expect(
            try !Self.replay(own, .before, patterns: [pattern], image: "docker.io/team/private").after.contains("own")
        )
    }

    @Test(arguments: ["docker.io", "docker.io/", "ghcr.io", "*.example.com", "*.docker.io", "*", "docker.io:5000"])
    func `other patterns leave kubectl's Secrets alone`(pattern: String) throws {
        #expect(try !ImagePattern(parsing: pattern).hidesLegacyDockerHub)
    }

    @Test(
        "a pattern covers a key that all its images are images of",
        arguments: [
            ("ghcr.io", "ghcr.io", true), ("ghcr.io", "ghcr.io/team/app", true),
            ("ghcr.io/team/", "ghcr.io/team/app", true),
            ("ghcr.io/team/", "ghcr.io", false), ("ghcr.io/team/", "ghcr.io/teams/app", false),
            ("*.a.io", "x.a.io", true),
            ("*.a.io", "x.y.a.io", false), ("*.a.io/t/", "x.a.io/t/app", true), ("a.io:5000", "a.io", false),
            ("a.io:5000", "a.io:5000/x", true), ("a.io", "b.io", false),
        ]
    )
    func covering(pattern: String, key: String, isCovered: Bool) throws {
        #expect(try ImagePattern(parsing: pattern).covers(ImagePattern(parsing: key)) == isCovered)
    }
}
