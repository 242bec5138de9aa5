import Explain
import Images
import Testing

@Suite("Why no pattern matches an image")
struct NearestPatternTests {
    private func misses(_ patterns: [String], _ image: String) throws -> [String] {
        let manifest = "{apiVersion: v1, kind: Pod, spec: {containers: [{name: c, image: '\(image)'}]}}"
        let input = ManifestInput(name: "-", bytes: Array(manifest.utf8))
        let explanation = try explainer(patterns).explain([input])
        return explanation.verdicts.flatMap(\.images).flatMap(\.misses).map { "\($0.pattern): \($0.message)" }
    }

    @Test(
        "the nearest pattern is named, and what differs",
        arguments: [
            (
                ["registry.example.com"], "registry.example.com:5000/app",
                "registry.example.com: port differs: the pattern has none, the image :5000"
            ),
            (
                ["registry.example.com:5000"], "registry.example.com/app",
                "registry.example.com:5000: port differs: the pattern has :5000, the image none"
            ),
            (
                ["*.example.com:5000/a"], "registry.example.com:5001/app",
                "*.example.com:5000/a: port differs: the pattern has :5000, the image :5001"
            ),
            (
                ["quay.io/acme/"], "quay.io/acmetools/app",
                "quay.io/acme/: path prefix differs: the pattern has /acme/, the image /acmetools/app"
            ),
            (
                ["docker.io/nginx"], "nginx:1.27",
                "docker.io/nginx: path prefix differs: the pattern has /nginx, the image /library/nginx "
                    + "(Docker Hub's official images are under /library/)"
            ),
            (
                ["quay.io/acme/app:1.0"], "quay.io/acme/app:1.0",
                "quay.io/acme/app:1.0: path prefix differs: the pattern has /acme/app:1.0, the image /acme/app "
                    + "(a pattern has no tag and no digest)"
            ),
            (
                ["quay.io/*/app"], "quay.io/acme/app",
                "quay.io/*/app: path prefix differs: the pattern has /*/app, the image /acme/app "
                    + "(a * in the path stands for itself)"
            ),
            (
                ["quay.io/acme/app/"], "quay.io/acme/app",
                "quay.io/acme/app/: path prefix differs: the pattern has /acme/app/, the image /acme/app "
                    + "(the pattern ends in a slash)"
            ),
            (
                ["*.example.com"], "a.b.example.com/app",
                "*.example.com: host differs: the pattern has *.example.com, the image a.b.example.com "
                    + "(a * stands for one part between dots: the pattern has 3 parts, the host 4)"
            ),
            (
                ["123456789012.dkr.ecr.eu-west-1.amazonaws.com"],
                "123456789012.dkr.ecr.us-east-1.amazonaws.com/app",
                "123456789012.dkr.ecr.eu-west-1.amazonaws.com: host differs: the pattern has "
                    + "123456789012.dkr.ecr.eu-west-1.amazonaws.com, the image 123456789012.dkr.ecr.us-east-1.amazonaws.com"
            ),
            (
                ["index.docker.io"], "nginx",
                "index.docker.io: host differs: the pattern has index.docker.io, the image docker.io "
                    + "(images of Docker Hub have the host docker.io)"
            ),
            (
                ["Quay.io"], "quay.io/acme/app",
                "Quay.io: host differs in upper and lower case, which the kubelet tells apart: the pattern has Quay.io, the image "
                    + "quay.io: write quay.io in matchImages"
            ),
            (
                ["quay.io/acme"], "QUAY.io/acme/app",
                "quay.io/acme: host differs in upper and lower case, which the kubelet tells apart: the pattern has quay.io, the image "
                    + "QUAY.io: write quay.io/acme/app in the image"
            ),
            (
                ["*.Example.com:5000"], "Registry.example.com:5000/app",
                "*.Example.com:5000: host differs in upper and lower case, which the kubelet tells apart: the pattern has "
                    + "*.Example.com, the image Registry.example.com: write registry.example.com:5000/app in the image, and "
                    + "*.example.com:5000 in matchImages"
            ),
            (
                ["docker.io"], "Acme/app",
                "docker.io: host differs in upper and lower case, which the kubelet tells apart: the pattern has docker.io, the image "
                    + "Acme: for its capital letter Acme is taken for a host: write acme/app in the image"
            ),
            (
                ["Quay.io/other"], "quay.io/acme/app",
                "Quay.io/other: host differs: the pattern has Quay.io, the image quay.io (upper and lower case count)"
            ),
            (
                ["docker.io"], "hub.docker.com/r/acme/app",
                "docker.io: host differs: the pattern has docker.io, the image hub.docker.com (it is Docker Hub's, whose images have "
                    + "the host docker.io: write that in the image)"
            ),
            (
                ["[2001:db8::1]:5000"], "[2001:db8::1]:5001/app",
                "[2001:db8::1]:5000: port differs: the pattern has :5000, the image :5001"
            ),
        ]
    )
    func nearest(patterns: [String], image: String, expected: String) throws {
        #expect(try misses(patterns, image) == [expected])
    }

    @Test(
        "hosts that share no more than a top level are not near",
        arguments: [
            (["ghcr.io"], "quay.io/acme/app"), (["docker.io"], "registry.k8s.io/pause"), ([], "nginx"),
            (["registry.example.com"], "docker.acme.com/app"), (["localhost:5000"], "nginx"),
        ]
    )
    func nothingNear(patterns: [String], image: String) throws {
        #expect(try misses(patterns, image) == [])
    }

    @Test func `a path that differs is nearer than a port, a port nearer than a host`() throws {
        let patterns = ["*.b.example.com", "a.example.com:5000", "a.example.com/x/", "a.example.com/team/y/"]
        let nearest = try misses(patterns, "a.example.com/team/z")
        #expect(nearest.map { $0.hasPrefix("a.example.com/team/y/: path prefix differs") } == [true])
        let withoutPath = Array(patterns.prefix(2))
        #expect(try misses(withoutPath, "a.example.com/z").map { $0.contains("port differs") } == [true])
    }

    @Test func `of patterns that are equally near the first counts`() throws {
        let first = try misses(["quay.io/b/", "quay.io/c/"], "quay.io/a/app")
        #expect(first.map { $0.hasPrefix("quay.io/b/") } == [true])
    }

    @Test func `an image that matches has no misses but those of namespaces`() throws {
        #expect(try misses(["docker.io", "docker.io:5000"], "nginx") == [])
    }
}
