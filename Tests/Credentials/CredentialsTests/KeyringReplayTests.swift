import Credentials
import Images
import Testing

@testable import CredentialsTestSupport

/// What the kubelet makes of the Secrets: who is tried, in which order, and that anonymous comes last.
@Suite struct `The kubelet's attempts` {
    struct Replay: Sendable, CustomTestStringConvertible {
        var patterns: [String]
        var fallback = false
        var image: String
        var attempts: [String]

        init(_ patterns: [String], fallback: Bool = false, _ image: String, _ attempts: [String]) {
            (self.patterns, self.fallback, self.image, self.attempts) = (patterns, fallback, image, attempts)
        }

        var testDescription: String { "\(patterns)\(fallback ? " or anonymous" : ""): \(image)" }
    }

    @Test(arguments: [
        Replay(["docker.io"], "nginx", ["u"]),
        Replay(["docker.io"], "docker.io/library/nginx:1.27", ["u"]),
        Replay(["docker.io"], "team/x", ["u"]),
        Replay(["docker.io"], "index.docker.io/team/x", ["u"]),
        Replay(["docker.io"], "ghcr.io/team/x", []),
        Replay(["docker.io"], fallback: true, "nginx", ["u", ""]),
        Replay(["docker.io"], fallback: true, "team/x", ["u", ""]),
        Replay(["docker.io"], fallback: true, "ghcr.io/team/x", []),
        Replay(["docker.io/team/"], fallback: true, "team/x", ["u", ""]),
        Replay(["docker.io/team/"], fallback: true, "other/x", []),
        Replay(["docker.io/team/", "docker.io"], fallback: true, "team/x", ["u", ""]),
        Replay(["docker.io/team/", "docker.io"], fallback: true, "nginx", ["u", ""]),
        Replay(["ghcr.io/team/"], "ghcr.io/team/x", ["u"]),
        Replay(["ghcr.io/team/"], "ghcr.io/teammate/x", []),
        Replay(["ghcr.io/team"], "ghcr.io/teammate/x", ["u"]),
        Replay(["ghcr.io/team/"], fallback: true, "ghcr.io/team/x", ["u", ""]),
        Replay(["ghcr.io/team/"], fallback: true, "ghcr.io/other/x", []),
        Replay(["r.example.com:5000"], fallback: true, "r.example.com:5000/x", ["u", ""]),
        Replay(["r.example.com:5000"], fallback: true, "r.example.com/x", []),
        Replay(["r.example.com"], fallback: true, "r.example.com:5000/x", []),
        Replay(["localhost:5000"], fallback: true, "localhost:5000/x", ["u", ""]),
        Replay(["10.0.0.1:5000"], fallback: true, "10.0.0.1:5000/x", ["u", ""]),
        Replay(
            ["123456789012.dkr.ecr.ap-northeast-2.amazonaws.com"],
            fallback: true,
            "123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/app:1",
            ["u", ""]
        ),
        Replay(
            ["*.dkr.ecr.*.amazonaws.com"],
            fallback: true,
            "123456789012.dkr.ecr.us-east-1.amazonaws.com/app",
            ["u", ""]
        ),
        Replay(["*.dkr.ecr.*.amazonaws.com"], fallback: true, "dkr.ecr.us-east-1.amazonaws.com/app", []),
        Replay(["public.ecr.aws"], fallback: true, "public.ecr.aws/nginx/nginx", ["u", ""]),
        Replay(["*.io", "docker.io"], fallback: true, "nginx", ["u", ""]),
        Replay(["registry.*"], fallback: true, "registry.test/x", ["u", ""]),
        Replay(["*.*"], fallback: true, "ghcr.io/x", ["u", ""]),
        Replay(["[::1]:5000"], fallback: true, "[::1]:5000/x", ["u", ""]),
        // The kubelet takes a /v1 or /v2 from a key, though not from a pattern.
        Replay(["r.example.com/v2/"], fallback: true, "r.example.com/v2/x", ["u", ""]),
        Replay(["r.example.com/v2/"], fallback: true, "r.example.com/x", []),
        Replay(["r.example.com/v1/team/"], fallback: true, "r.example.com/v1/team/x", ["u", ""]),
        Replay(["r.example.com/v1/team/"], fallback: true, "r.example.com/team/x", []),
        Replay(["r.example.com/v2"], fallback: true, "r.example.com/v2ray/x", ["u", ""]),
    ])
    func `follow from one Secret`(replay: Replay) throws {
        let secret = try auths(replay.patterns).dockerConfigJSON()
        let secrets = replay.fallback ? [secret, anonymous(following: secret)] : [secret]
        #expect(try attempts(secrets, replay.image) == replay.attempts)
    }

    @Test(arguments: [
        "docker.io", "docker.io/team/", "ghcr.io", "ghcr.io/a/b", "*.gcr.io", "r.example.com:5000", "quay.io/x",
        "*.dkr.ecr.*.amazonaws.com", "r-*.example.com/v1/x", "registry.*", "xn--bcher-kva.example",
    ])
    func `end with an anonymous one for each image that a pattern matches`(pattern: String) throws {
        let secret = try auths([pattern]).dockerConfigJSON()
        let parsed = try ImagePattern(parsing: pattern)
        let images = [
            "nginx", "team/x", "docker.io/team/y", "ghcr.io/a/b", "ghcr.io/a/bc", "eu.gcr.io/p/x",
            "r.example.com:5000/x",
            "quay.io/x", "quay.io/xy/z", "1.dkr.ecr.eu-west-1.amazonaws.com/x", "r-1.example.com/v1/xy/z",
            "registry.test/x", "xn--bcher-kva.example/x",
        ]
        var matched = 0
        for image in images {
            let tries = try attempts([secret, anonymous(following: secret)], image)
            guard parsed.matches(try ImageReference(parsing: image)) else { continue }
            matched += 1
            #expect(tries.last == "", "\(image)")
            #expect(tries.first == "u", "\(image)")
            #expect(tries.filter(\.isEmpty).count == 1, "\(image)")
        }
        #expect(matched > 0)
    }

    /// What `kubectl create secret docker-registry` and `docker login` make.
    private static let own = Array(
        #"{"auths":{"https://index.docker.io/v1/":{"username":"team","password":"t","auth":"dGVhbTp0"}}}"#.utf8
    )

    @Test(arguments: ["nginx", "team/private", "docker.io/team/private:1", "index.docker.io/team/private"])
    func `begin with a Docker Hub Secret that was there before`(image: String) throws {
        let hub = try auths(["docker.io"], user: "company").dockerConfigJSON()
        let last = anonymous(following: hub)
        #expect(try attempts([Self.own, hub, last], image) == ["team", "company", ""])
        // Somebody's own may also be added by a controller, after the webhook.
        #expect(try attempts([hub, last, Self.own], image) == ["company", "", "team"])
        #expect(try attempts([Self.own, hub], image) == ["team", "company"])
    }

    @Test func `leave a key for a path of Docker Hub to that path`() throws {
        let team = try auths(["docker.io/team/"], user: "path").dockerConfigJSON()
        let hub = try auths(["docker.io"], user: "hub").dockerConfigJSON()
        let last = anonymous(following: team, hub)
        #expect(try attempts([Self.own, team, hub, last], "team/x") == ["path", ""])
        #expect(try attempts([Self.own, team, hub, last], "nginx") == ["team", "hub", ""])
    }

    @Test func `keep registries of one host with different paths apart`() throws {
        let first = try auths(["ghcr.io/a/"], user: "a").dockerConfigJSON()
        let second = try auths(["ghcr.io/b/", "ghcr.io/b-tools/"], user: "b").dockerConfigJSON()
        let rest = try auths(["ghcr.io"], user: "rest").dockerConfigJSON()
        let two = [first, second, anonymous(following: first, second)]
        #expect(try attempts(two, "ghcr.io/a/x") == ["a", ""])
        #expect(try attempts(two, "ghcr.io/b/x") == ["b", ""])
        #expect(try attempts(two, "ghcr.io/b-tools/x") == ["b", ""])
        #expect(try attempts(two, "ghcr.io/c/x") == [])
        let three = [rest, first, second, anonymous(following: rest, first, second)]
        // Key by key, the longer path first.
        #expect(try attempts(three, "ghcr.io/a/x") == ["a", "", "rest", ""])
        #expect(try attempts(three, "ghcr.io/c/x") == ["rest", ""])
    }

    @Test func `give each of several credentials of one Secret to its own patterns`() throws {
        let pairs = [("r.example.com/a/", "a"), ("r.example.com/b/", "b"), ("r.example.com", "all")]
        let secret = DockerAuths(try pairs.map { (try ImagePattern(parsing: $0.0), credential($0.1)) })
            .dockerConfigJSON()
        #expect(try attempts([secret], "r.example.com/a/x") == ["a", "all"])
        #expect(try attempts([secret], "r.example.com/b/x") == ["b", "all"])
        #expect(try attempts([secret, anonymous(following: secret)], "r.example.com/c/x") == ["all", ""])
    }
}
